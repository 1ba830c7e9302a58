"""What waits for the people of the offices that somebody manages, with what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.languages import filled, joined, together
from ilo_dc.core.models import Assignment, Reminder
from ilo_dc.core.work.rules import DueDate
from ilo_dc.formats.text import colon, short_date
from ilo_dc.portal.work.sources import OVERSEEN, items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem

SHOWN = 300


@dataclass(frozen=True)
class Overseen:
    """The most urgent of `count` items that wait; by key whom each is assigned to, and the last reminder."""

    items: list[WorkItem]
    count: int
    assigned: dict[str, Assignment] = field(default_factory=dict)
    reminded: dict[str, Reminder] = field(default_factory=dict)


def overseen_now(user: Viewer) -> Overseen:
    """Return what waits for the offices that `user` manages, in two queries beside those of the features."""
    found = items(OVERSEEN, user)
    shown = found[:SHOWN]
    keys = [item.key for item in shown]
    reminded: dict[str, Reminder] = {}
    for row in Reminder.objects.of_items(keys).order_by("item", "-reminded_at", "-pk").distinct("item"):
        reminded[row.item] = row
    assigned = {row.item: row for row in Assignment.objects.of_items(keys)}
    return Overseen(shown, len(found), assigned, reminded)


def choices_of(found: Overseen, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what may be ticked, by kind: the key of each item, and all that one has to know of it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in found.items:
        words = joined(" · ", [_named(item), *_words(item, found, today)])
        groups.setdefault(item.kind, []).append((item.key, words))
    return list(groups.items())


def _named(item: WorkItem) -> str:
    return together(item.title, colon(), item.subject) if item.subject else item.title


def _words(item: WorkItem, found: Overseen, today: date) -> Iterator[str]:
    yield filled(_("waits on %(who)s"), who=item.waits_on)
    if item.due_on is not None:
        overdue = DueDate(item.due_on, today).is_overdue
        text = _("overdue since %(day)s") if overdue else _("due on %(day)s")
        yield text % {"day": short_date(item.due_on)}
    if (assignment := found.assigned.get(item.key)) is not None:
        yield _("assigned to %(person)s") % {"person": assignment.assignee}
    if (reminder := found.reminded.get(item.key)) is not None:
        words: dict[str, Any] = {"day": short_date(reminder.reminded_on), "person": reminder.reminded_by}
        yield _("last reminded on %(day)s by %(person)s") % words
