"""The outcomes of country programmes that contribute to a result, as a piece of the result's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from ilo_dc.core.text_search import FoldedName
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

MOST = 200  # lines that the page shows; more stand in the register
# By country in the reader's language; sub-regional programmes, which have none, come last.
PLACED = (FoldedName("outcome__programme__country__name"),)


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
    """The first of the outcomes or all, their number, and where all are (empty: here)."""

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
    named = links.visible_to(user).filter(Q(result=result) | Q(result__parent=result))
    count = named.order_by().values("outcome").distinct().count()
    lines = named.count()
    whole = is_whole(query, lines)
    ordered = named.select_related(
        "result", "outcome__programme__country", "outcome__programme__region"
    ).order_by(*PLACED, "outcome__code", "outcome_id", "result__order", "pk")
    return ContributionsPanel(
        [_contribution(link, weighted=weighted) for link in ordered[: MOST if whole else TOP]],
        count,
        weighted,
        _address_of_all(result, lines, whole=whole),
    )


def _contribution(link: Any, *, weighted: bool) -> Contribution:
    weight = link.weight if weighted else None
    return Contribution(link.outcome, link.result, weight, light(link.outcome.progress))


def _address_of_all(result: ResultsNode, lines: int, *, whole: bool) -> str:
    """Return where all are: on this page, in the register where they are too many; empty: they are here."""
    if lines > MOST:
        query = urlencode({"contributes_to": f"{result.framework.code}/{result.code}"})
        return f"{reverse('portfolio:programme-outcomes')}?{query}"
    return "" if whole else f"?show={ALL}#contributions"
