"""The outcomes of country programmes that contribute to a result, as a piece of the result's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ilo_dc.core.ui.long_tables import ALL, TOP, is_whole
from portfolio.programmes.models.outcome_link import BudgetLink, TargetLink
from portfolio.programmes.tables import light
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import QueryDict

    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
    from portfolio.results.models.results_node import ResultsNode


@dataclass(frozen=True)
class Contribution:
    """An outcome with the result that it names, its share (None: it has none) and its rating."""

    outcome: ProgrammeOutcome
    result: ResultsNode
    weight: Decimal | None
    light: str

    @property
    def demonstration(self) -> bool:
        """Whether the outcome is demonstration data."""
        return self.outcome.demonstration


@dataclass(frozen=True)
class ContributionsPanel:
    """The first of the outcomes or all, their number, and the address with all (empty: all are here)."""

    lines: list[Contribution]
    count: int
    weighted: bool
    all_url: str
    template: str = "portfolio/programmes/panels/contributions_to_result.html"


def contributions_to(user: Viewer, result: ResultsNode, query: QueryDict) -> ContributionsPanel | None:
    """Return what `user` sees of the outcomes that contribute to a result or to one right below it.

    None: outcomes name no results of its kind.

    Raises:
        UnableToRead: `show` is neither missing nor `all`.
    """
    weighted = result.framework.kind == ResultsFrameworkKind.PROGRAMME_AND_BUDGET
    if not weighted and result.level not in {NodeLevel.GOAL, NodeLevel.TARGET}:
        return None
    links = BudgetLink.objects if weighted else TargetLink.objects
    named = (
        links.visible_to(user)
        .filter(Q(result=result) | Q(result__parent=result))
        .select_related("result", "outcome__programme__country", "outcome__programme__region")
    )
    lines = [
        Contribution(
            link.outcome, link.result, link.weight if weighted else None, light(link.outcome.progress)
        )
        for link in named
    ]
    lines.sort(key=lambda line: (_place(line), line.outcome.code, line.outcome.pk, line.result.order))
    count = len({line.outcome.pk for line in lines})
    whole = is_whole(query, len(lines))
    return ContributionsPanel(
        lines if whole else lines[:TOP], count, weighted, "" if whole else f"?show={ALL}#contributions"
    )


def _place(line: Contribution) -> tuple[bool, str]:
    """Sort by country; sub-regional programmes come last."""
    country = line.outcome.programme.country
    return (country is None, country.name if country else "")
