"""What waits for the people of the offices that somebody manages, with what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.languages import filled, joined, together
from ilo_dc.core.models import Assignment, Reminder
from ilo_dc.core.registers.paging import PAGE, Page, page_of_list
from ilo_dc.core.work.reading import reading_once
from ilo_dc.core.work.rules import DueDate
from ilo_dc.formats.text import colon, short_date
from ilo_dc.portal.work.filters import Waiting, WorkFilter
from ilo_dc.portal.work.sources import OVERSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem
    from ilo_dc.portal.work.sources import Source

SHOWN = 300


@dataclass(frozen=True)
class Overseen:
    """A page of what waits: of all `waiting` items those that match the filter, the most urgent first."""

    filter: WorkFilter
    waiting: Waiting
    matching: list[WorkItem]
    page: Page

    @property
    def items(self) -> list[WorkItem]:
        """The items of the page."""
        return self.page.rows


def overseen_now(user: Viewer, parameters: Mapping[str, str], *, limit: int = PAGE) -> Overseen:
    """Return what waits for the offices that `user` manages and what an address asks of it.

    In three queries beside those of the features.

    Raises:
        UnableToRead: a filter or a cursor.
    """
    found = waiting_now(user)
    asked = WorkFilter(parameters, found)
    matching = asked.matching()
    cursor = parameters.get("cursor", "")
    page = page_of_list(matching, lambda item: item.position, limit=limit, cursor=cursor)
    return Overseen(asked, found, matching, page)


def waiting_now(user: Viewer) -> Waiting:
    """Return what waits for the offices that `user` manages, the most urgent first, with what was done."""
    found: list[WorkItem] = []
    kinds = dict.fromkeys(map(code_of, OVERSEEN), "")
    with reading_once():
        for source in OVERSEEN:
            for item in source(user):
                kinds[code_of(source)] = item.kind
                found.append(item)
    found.sort(key=lambda item: item.position)
    keys = [item.key for item in found]
    reminders = Reminder.objects.of_items(keys).order_by("item", "-reminded_at", "-pk").distinct("item")
    return Waiting(
        found,
        kinds,
        timezone.now().date(),
        assigned={row.item: row for row in Assignment.objects.of_items(keys)},
        reminded={row.item: row for row in reminders},
    )


def code_of(source: Source) -> str:
    """Return the word for what a feature oversees in an address: the name of the feature."""
    return source.__module__.split(".")[-2].replace("_", "-")


def choices_of(items: Iterable[WorkItem], waiting: Waiting) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what may be ticked, by kind: the key of each item, and all that one has to know of it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        words = joined(" · ", [_named(item), *_words(item, waiting)])
        groups.setdefault(item.kind, []).append((item.key, words))
    return list(groups.items())


def _named(item: WorkItem) -> str:
    return together(item.title, colon(), item.subject) if item.subject else item.title


def _words(item: WorkItem, found: Waiting) -> Iterator[str]:
    yield filled(_("waits on %(who)s"), who=item.waits_on)
    if item.due_on is not None:
        overdue = DueDate(item.due_on, found.today).is_overdue
        text = _("overdue since %(day)s") if overdue else _("due on %(day)s")
        yield text % {"day": short_date(item.due_on)}
    if (assignment := found.assigned.get(item.key)) is not None:
        yield _("assigned to %(person)s") % {"person": assignment.assignee}
    if (reminder := found.reminded.get(item.key)) is not None:
        words: dict[str, Any] = {"day": short_date(reminder.reminded_on), "person": reminder.reminded_by}
        yield _("last reminded on %(day)s by %(person)s") % words
