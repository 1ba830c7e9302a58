"""What each feature says of somebody's work, composed: in no order, items are sorted by urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse

from funding.agreements import work as agreements
from funding.approvals import work as approvals
from funding.calls import work as calls
from funding.clearances import work as clearances
from funding.dues import work as dues
from funding.ledger import work as ledger
from ilo_dc.core.accounts import work as invitations
from ilo_dc.core.imports import work as imports
from ilo_dc.core.runs import work as runs
from ilo_dc.core.saved_filters.lists import list_name
from ilo_dc.core.work.items import MOST
from ilo_dc.core.work.reading import reading_once
from ilo_dc.portal.navigation.navigation import NAV
from portfolio.appraisals import work as appraisals
from portfolio.evaluations import work as evaluations
from portfolio.programmes import work as programmes
from portfolio.project_results import work as project_results
from portfolio.projects import work as projects
from portfolio.proposals import work as proposals
from portfolio.updates import work as outcome_updates
from reporting.figure_problems import work as figure_problems

if TYPE_CHECKING:
    from ilo_dc.core.measures.types import Words
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem

    Source = Callable[[Viewer], Iterable[WorkItem]]

YOURS = (
    imports.awaiting,
    runs.awaiting,
    invitations.awaiting,
    outcome_updates.awaiting,
    programmes.awaiting,
    proposals.awaiting,
    appraisals.awaiting,
    clearances.awaiting,
    projects.awaiting,
    project_results.awaiting,
    evaluations.awaiting,
    agreements.awaiting,
    dues.awaiting,
    approvals.awaiting,
    ledger.awaiting,
    calls.awaiting,
    figure_problems.awaiting,
)
OTHERS = (
    runs.handed_in,
    invitations.handed_in,
    outcome_updates.handed_in,
    project_results.handed_in,
    proposals.handed_in,
    appraisals.handed_in,
    approvals.handed_in,
    clearances.handed_in,
    figure_problems.handed_in,
)
COMING = (
    outcome_updates.coming,
    programmes.coming,
    appraisals.coming,
    clearances.coming,
    evaluations.coming,
    agreements.coming,
    calls.coming,
)
# What waits for the people of the offices that somebody manages: to assign, and to remind of.
OVERSEEN = (
    outcome_updates.overseen,
    programmes.overseen,
    proposals.overseen,
    appraisals.overseen,
    clearances.overseen,
    projects.overseen,
    project_results.overseen,
    evaluations.overseen,
    approvals.overseen,
)


# Where all of it stands of which a feature names the most urgent: the names of pages.
LISTS: Mapping[Source, str] = {
    imports.awaiting: "portal:imports",
    runs.awaiting: "core:runs",
    invitations.awaiting: "core:people",
    outcome_updates.awaiting: "portfolio:due-reports",
    programmes.awaiting: "portfolio:programmes",
    proposals.awaiting: "portfolio:proposals",
    appraisals.awaiting: "portfolio:appraisals",
    clearances.awaiting: "funding:clearances",
    projects.awaiting: "portfolio:projects",
    project_results.awaiting: "portfolio:progress-reports",
    evaluations.awaiting: "portfolio:evaluations",
    agreements.awaiting: "funding:agreements",
    dues.awaiting: "funding:due-instalments",
    approvals.awaiting: "funding:approvals",
    ledger.awaiting: "funding:pools",
    calls.awaiting: "funding:funding-calls",
    figure_problems.awaiting: "reporting:figure-problems",
}


def lists_of(names: Iterable[str]) -> Iterator[tuple[str, Words]]:
    """Yield the address and the name of each page of `LISTS`: of its register, else of the navigation."""
    for name in names:
        url = reverse(name)
        yield url, list_name(url) or next(item.label for item in NAV if item.url_name == name)


class Found(list["WorkItem"]):
    """Items, the most urgent first; `cut`: the names of the pages with all, of what may be more."""

    cut: tuple[str, ...] = ()


def items(sources: Iterable[Source], user: Viewer) -> Found:
    """Return what the features say of `user`, the most urgent first."""
    with reading_once():
        by_source = {source: list(source(user)) for source in sources}
    found = Found(sorted((one for some in by_source.values() for one in some), key=lambda one: one.urgency))
    found.cut = tuple(LISTS[one] for one, some in by_source.items() if one in LISTS and len(some) >= MOST)
    return found
