"""Work of others: assign all that was ticked or nothing; remind of what of it allows that."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.models import Assignment, Reminder, WorkVisit
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, notify_of_each
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import history_context
from ilo_dc.core.work import policies
from ilo_dc.core.work.models import SUBJECT_MOST
from ilo_dc.core.work.rules import Visit
from ilo_dc.portal.work.sources import OVERSEEN, items

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.work.items import WorkItem

    People = dict[Hashable, dict[int, User]]

WORK_LOCK = 4_306_013  # who assigns and who reminds wait for each other, so that none does it twice
BATCH = 1000

ASSIGNED = gettext_noop("Work assigned")
REMINDED = gettext_noop("Reminded of work")
ASSIGNED_NOTICE = gettext_noop("%(by)s assigned this to you: %(subject)s")
TAKEN_NOTICE = gettext_noop("%(by)s assigned this to somebody else, and no longer to you: %(subject)s")
REMINDED_NOTICE = gettext_noop("%(by)s reminds you of this: %(subject)s")


class UnableToAssign(UnableToAct):
    """An item cannot be assigned to this person; none was."""

    title = "Unable to assign this work"


class UnableToRemind(UnableToAct):
    """Nobody can be reminded of any of the items now, or one of them does not wait; nobody was, of any."""

    title = "Unable to remind of this work"


@dataclass(frozen=True)
class Reminded:
    """The reminders sent, and the items left out: of nobody, and of those reminded today already."""

    rows: list[Reminder]
    nobody: list[WorkItem]
    earlier: list[WorkItem]


@transaction.atomic
def assign_items(*, by: User, keys: Sequence[str], assignee: User) -> list[Assignment]:
    """Assign what waits for others, by the keys of the items, to a colleague who may do all of it.

    The colleague is told; so is whom an item was assigned to before.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        UnableToAssign: an item waits no more or not for an office that `by` manages, the colleague may not do
            it, or has it already; each is named.
    """
    require(policies.may_oversee(by))
    overseen = _overseen(by)
    people: People = {}
    earlier = {row.item: row for row in _locked(keys)}
    problems = []
    for key in dict.fromkeys(keys):
        item = overseen.get(key)
        if item is None:
            problems.append(_not_overseen(key))
        elif assignee.pk not in _people(item, people):
            problems.append(_("%(item)s: %(person)s may not do this.") % _words(item, assignee))
        elif key in earlier and earlier[key].assignee_id == assignee.pk:
            problems.append(_("%(item)s: it is assigned to %(person)s already.") % _words(item, assignee))
    _check(UnableToAssign, keys, problems)
    now = timezone.now()
    found = [overseen[key] for key in dict.fromkeys(keys)]
    with history_context(by, ASSIGNED):
        Assignment.objects.filter(pk__in=[row.pk for row in earlier.values()]).update(ended_at=now)
        rows = Assignment.objects.bulk_create(
            (_assignment(by, item, assignee, now) for item in found), batch_size=BATCH
        )
    taken = [(earlier[item.key].assignee, item) for item in found if item.key in earlier]
    notices = [_notice(by, person, item, TAKEN_NOTICE) for person, item in taken]
    notices += [_notice(by, assignee, item, ASSIGNED_NOTICE) for item in found]
    notify_of_each(by=by, notices=filter(None, notices))
    return rows


@transaction.atomic
def remind_of_items(*, by: User, keys: Sequence[str]) -> Reminded:
    """Remind whoever the items wait for: whom one is assigned to, else all who may do it.

    One is reminded of an item once a day (UTC), whoever reminds. An item of which nobody can be reminded now
    is left out, so that many may be sent at once.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        UnableToRemind: an item waits no more or not for an office that `by` manages, or of none of them
            anybody can be reminded; each is named.
    """
    require(policies.may_oversee(by))
    overseen = _overseen(by)
    _check(UnableToRemind, keys, [_not_overseen(key) for key in dict.fromkeys(keys) if key not in overseen])
    people: People = {}
    assigned = {row.item: row.assignee for row in _locked(keys)}
    now = timezone.now()
    done = set(
        Reminder.objects.filter(item__in=keys, reminded_on=now.date()).values_list("item", "person_id")
    )
    reminded, nobody, earlier = [], [], []
    for key in dict.fromkeys(keys):
        item = overseen[key]
        waiting = _waits_for(_people(item, people), assigned.get(key), by)
        to = [one for one in waiting if (key, one.pk) not in done]
        if not waiting:
            nobody.append(item)
        elif not to:
            earlier.append(item)
        reminded += [(item, one) for one in to]
    if not reminded:
        _check(UnableToRemind, keys, _not_reminded(nobody, earlier))
    with history_context(by, REMINDED):
        rows = Reminder.objects.bulk_create(
            (_reminder(by, item, person, now) for item, person in reminded), batch_size=BATCH
        )
    notices = [_notice(by, person, item, REMINDED_NOTICE) for item, person in reminded]
    notify_of_each(by=by, notices=filter(None, notices))
    return Reminded(rows, nobody, earlier)


def open_work(*, by: User, sees: Mapping[str, str]) -> Visit:
    """Note that `by` opens their work now and `sees` these items; return what to compare them with.

    What is opened again within half an hour is one visit, so that what is new stays marked meanwhile. Who
    acts for somebody sees another's work: nothing is noted, and nothing is new.
    """
    now = timezone.now()
    if by.acting_for is not None:
        return Visit(now, sees)
    row = WorkVisit.objects.filter(person=by).first()
    visit = Visit(now, sees)
    if row is not None:
        visit = Visit(row.began_at, row.saw, row.before, row.before_at).next(now, sees)
    columns = ["began_at", "saw", "before", "before_at"]
    values = {name: getattr(visit, name) for name in columns}
    WorkVisit.objects.bulk_create(  # two pages opened at once are noted as one
        [WorkVisit(person=by, **values)],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=columns,
    )
    return visit


def _overseen(by: User) -> dict[str, WorkItem]:
    return {item.key: item for item in items(OVERSEEN, by)}


def _locked(keys: Iterable[str]) -> Iterable[Assignment]:
    """Return what is assigned of the items; whoever assigns or reminds meanwhile waits until this is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORK_LOCK])
    rows: Iterable[Assignment] = Assignment.objects.of_items(keys).select_for_update(of=("self",))
    return rows


