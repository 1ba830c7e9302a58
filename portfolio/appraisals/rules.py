"""Pure rules of appraisals: who has to go on, and what bars “ready”."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from ilo_dc.core.life.rules import gettext_noop
from portfolio.proposals.rules import is_over

# Our conventions where no source was found; an installation dates its own beside them (`AppraisalRule`).
EVALUATION_ABOVE_USD = Decimal(5_000_000)
DAYS: Mapping[str, int] = {
    "take_up": 5,
    "scores": 10,
    "act_emp": 10,
    "actrav": 10,
    "evaluation": 10,
    "decision": 5,
}


def needs_evaluation(budget: Decimal | None, threshold: Decimal) -> bool:
    """Return whether EVAL appraises a proposal, too: above the threshold, not at it."""
    return is_over(budget, threshold)


def not_scored(criteria: Collection[str], scores: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the criteria that lack a score or its justification, in their order."""
    return [one for one in criteria if not all(scores.get(one, ("", "")))]


def bars_to_ready(
    scores: Mapping[str, str], opinions: Mapping[str, str], *, one_bars_ready: bool, evaluated: bool
) -> list[str]:
    """Return what stands against “ready”, as msgids: nothing of it stands against the other decisions.

    `scores` by criterion, `opinions` by bureau (empty: none was given); `evaluated`: EVAL has scored, or
    need not.
    """
    bars = []
    if one_bars_ready and "1" in scores.values():
        bars.append(gettext_noop("A criterion is unsatisfactory: it is not ready."))
    if not all(opinions.values()):
        bars.append(gettext_noop("A bureau has not given its opinion: silence is no consent."))
    if "objection" in opinions.values():
        bars.append(gettext_noop("A bureau objects: it is not ready."))
    if not evaluated:
        bars.append(gettext_noop("EVAL has not appraised its monitoring yet."))
    return bars
