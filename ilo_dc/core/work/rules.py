"""How the last day for something stands: the one place that says what is overdue and what is due soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=7)


@dataclass(frozen=True)
class DueDate:
    """The last day for something (None: it has none) as it stands on `today`."""

    on: date | None
    today: date

    @property
    def is_overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.on is not None and self.on < self.today

    @property
    def is_soon(self) -> bool:
        """Whether the last day is today or within a week."""
        return self.on is not None and self.today <= self.on <= self.today + SOON
