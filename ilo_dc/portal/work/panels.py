"""What awaits a person, as a page shows it, and the pages that are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.revenue.panels import partners_of
from ilo_dc.core.models import Country, Region
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.rules import DueDate, fingerprint
from portfolio.programmes.vocab import ProgrammeStatus
from reporting.figure_problems.querysets import measures_owned_by
from reporting.figure_problems.registers import FIGURE_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from django.utils.functional import Promise

    from ilo_dc.core.models import Assignment
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem
    from ilo_dc.core.work.rules import Visit

    Place = tuple[str, str | Promise]  # address and name

FEW = 12  # countries of an office that are each led to


@dataclass(frozen=True)
class Waiting:
    """An item as it stands today: how many days it has waited, and how its due date stands.

    `news`: whether it is `new` or `changed` since the reader saw their work last; `assigned`, in words, to
    whom, or by whom to the reader.
    """

    item: WorkItem
    days: int
    due: DueDate
    news: str = ""
    assigned: str = ""


@dataclass(frozen=True)
class Marks:
    """What is said of the items of a part of one's work, beside what they are."""

    part: str
    user: Viewer
    assigned: Mapping[str, Assignment]
    visit: Visit

    def of(self, item: WorkItem) -> tuple[str, str]:
        """Return the news of an item, and whom it is assigned to."""
        row = self.assigned.get(item.key)
        news = self.visit.news_of(name_of(self.part, item), _fingerprint(item, row))
        if row is None:
            return news, ""
        if row.assignee_id in persons_of(self.user):
            return news, _("Assigned to you by %(person)s") % {"person": row.assigned_by}
        return news, _("Assigned to %(person)s") % {"person": row.assignee}


def stand(items: Iterable[WorkItem], today: date, marks: Marks | None = None) -> Iterable[Waiting]:
    """Yield each item as it stands on `today`; what falls due within a week is due soon."""
    for item in items:
        days = max((today - item.since.date()).days, 0)
        yield Waiting(item, days, DueDate(item.due_on, today), *(marks.of(item) if marks else ()))


def name_of(part: str, item: WorkItem) -> str:
    """Return what an item is known by from visit to visit; in another part of one's work it is another."""
    return f"{part} {item.key or item.url}"


def names_of(parts: Mapping[str, Iterable[WorkItem]], assigned: Mapping[str, Assignment]) -> dict[str, str]:
    """Return what somebody sees of their work: the name of each item with its fingerprint."""
    return {
        name_of(part, item): _fingerprint(item, assigned.get(item.key))
        for part, found in parts.items()
        for item in found
    }


def _fingerprint(item: WorkItem, assignment: Assignment | None) -> str:
    return fingerprint(item.since, item.due_on, assignment.assignee_id if assignment else None)


@dataclass(frozen=True)
class Group:
    """What waits of one sort: the same to do each time, decisions, or what is of one kind."""

    label: str
    rows: list[Waiting]


def grouped(waiting: Iterable[Waiting]) -> list[Group]:
    """Return what waits by what is to do, decisions first; each group and its rows keep their order.

    What is about nothing that its title does not name stands with the decisions or with what is of its kind.
    """
    found: dict[str, list[Waiting]] = {}
    for one in sorted(waiting, key=lambda one: not one.item.is_decision):
        kind = _("Decisions to take") if one.item.is_decision else one.item.kind
        label = one.item.title if one.item.subject else kind
        found.setdefault(label, []).append(one)
    return [Group(label, rows) for label, rows in found.items()]


def start_of(user: Viewer) -> str:
    """Return the page that somebody sees first: a partner's or a country's, else what awaits them."""
    grants = grants_of(user)
    own = [] if grants.is_staff else [url for url, _name in places_of(user)]
    return own[0] if own else reverse("work" if user.is_authenticated else "overview")


def places_of(user: Viewer) -> Iterator[Place]:
    """Yield the pages that are somebody's own by their roles, in at most three queries."""
    grants = grants_of(user)
    if grants.has(Role.DONOR) and grants.organisations:
        yield reverse("portal:donor"), _("Your agreements, money and reports")
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
        (Role.PARDEV, reverse("funding:approvals"), _("Approvals")),
        (Role.PARDEV, reverse("partners"), _("Contributions of the partners")),
        (Role.MANAGER, reverse("portal:imports"), _("Imports")),
        (Role.COORDINATOR, reverse("results:results"), _("Results and who contributes to them")),
        (Role.EVALUATOR, closed, _("Country programmes that are over and not evaluated")),
        (Role.BUREAU, reported, _("What was reported on outcomes, with the constituents consulted")),
        (Role.FINANCE, reverse("funding:pools"), _("Pools")),
        (Role.FINANCE, reverse("funding:ledger"), _("Ledger")),
        (Role.FINANCE, reverse("funding:instalments"), _("Instalments")),
        (Role.AUDITOR, reverse("core:history"), _("Who changed what")),
        (Role.ADMIN, reverse("core:people"), _("People and their roles")),
    )
