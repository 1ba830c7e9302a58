"""What the invented outcomes of a demonstration contribute to: P&B results, SDG targets, framework results.

The results themselves are published; that an invented outcome contributes to them, and with which weight, is
invented, and each row says so. Only outcomes of a Programme and Budget are named: texts of outputs are not
known here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import history_context
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import Extent
from portfolio.programmes.models.outcome_link import BudgetLink, FrameworkLink, TargetLink
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

if TYPE_CHECKING:
    from portfolio.frameworks.models.framework import FrameworkResult

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration"
REASON = gettext_noop("Demonstration links of outcomes")
MEETS = (Extent.FULL, Extent.PARTIAL, Extent.SUPPORTED)
ALONE = (Decimal(100),)
SHARED = (Decimal("62.50"), Decimal("37.50"))


class UnableToLoadLinks(UnableToAct):
    """The demonstration links cannot be loaded here."""

    title = "Unable to load what demonstration outcomes contribute to"


@dataclass
class _Rows:
    budget: list[BudgetLink] = field(default_factory=list)
    targets: list[TargetLink] = field(default_factory=list)
    framework: list[FrameworkLink] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What there is to link to, read once."""

    plans: Mapping[str, Mapping[str, Any]]
    budget: Mapping[tuple[str, str], ResultsNode]
    targets: Mapping[str, ResultsNode]
    aligned: Mapping[tuple[int | None, int | None], list[FrameworkResult]]


@transaction.atomic
def load_demonstration_links() -> dict[str, int]:
    """Link the invented outcomes; return how many of each kind. Nothing is added where they are already.

    Raises:
        UnableToLoadLinks: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadLinks(_("Demonstration links exist in a demonstration installation only."))
    outcomes = list(_invented())
    if not outcomes or BudgetLink.objects.filter(outcome__in=outcomes).exists():
        return {"links": 0}
    known, rows = _known(outcomes), _Rows()
    for outcome in outcomes:
        _link(outcome, known, rows)
    with history_context(None, REASON):
        BudgetLink.objects.bulk_create(rows.budget)
        TargetLink.objects.bulk_create(rows.targets)
        FrameworkLink.objects.bulk_create(rows.framework)
    return {
        "P&B links": len(rows.budget),
        "SDG targets": len(rows.targets),
        "framework links": len(rows.framework),
    }


def _invented() -> Iterator[ProgrammeOutcome]:
    """Yield the outcomes of invented programmes; what people typed in the demonstration is theirs."""
    rows = ProgrammeOutcome.objects.filter(
        demonstration=True, programme__states__backdated=True, programme__states__superseded_at=None
    )
    return rows.select_related("programme").order_by("programme__slug", "code", "pk").iterator()


def _known(outcomes: list[ProgrammeOutcome]) -> _Known:
    texts = json.loads((DATA / "plans.json").read_text(encoding="utf-8"))
    links = json.loads((DATA / "links.json").read_text(encoding="utf-8"))
    plans = {
        outcome["title"]: links[place][number]
        for language in texts.values()
        for place, theme in enumerate(language["themes"])
        for number, outcome in enumerate(theme["outcomes"])
    }
    nodes = ResultsNode.objects.in_force().select_related("framework__biennium")
    budget = nodes.filter(framework__kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET, level=NodeLevel.OUTCOME)
    aligned: dict[tuple[int | None, int | None], list[FrameworkResult]] = defaultdict(list)
    of_the_programmes = Q(pair__outcome__isnull=False) | Q(pair__priority__isnull=False)
    facts = Alignment.objects.current().filter(of_the_programmes, extent__in=MEETS)
    for fact in facts.select_related("pair__result").order_by("pk"):
        aligned[fact.pair.priority_id, fact.pair.outcome_id].append(fact.pair.result)
    return _Known(
        plans=plans,
        budget={(node.framework.code, node.code): node for node in budget},
        targets={node.code: node for node in nodes.filter(level=NodeLevel.TARGET)},
        aligned=aligned,
    )


def _link(outcome: ProgrammeOutcome, known: _Known, rows: _Rows) -> None:
    plan = known.plans.get(outcome.title, {"budget": {}, "targets": []})
    for framework, shares in plan["budget"].items():
        nodes = [(known.budget.get((framework, code)), Decimal(weight)) for code, weight in shares]
        if all(node is not None and _meets(outcome, node) for node, _weight in nodes):
            rows.budget += [
                BudgetLink(outcome=outcome, result=node, weight=weight, demonstration=True)
                for node, weight in nodes
            ]
    rows.targets += [
        TargetLink(outcome=outcome, result=known.targets[code], demonstration=True)
        for code in plan["targets"]
        if code in known.targets
    ]
    rows.framework += _framework_links(outcome, known)


def _meets(outcome: ProgrammeOutcome, node: ResultsNode) -> bool:
    """Return whether the programme ran in a part of the biennium."""
    programme, budget = outcome.programme, node.framework
    ends_on = programme.day_after if programme else None
    if programme is None or programme.starts_on is None or ends_on is None:
        return False
    if budget.starts_on is None or budget.ends_on is None:
        return False
    return programme.starts_on < budget.ends_on and budget.starts_on < ends_on


def _framework_links(outcome: ProgrammeOutcome, known: _Known) -> Iterator[FrameworkLink]:
    """Yield links to the result the outcome is aligned with, and to one that its priority is, if another."""
    own = known.aligned.get((None, outcome.pk), [])[:1]
    if not own:
        return
    of_priority = known.aligned.get((outcome.priority_id, None), [])
    beside = [one for one in of_priority if one.framework_id == own[0].framework_id and one.pk != own[0].pk]
    results = own + beside[:1]
    for result, weight in zip(results, SHARED if len(results) > 1 else ALONE, strict=True):
        yield FrameworkLink(outcome=outcome, result=result, weight=weight, demonstration=True)
