"""Who may write country programme outcomes and global products (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Country, Region
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome

WRITERS = (Role.FIELD, Role.REGIONAL)
SUB_REGIONAL_WRITERS = (Role.REGIONAL,)
# Outcome-based work plans, of which global products are part, are the outcome coordinators'.
PRODUCT_WRITERS = (Role.COORDINATOR, Role.PARDEV, Role.MANAGER)


def may_write_somewhere(user: Viewer) -> Verdict:
    """Field and regional officers add country programme outcomes; where, `may_write_in` decides."""
    if grants_of(user).has(*WRITERS):
        return ALLOWED
    return refused(_("Only field and regional officers add country programme outcomes."))


def may_write_in(user: Viewer, *, country: Country | None, region: Region | None) -> Verdict:
    """Field officers for their own countries, regional officers for their region and its sub-regions."""
    if writes(user, country, region):
        return ALLOWED
    return refused(
        _("Only a field officer of this country or a regional officer of its region may change this.")
    )


def may_edit_outcome(user: Viewer, outcome: CountryProgrammeOutcome) -> Verdict:
    """Whoever writes in its place edits an outcome, and removes one that nothing names."""
    return may_write_in(user, country=outcome.country, region=outcome.region)


def may_publish_outcome(user: Viewer, outcome: CountryProgrammeOutcome) -> Verdict:
    """Regional officers of the region say whether everyone sees an outcome without a programme."""
    if grants_of(user).places(Role.REGIONAL).cover(*place_codes(outcome.country, outcome.region)):
        return ALLOWED
    return refused(_("Only a regional officer of the region publishes a country programme outcome."))


def may_write_products(user: Viewer) -> Verdict:
    """Outcome coordinators and PARDEV write global products."""
    if grants_of(user).has(*PRODUCT_WRITERS):
        return ALLOWED
    return refused(_("Only outcome coordinators and PARDEV write global products."))


def places_to_write(user: Viewer) -> tuple[QuerySet[Country], QuerySet[Region]]:
    """Return the countries and the sub-regions in which `user` may write."""
    grants = grants_of(user)
    return (
        Country.objects.filter(grants.places(*WRITERS).of_countries()),
        Region.objects.filter(grants.places(*SUB_REGIONAL_WRITERS).of_regions()),
    )


def writes(user: Viewer, country: Country | None, region: Region | None) -> bool:
    """Return whether `user` writes what belongs to a country, or to a sub-region: then `country` is None."""
    roles = WRITERS if country else SUB_REGIONAL_WRITERS
    return grants_of(user).places(*roles).cover(*place_codes(country, region))


def place_codes(country: Country | None, region: Region | None) -> tuple[str | None, str | None]:
    """Return the codes of a country and its region, or of a sub-region alone."""
    return (country.pk, country.region_id) if country else (None, region.pk if region else None)
