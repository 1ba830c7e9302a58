"""Notifications: told in the portal at once, by mail once a day, by mail at once where it presses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.languages import language_of
from ilo_dc.core.notices.mail import write_to
from ilo_dc.core.notices.models import Notification
from ilo_dc.core.notices.vocab import PRESSING, NoticeKind
from ilo_dc.core.people.grants import granted_at
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.runs.actions.runs import request_run
from ilo_dc.core.runs.models import Run

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend
    from django.db.models import QuerySet

MAIL_AT_ONCE = "core.mail_notifications"
MAIL_DIGESTS = "core.mail_digests"
SCHEDULE_LOCK = 4_306_003  # two schedulers at once ask once
KEYED_LOCK = 4_306_004  # two that tell the same under one key tell it once
DIGEST_HOUR = 5  # UTC: before the offices of Geneva open
MOST_IN_A_LETTER = 50
BATCH = 1000
NAME_IN_A_NOTICE = 150  # characters of the name of what a notice tells of


class UnableToMail(UnableToAct):
    """Some letters could not be sent."""

    title = "Unable to send mail"


@dataclass(frozen=True)
class Notice:
    """What to tell: a source text (`gettext_noop`) with `%(name)s`, its values, and the page it leads to.

    `presses`: it is mailed at once, although its kind is not.
    """

    kind: NoticeKind
    text: str
    url: str
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    presses: bool = False


def holders(*roles: str, country: str | None, region: str | None) -> QuerySet[User]:
    """Return the active people who hold one of `roles` today for a country of a region, to tell them of it.

    `country` None: for the region itself.
    """
    memberships = Membership.objects.in_force_on(timezone.now().date())
    memberships = memberships.filter(granted_at(country=country, region=region), role__in=roles)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user")).order_by("pk")


def notify(*, by: User | None, to: Iterable[User], notice: Notice) -> list[Notification]:
    """Tell everybody in `to` in the caller's transaction; who is deactivated is left out.

    With a `key` a person is told once, however often this is called. Pressing kinds (★) are mailed as soon
    as the transaction commits, the others with the next daily digest. Returns the new notifications.
    """
    return notify_of_each(by=by, notices=[(to, notice)])


def notify_of_each(
    *, by: User | None, notices: Iterable[tuple[Iterable[User], Notice]]
) -> list[Notification]:
    """Tell people of many things as `notify` tells them of one, in as many statements as it takes for one."""
    pairs = [(row, notice) for to, notice in notices for row in _rows_of(to, notice)]
    with transaction.atomic():
        known = _notified_before([row for row, _notice in pairs if row.key])
        fresh = []
        for row, notice in pairs:
            if row.key and (row.recipient_id, row.key) in known:
                continue
            known.add((row.recipient_id, row.key))
            fresh.append((row, notice))
        made = Notification.objects.bulk_create([row for row, _notice in fresh], batch_size=BATCH)
        pressing = [row.pk for row, notice in fresh if notice.presses or notice.kind in PRESSING]
        if pressing:
            request_run(
                by=by,
                task=MAIL_AT_ONCE,
                label=gettext_noop("Mail notifications"),
                parameters={"notifications": pressing},
            )
    return made


def _rows_of(to: Iterable[User], notice: Notice) -> list[Notification]:
    """Return what is told to everybody in `to` who is active, unsaved."""
    notice.text % notice.values  # a missing value fails here, not before the reader
    languages = {name: found for name, value in notice.values.items() if (found := language_of(value))}
    people = {person.pk: person for person in to if person.is_active}
    return [
        Notification(
            recipient=person,
            kind=notice.kind,
            text=notice.text,
            values=notice.values,
            languages=languages,
            url=notice.url,
            key=notice.key,
        )
        for person in people.values()
    ]


def _notified_before(rows: Sequence[Notification]) -> set[tuple[int, str]]:
    """Return who was told under which of the keys of `rows`; until the transaction ends nobody else tells."""
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEYED_LOCK])
    people = {row.recipient_id for row in rows}
    earlier = Notification.objects.filter(recipient__in=people, key__in={row.key for row in rows})
    return set(earlier.values_list("recipient_id", "key"))


@transaction.atomic
def mark_read(*, by: User, notification: Notification) -> Notification:
    """Note that a person read a notification of theirs; the first time counts.

    Raises:
        Notification.DoesNotExist: it is somebody else's.
    """
    notification = Notification.objects.visible_to(by).select_for_update().get(pk=notification.pk)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    """Note that a person read all that they were told so far; return how many were new."""
    return Notification.objects.visible_to(by).unread().update(read_at=timezone.now())


# --- Mail -----------------------------------------------------------------------------------------


@transaction.atomic
def request_due_digest() -> Run | None:
    """Ask for the digest once a day, from `DIGEST_HOUR` on, also when nobody waits for one; None: not due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEDULE_LOCK])
    now = timezone.now()
    due = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if now < due:
        due -= timedelta(days=1)
    if Run.objects.filter(task=MAIL_DIGESTS, created_at__gte=due).exists():
        return None
    return request_run(by=None, task=MAIL_DIGESTS, label=gettext_noop("Daily digest"), parameters={})


