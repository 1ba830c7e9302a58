"""How the last day for something stands, and what of one's work is new since one saw it last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SOON = timedelta(days=7)
# Our convention: what ended over a year ago is no longer chased, but may still be written.
CHASED_FOR = timedelta(days=365)


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


A_VISIT = timedelta(minutes=30)  # what is opened again meanwhile is one visit: marks stay as they are


@dataclass(frozen=True)
class Visit:
    """What is new to somebody who opens their work: compared with what they saw at the visit before.

    `saw`: at the latest visit, `before`: at the one before it (None: never), by an item's name.
    """

    began_at: datetime
    saw: Mapping[str, str]
    before: Mapping[str, str] | None = None
    before_at: datetime | None = None

    def next(self, now: datetime, sees: Mapping[str, str]) -> Visit:
        """Return the visit as it is when somebody opens their work `now` and `sees` this."""
        if now - self.began_at < A_VISIT:
            return Visit(self.began_at, dict(sees), self.before, self.before_at)
        return Visit(now, dict(sees), self.saw, self.began_at)

    def news_of(self, name: str, fingerprint: str) -> str:
        """Return `new`, `changed`, or nothing for what stood there like this before."""
        if self.before is None:
            return ""
        if name not in self.before:
            return "new"
        return "" if self.before[name] == fingerprint else "changed"

    @property
    def gone(self) -> int:
        """How many things of the visit before wait no more."""
        return len(set(self.before or ()) - set(self.saw))


def fingerprint(since: datetime, due_on: date | None, assignee: int | None) -> str:
    """Return what a reader would call changed if it differs: since when it waits, until when, for whom."""
    return f"{since:%Y%m%d%H%M%S} {due_on or ''} {assignee or ''}"