def _people(item: WorkItem, known: People) -> dict[int, User]:
    """Return who may do an item, by key; those of one place are read once."""
    key = item.doers.key
    if key not in known:
        known[key] = {one.pk: one for one in item.doers.people()}
    return known[key]


def _waits_for(people: Mapping[int, User], assignee: User | None, by: User) -> list[User]:
    """Return whom an item waits for: the assignee as long as they may do it, else all but who reminds."""
    if assignee is not None and assignee.pk in people:
        people = {assignee.pk: assignee}
    return [one for one in people.values() if one.pk != by.pk]


def _check(error: type[UnableToAct], keys: Sequence[str], problems: list[str]) -> None:
    if not keys:
        problems = [_("Choose at least one item.")]
    if problems:
        raise error(_("Nothing was done: not all of the items allow it."), {"items": problems})


def _not_reminded(nobody: Iterable[WorkItem], earlier: Iterable[WorkItem]) -> list[str]:
    return [_("%(item)s: there is nobody to remind of this.") % {"item": item} for item in nobody] + [
        _("%(item)s: they were reminded of this today already.") % {"item": item} for item in earlier
    ]


def _not_overseen(key: str) -> str:
    return _("“%(item)s”: nothing of this name waits for an office that you manage.") % {"item": key[:100]}


def _words(item: WorkItem, person: User) -> dict[str, str]:
    return {"item": str(item), "person": str(person)}


def _assignment(by: User, item: WorkItem, assignee: User, now: datetime) -> Assignment:
    return Assignment(
        item=item.key,
        subject=str(item)[:SUBJECT_MOST],
        url=item.url,
        assignee=assignee,
        assigned_by=by,
        assigned_at=now,
    )


def _reminder(by: User, item: WorkItem, person: User, now: datetime) -> Reminder:
    return Reminder(
        item=item.key,
        subject=str(item)[:SUBJECT_MOST],
        url=item.url,
        person=person,
        reminded_by=by,
        reminded_at=now,
        reminded_on=now.date(),
    )


def _notice(by: User, person: User, item: WorkItem, text: str) -> tuple[list[User], Notice] | None:
    """Return what a person is told of an item; nothing of what they did themselves."""
    if person.pk == by.pk:
        return None
    values = {"by": str(by), "subject": (item.subject or item.title)[:NAME_IN_A_NOTICE]}
    return [person], Notice(NoticeKind.N21, text, item.url, values)
