"""What was assigned to somebody and still waits: it is assigned to a successor, or to nobody any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import ALLOWED, refused
from ilo_dc.core.models import Assignment
from ilo_dc.core.people.grants import everybodys_overseer
from ilo_dc.core.work.by_name import ByName, NamedItem
from ilo_dc.portal.work.actions import WORK_LOCK
from ilo_dc.portal.work.sources import OVERSEEN, items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.models import User
    from ilo_dc.core.work.by_name import Candidate
    from ilo_dc.core.work.items import WorkItem


@dataclass(frozen=True)
class Assigned:
    """An assignment with the item that waits."""

    assignment: Assignment
    item: WorkItem


def _waiting(person: User) -> list[Assigned]:
    """Return what was assigned to somebody and still waits."""
    rows = {row.item: row for row in Assignment.objects.current().filter(assignee=person.pk)}
    found = items(OVERSEEN, everybodys_overseer()) if rows else []
    return [Assigned(rows[item.key], item) for item in found if item.key in rows]


def _open_of(person: User) -> Iterator[NamedItem]:
    """Yield what others may do as well; what awaits nobody else, its own feature hands over."""
    for one in _waiting(person):
        if one.item.doers.people().exclude(pk=person.pk).exists():
            yield NamedItem(str(one.item), one)


def _may(candidate: Candidate, row: Assigned) -> Verdict:
    doers, person = row.item.doers, candidate.person
    if person.pk in doers.excluded():
        return refused(_("Somebody else does this: they had a part in it before."))
    if person.pk in doers.named:
        return ALLOWED
    if doers.granted is not None and candidate.memberships.filter(doers.granted).exists():
        return ALLOWED
    return refused(_("Their role does not allow it there."))


def _move(*, by: User | None, row: Assigned, person: User, to: User | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORK_LOCK])
    current = Assignment.objects.current().filter(pk=row.assignment.pk, assignee=person.pk)
    now = timezone.now()
    if not current.update(ended_at=now) or to is None or by is None:
        return
    old = row.assignment
    kept = {"item": old.item, "subject": old.subject, "url": old.url}
    Assignment.objects.create(assignee=to, assigned_by=by, assigned_at=now, **kept)


def end_what_others_do(person: User) -> None:
    """End what is assigned to somebody who may not do it any more, or who left the portal."""
    current = Assignment.objects.current().filter(assignee=person.pk)
    if person.is_active:
        over = [
            one.assignment.pk
            for one in _waiting(person)
            if not one.item.doers.people().filter(pk=person.pk).exists()
        ]
        current = current.filter(pk__in=over)
    current.update(ended_at=timezone.now())


ASSIGNMENTS = ByName("assignments", gettext_lazy("Work that was assigned"), _open_of, _may, _move)
