"""What awaits a person, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ilo_dc.core.work.items import WorkItem


@dataclass(frozen=True)
class Waiting:
    """An item as it stands today: how many days it has waited, and how its due date stands."""

    item: WorkItem
    days: int
    is_overdue: bool
    is_due_soon: bool


def stand(items: Iterable[WorkItem], today: date) -> Iterable[Waiting]:
    """Yield each item as it stands on `today`; what falls due within a week is due soon."""
    for item in items:
        left = (item.due_on - today).days if item.due_on else None
        yield Waiting(
            item,
            days=max((today - item.since.date()).days, 0),
            is_overdue=left is not None and left < 0,
            is_due_soon=left is not None and 0 <= left <= 7,
        )
