"""Pure rules of steps: how the clock of one stands, which reminder of it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

LONGEST = 365  # days that a step may be given
REMINDED_AT = (Decimal("0.5"), Decimal(1))  # of the days of a step (journeys, N2)


@dataclass(frozen=True)
class Clock:
    """One step of a round: since when it waits (None: not yet), until when it ended (None: it waits)."""

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


def reminder_due(clock: Clock) -> str:
    """Return which reminder of a waiting step is due, `half` or `whole`; empty: none."""
    if not clock.is_waiting or clock.target_days < 1:
        return ""
    passed = Decimal(clock.days) / clock.target_days
    half, whole = REMINDED_AT
    if passed >= whole:
        return "whole"
    return "half" if passed >= half else ""
