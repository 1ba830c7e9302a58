"""What a country programme outcome contributes to: set whole, with the outcome's version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.versions.actions import history_context, locked, save_valid
from portfolio.programmes import policies
from portfolio.programmes.models.outcome_link import BudgetLink, FrameworkLink, TargetLink
from portfolio.programmes.rules import outcome_links as rules
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.frameworks.models.framework import FrameworkResult
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome

CENT = Decimal("0.01")


class UnableToLinkOutcome(UnableToAct):
    """The outcome cannot contribute to these results like this."""

    title = "Unable to save what this outcome contributes to"


@dataclass(frozen=True)
class Links:
    """All that an outcome contributes to; weights are in per cent, two decimals.

    `budget`: outcomes and outputs of Programmes and Budgets with their weights; `targets`: targets of the
    SDGs; `framework`: results of UN cooperation frameworks with their weights. The weights within one
    framework (one biennium's Programme and Budget, one cooperation framework) sum to exactly 100.
    """

    budget: tuple[tuple[ResultsNode, Decimal], ...] = ()
    targets: tuple[ResultsNode, ...] = ()
    framework: tuple[tuple[FrameworkResult, Decimal], ...] = field(default=())


@transaction.atomic
def link_outcome(*, by: User, outcome: ProgrammeOutcome, lock_version: int, links: Links) -> ProgrammeOutcome:
    """Put `links` in place of all that the outcome contributes to; `lock_version` is the outcome's as read.

    The outcome's version is raised by one, unless nothing differs.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed the outcome or its links meanwhile.
        UnableToLinkOutcome: weights that do not sum to 100, a result named twice or of the wrong kind.
    """
    require(policies.may_edit_programme(by, outcome.home))
    now = locked(outcome, lock_version=lock_version)
    problems = _problems(now, links)
    if problems:
        raise UnableToLinkOutcome(_("Some entries need your attention."), problems)
    with history_context(by, gettext_noop("What the outcome contributes to")):
        changed = [
            _replace(BudgetLink, now, {row.pk: weight for row, weight in links.budget}),
            _replace(TargetLink, now, dict.fromkeys((row.pk for row in links.targets), None)),
            _replace(FrameworkLink, now, {row.pk: weight for row, weight in links.framework}),
        ]
        if any(changed):
            now.version += 1
            save_valid(now)
    return now


def _problems(outcome: ProgrammeOutcome, links: Links) -> dict[str, list[str]]:
    """Return what stands against the links, by the field of `Links`."""
    problems = {
        "budget": _of_weights(links.budget),
        "framework": _of_weights(links.framework),
        "targets": [],
    }
    if rules.repeated(row.pk for row in links.targets):
        problems["targets"].append(_("Name each target once."))
    if any(not _is_budget(row) for row, _weight in links.budget):
        problems["budget"].append(_("Choose outcomes and outputs of a Programme and Budget."))
    if any(row.level != NodeLevel.TARGET for row in links.targets):
        problems["targets"].append(_("Choose targets of the Sustainable Development Goals."))
    country = outcome.home.country_id
    named = {row.framework for row, _weight in links.framework}
    if country and any(not one.memberships.filter(country=country).exists() for one in named):
        problems["framework"].append(_("Choose results of a framework of the country."))
    return {name: texts for name, texts in problems.items() if texts}


def _is_budget(row: ResultsNode) -> bool:
    return (
        row.level in {NodeLevel.OUTCOME, NodeLevel.OUTPUT}
        and row.framework.kind == ResultsFrameworkKind.PROGRAMME_AND_BUDGET
    )


def _of_weights(shares: Iterable[tuple[Any, Decimal]]) -> list[str]:
    """Return the problems of weighted results: ResultsNode or FrameworkResult with their weights."""
    shares = list(shares)
    texts = []
    if rules.repeated(row.pk for row, _weight in shares):
        texts.append(_("Name each result once."))
    if any(not 0 < weight <= rules.WHOLE or weight != weight.quantize(CENT) for _row, weight in shares):
        texts.append(_("A weight lies above 0 and at most at 100, with two decimals at most."))
        return texts
    frameworks = {row.framework_id: row.framework for row, _weight in shares}
    for key, total in rules.unbalanced((row.framework_id, weight) for row, weight in shares).items():
        words = {"framework": frameworks[key], "total": format(total.normalize(), "f")}
        texts.append(_("The weights within %(framework)s sum to %(total)s, not to 100.") % words)
    return texts


def _replace(
    model: type[BudgetLink | TargetLink | FrameworkLink],
    outcome: ProgrammeOutcome,
    wanted: Mapping[int, Decimal | None],
) -> bool:
    """Make the links of one kind those that are wanted; return whether anything differed."""
    changed = False
    for link in model.objects.filter(outcome=outcome):
        if link.result_id not in wanted:
            link.delete()
            changed = True
    known = {link.result_id: link for link in model.objects.filter(outcome=outcome)}
    for result, weight in wanted.items():
        values = {} if weight is None else {"weight": weight}
        link = known.get(result)
        if link is None:
            save_valid(
                model(outcome=outcome, result_id=result, demonstration=outcome.demonstration, **values)
            )
            changed = True
        elif weight is not None and link.weight != weight:
            link.weight = weight
            save_valid(link)
            changed = True
    return changed
