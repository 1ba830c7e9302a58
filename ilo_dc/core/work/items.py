"""The shape in which every feature says what awaits a person.

A feature offers, of these, those that it has: `work.awaiting(user)`, what is theirs to do;
`work.handed_in(user)`, what they did their part of and others have to go on with; `work.coming(user)`, what
will be theirs. Each is at most `MOST` items in a constant number of queries; `ilo_dc.portal` composes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

MOST = 100


@dataclass(frozen=True)
class WorkItem:
    """One thing that awaits a person.

    `title` says what to do, `subject` about what, `kind` what sort of thing it is; `since` is when it began
    to wait (of what is coming: when it will begin) and `due_on` the last day for it (None: no date);
    `waits_on` is who has to act, where it is somebody else; with `is_decision` others wait for a decision.
    """

    title: str
    url: str
    kind: str
    since: datetime
    subject: str = ""
    due_on: date | None = None
    waits_on: str = ""
    is_decision: bool = False

    @property
    def urgency(self) -> tuple[date, datetime, str]:
        """The order of a list: by due date, then what has waited longest, then what has no date."""
        return self.due_on or date.max, self.since, self.url
