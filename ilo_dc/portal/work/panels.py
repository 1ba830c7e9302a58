"""What awaits a person, as a page shows it, and the pages that are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.revenue.panels import partners_of
from ilo_dc.core.models import Country, Region
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.rules import DueDate
from portfolio.programmes.vocab import ProgrammeStatus
from reporting.figure_problems.querysets import measures_owned_by
from reporting.figure_problems.registers import FIGURE_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from django.utils.functional import Promise

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem

    Place = tuple[str, str | Promise]  # address and name

FEW = 12  # countries of an office that are each led to


@dataclass(frozen=True)
class Waiting:
    """An item as it stands today: how many days it has waited, and how its due date stands."""

    item: WorkItem
    days: int
    due: DueDate


def stand(items: Iterable[WorkItem], today: date) -> Iterable[Waiting]:
    """Yield each item as it stands on `today`; what falls due within a week is due soon."""
    for item in items:
        days = max((today - item.since.date()).days, 0)
        yield Waiting(item, days, DueDate(item.due_on, today))


def start_of(user: Viewer) -> str:
    """Return the page that somebody sees first: a partner's or a country's, else what awaits them."""
    grants = grants_of(user)
    own = [] if grants.is_staff else [url for url, _name in places_of(user)]
    return own[0] if own else reverse("work" if user.is_authenticated else "overview")


def places_of(user: Viewer) -> Iterator[Place]:
    """Yield the pages that are somebody's own by their roles, in at most three queries."""
    grants = grants_of(user)
    own = partners_of(user).filter(pk__in=grants.organisations) if grants.organisations else ()
    for partner in own:
        yield reverse("partner", args=[partner.slug]), partner.name
    places = grants.places(Role.FIELD, Role.CONSTITUENT)
    countries = Country.objects.filter(pk__in=places.countries) if places.countries else ()
    for country in countries[:FEW]:
        yield reverse("country", args=[country.iso3]), country.name
    regions = grants.places(Role.REGIONAL).regions
    for region in Region.objects.filter(pk__in=regions) if regions else ():
        yield f"{reverse('countries')}?region={region.code}", _("Countries: %(region)s") % {"region": region}
    for role, url, name in _pages():
        if grants.has(role):
            yield url, name
    if measures_owned_by(user):
        yield reverse("reporting:figure-problems"), FIGURE_PROBLEMS.label


def _pages() -> tuple[tuple[str, str, str], ...]:
    """Return the pages of the roles that are held for the whole Office."""
    closed = f"{reverse('portfolio:programmes')}?status={ProgrammeStatus.CLOSED}"
    reported = f"{reverse('portfolio:updates')}?state=accepted"
    return (
        (Role.PARDEV, reverse("partners"), _("Contributions of the partners")),
        (Role.MANAGER, reverse("portal:imports"), _("Imports")),
        (Role.COORDINATOR, reverse("results:results"), _("Results and who contributes to them")),
        (Role.EVALUATOR, closed, _("Country programmes that are over and not evaluated")),
        (Role.BUREAU, reported, _("What was reported on outcomes, with the constituents consulted")),
        (Role.FINANCE, reverse("partners"), _("Contributions of the partners")),
        (Role.AUDITOR, reverse("core:history"), _("Who changed what")),
        (Role.ADMIN, reverse("core:people"), _("People and their roles")),
    )
