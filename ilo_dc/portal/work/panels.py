"""What awaits a person, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilo_dc.core.work.rules import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ilo_dc.core.work.items import WorkItem


@dataclass(frozen=True)
class Waiting:
    """An item as it stands today: how many days it has waited, and how its due date stands."""

    item: WorkItem
    days: int
    due: DueDate


def stand(items: Iterable[WorkItem], today: date) -> Iterable[Waiting]:
    """Yield each item as it stands on `today`; what falls due within a week is due soon."""
    for item in items:
        days = max((today - item.since.date()).days, 0)
        yield Waiting(item, days, DueDate(item.due_on, today))
