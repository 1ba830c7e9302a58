"""Who may write cooperation frameworks and what belongs to them (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Country
from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.frameworks.models.framework import CooperationFramework

WRITERS = (Role.FIELD, Role.REGIONAL, Role.COORDINATOR)


def may_import_sub_outputs(user: Viewer) -> Verdict:
    """Those who load published data load UN INFO's sub-outputs."""
    return policies.may_import(user)


def may_write_somewhere(user: Viewer) -> Verdict:
    """Field and regional officers and outcome coordinators record frameworks; where, `may_write_in` says."""
    if grants_of(user).has(*WRITERS):
        return ALLOWED
    return refused(
        _("Only field and regional officers and outcome coordinators record cooperation frameworks.")
    )


def may_write_in(user: Viewer, countries: Iterable[Country]) -> Verdict:
    """Field officers write for their own countries, regional officers for their region's; all of a set."""
    if _covers(user, countries, *WRITERS):
        return ALLOWED
    return refused(
        _(
            "Only a field officer of these countries, a regional officer of their region or an outcome "
            "coordinator may change this."
        )
    )


def may_edit_framework(user: Viewer, framework: CooperationFramework) -> Verdict:
    """Whoever writes in all of its countries edits a framework and what belongs to it."""
    return may_write_in(user, framework.countries.all())


def may_correct_framework(user: Viewer, framework: CooperationFramework) -> Verdict:
    """What was recorded by mistake is mended by a regional officer of the region or a manager."""
    if _covers(user, framework.countries.all(), Role.REGIONAL, Role.MANAGER):
        return ALLOWED
    return refused(_("Only a regional officer of the region or a PARDEV manager corrects what was recorded."))


def may_publish_framework(user: Viewer, framework: CooperationFramework) -> Verdict:
    """The region publishes, and takes back."""
    if _covers(user, framework.countries.all(), Role.REGIONAL):
        return ALLOWED
    return refused(_("Only a regional officer of the region publishes a framework."))


def may_remove_framework(user: Viewer, framework: CooperationFramework) -> Verdict:
    """The region removes what was entered by mistake."""
    if _covers(user, framework.countries.all(), Role.REGIONAL):
        return ALLOWED
    return refused(_("Only a regional officer of the region removes a framework."))


def may_read_history(user: Viewer) -> Verdict:
    """Staff see who changed what; names of officials are never public."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see who changed what."))


def countries_to_write(user: Viewer) -> QuerySet[Country]:
    """Return the countries that `user` may record frameworks of."""
    return Country.objects.filter(grants_of(user).places(*WRITERS).of_countries())


def _covers(user: Viewer, countries: Iterable[Country], *roles: str) -> bool:
    """Return whether one of `roles` is held for each of the countries, and there is one."""
    places, found = grants_of(user).places(*roles), list(countries)
    return bool(found) and all(places.cover(country.pk, country.region_id) for country in found)
