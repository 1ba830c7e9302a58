"""Pure rules of appraisals: who has to go on, what bars “ready”, how the clock of a step stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
LONGEST = 365  # days that a step may be given
REMINDED_AT = (Decimal("0.5"), Decimal(1))  # of the days of a step (journeys, N2)


@dataclass(frozen=True)
class Clock:
    """One step of an appraisal: since when it waits (None: not yet), until when it ended (None: it waits)."""

    step: str
    since: date | None
    ended_on: date | None
    target_days: int
    today: date

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to go on with it now."""
        return self.since is not None and self.ended_on is None

    @property
    def days(self) -> int:
        """How many days it took, or has waited so far."""
        if self.since is None:
            return 0
        return max(((self.ended_on or self.today) - self.since).days, 0)

    @property
    def due_on(self) -> date | None:
        """The last day for it; None: it has not begun."""
        return self.since + timedelta(days=self.target_days) if self.since else None

    @property
    def is_late(self) -> bool:
        """Whether it took, or takes, longer than its target."""
        return self.since is not None and self.days > self.target_days


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


def reminder_due(clock: Clock) -> str:
    """Return which reminder of a waiting step is due, `half` or `whole`; empty: none."""
    if not clock.is_waiting or clock.target_days < 1:
        return ""
    passed = Decimal(clock.days) / clock.target_days
    half, whole = REMINDED_AT
    if passed >= whole:
        return "whole"
    return "half" if passed >= half else ""