def mail_digests(*, progress: Callable[[int, int], None] = lambda _done, _total: None) -> dict[str, int]:
    """Send each person who wants it what they have not read and were not sent, in their language.

    Each letter is marked as sent in a transaction of its own: a run that is cut off goes on where it stood.
    Returns {people, notifications}.

    Raises:
        UnableToMail: the mail server did not take some letters; they are tried again with the next digest.
    """
    people = list(_waiting())
    server, sent, failed = get_connection(), 0, 0
    for number, person in enumerate(people, start=1):
        try:
            sent += _mail_digest(person, server)
        except OSError:
            failed += 1
        progress(number, len(people))
    if failed:
        raise UnableToMail(
            _("%(failed)s of %(all)s letters could not be sent; the next digest holds what they said.")
            % {"failed": failed, "all": len(people)}
        )
    return {"people": len(people), "notifications": sent}


def mail_notifications(*, numbers: Iterable[int]) -> int:
    """Mail pressing notifications, each in a letter of its own; return how many were sent.

    Raises:
        UnableToMail: the mail server did not take some letters; the run may be started again for them.
    """
    sent, failed = 0, 0
    for number in numbers:
        try:
            sent += _mail_at_once(number)
        except OSError:
            failed += 1
    if failed:
        raise UnableToMail(
            _("%(failed)s of %(all)s letters could not be sent.") % {"failed": failed, "all": failed + sent}
        )
    return sent


@transaction.atomic
def _mail_at_once(number: int) -> bool:
    """Send one letter and mark it as sent; False: it was, or its person left."""
    rows = Notification.objects.unmailed().filter(pk=number, recipient__is_active=True)
    row = rows.select_related("recipient").select_for_update(of=("self",)).first()
    if row is None or not row.recipient.email:
        return False
    row.mailed_at = timezone.now()
    row.save(update_fields=["mailed_at"])
    context = {
        "line": _line(row),
        "of_account": row.kind == NoticeKind.N20,
        "contact": settings.PORTAL_CONTACT,
        "site": settings.PORTAL_SITE,
    }
    write_to(row.recipient, "notice", context)
    return True


def _waiting() -> Any:
    """Return the people whom a digest has something to tell, in order."""
    news = Notification.objects.unread().unmailed().filter(recipient=OuterRef("pk"))
    return User.objects.filter(Q(is_active=True, daily_digest=True) & ~Q(email="") & Exists(news)).order_by(
        "pk"
    )


@transaction.atomic
def _mail_digest(person: User, server: BaseEmailBackend) -> int:
    rows = Notification.objects.visible_to(person).unread().unmailed().select_for_update()
    found = list(rows.order_by("-pk"))
    Notification.objects.filter(pk__in=[row.pk for row in found]).update(mailed_at=timezone.now())
    context = {
        "lines": [_line(row) for row in found[:MOST_IN_A_LETTER]],
        "more": max(len(found) - MOST_IN_A_LETTER, 0),
        "count": len(found),
        "site": settings.PORTAL_SITE,
        "all": urljoin(settings.PORTAL_SITE, reverse("core:notices")),
        "preferences": urljoin(settings.PORTAL_SITE, reverse("core:preferences")),
    }
    if found:
        write_to(person, "digest", context, connection=server)
    return len(found)


def _line(row: Notification) -> tuple[Notification, str]:
    """Return a notification with the address that leads to its page and notes that it was read."""
    return row, urljoin(settings.PORTAL_SITE, reverse("core:notice", args=[row.pk]))
