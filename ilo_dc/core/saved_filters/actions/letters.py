"""Filters that are mailed: once a week, what is new or changed in the list since the last mail."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import get_connection
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, UnableToRead
from ilo_dc.core.notices.actions import DIGEST_HOUR, UnableToMail
from ilo_dc.core.notices.mail import write_to
from ilo_dc.core.people.models.user import User
from ilo_dc.core.registers.register import read_listing
from ilo_dc.core.runs.actions.runs import request_run
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.saved_filters.lists import list_name, register_at
from ilo_dc.core.saved_filters.models import SavedFilter
from ilo_dc.core.saved_filters.rules import differences, week_of
from ilo_dc.core.versions.actions import save_valid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.core.mail.backends.base import BaseEmailBackend

    from ilo_dc.core.registers.register import Listing

MAIL_WEEKLY = "core.mail_weekly_filters"
WEEKLY_LOCK = 4_306_021  # two schedulers at once ask once
TRIED_EVERY = timedelta(hours=1)  # what the mail server did not take is tried again in the same week
SALT = "saved-filter-weekly"
MOST_COMPARED = 5000  # rows; of a longer list the number alone is mailed
SHOWN = 10  # rows of each kind in a letter
CELLS = 4  # of a row in a letter
CELL_MOST = 80  # characters


class UnableToMailWeekly(UnableToAct):
    """A filter cannot be mailed."""

    title = "Unable to mail this filter"


@transaction.atomic
def choose_weekly(*, by: User, saved: SavedFilter, weekly: bool, only_changes: bool = True) -> SavedFilter:
    """Have a filter of one's own mailed each week, or no longer; without a change only if one asks for that.

    The first mail says what differs from the list of now.

    Raises:
        SavedFilter.DoesNotExist: it is somebody else's.
        UnableToMailWeekly: the list is none whose rows can be compared, the filter no longer reads, or the
            person has no address.
    """
    saved = SavedFilter.objects.visible_to(by).select_for_update().get(pk=saved.pk)
    begins = weekly and not saved.weekly
    saved.weekly, saved.only_changes = weekly, only_changes
    if begins:
        if not by.email:
            raise UnableToMailWeekly(_("Your account has no address to mail to."))
        try:
            listing = _listing(saved, by)
        except UnableToRead as error:
            raise UnableToMailWeekly(
                _("This filter no longer reads, so it cannot be mailed. Save it anew.")
            ) from error
        now = timezone.now()
        saved.listed, saved.mailed_at, saved.mailed_for = _state(listing), now, week_of(now.date())
    return save_valid(saved)


def stop_token(saved: SavedFilter) -> str:
    """Return what lets anybody who holds the mail stop it, and do nothing else."""
    return signing.dumps([saved.pk, saved.person_id], salt=SALT)


def filter_of_token(token: str) -> SavedFilter | None:
    """Return the filter that a token stops; None: it is no token of ours, or the filter is gone."""
    try:
        number, person = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found: SavedFilter | None = SavedFilter.objects.filter(pk=number, person=person).first()
    return found


def stop_weekly(*, token: str) -> SavedFilter | None:
    """Mail a filter no longer, for whoever holds the token of its mail; None: there is none to stop."""
    saved = filter_of_token(token)
    if saved is not None:
        SavedFilter.objects.filter(pk=saved.pk).update(weekly=False)
    return saved


# --- The mail of a week -------------------------------------------------------------------------------


@transaction.atomic
def request_weekly_mail() -> Run | None:
    """Ask for the mail of the week, from Monday `DIGEST_HOUR` (UTC) on; None: not due, or all is sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WEEKLY_LOCK])
    now = timezone.now()
    if now.weekday() == 0 and now.hour < DIGEST_HOUR:
        return None
    if not SavedFilter.objects.to_mail_in(week_of(now.date())).exists():
        return None
    runs = Run.objects.filter(task=MAIL_WEEKLY)
    if runs.filter(state__in=(RunState.PENDING, RunState.RUNNING)).exists():
        return None
    if runs.filter(created_at__gt=now - TRIED_EVERY).exists():
        return None
    label = gettext_noop("Saved filters of the week")
    return request_run(by=None, task=MAIL_WEEKLY, label=label, parameters={})


def mail_weekly_filters(
    *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> dict[str, int]:
    """Mail each filter that is wanted and was not mailed this week; each commits by itself.

    Returns {filters, letters}: where nothing differs there may be none.

    Raises:
        UnableToMail: the mail server did not take some letters; they are tried again in the same week.
    """
    week = week_of(timezone.now().date())
    numbers = list(SavedFilter.objects.to_mail_in(week).values_list("pk", flat=True))
    server, sent, failed = get_connection(), 0, 0
    for done, number in enumerate(numbers, start=1):
        try:
            sent += _mail_one(number, week, server)
        except OSError:
            failed += 1
        progress(done, len(numbers))
    if failed:
        raise UnableToMail(
            _("%(failed)s of %(all)s letters could not be sent.") % {"failed": failed, "all": failed + sent}
        )
    return {"filters": len(numbers), "letters": sent}


@transaction.atomic
def _mail_one(number: int, week: date, server: BaseEmailBackend) -> bool:
    """Mail one filter, unless it was mailed this week; False: nothing was to be said."""
    rows = SavedFilter.objects.to_mail_in(week).filter(pk=number).select_related("person")
    saved = rows.select_for_update(of=("self",)).first()
    if saved is None:
        return False
    person: User = saved.person
    with translation.override(person.language):
        try:
            listing = _listing(saved, person)
            state = _state(listing)
        except UnableToRead:
            SavedFilter.objects.filter(pk=saved.pk).update(weekly=False, mailed_for=week)
            _write(saved, "filter_unreadable", {}, server)
            return True
        found = _found(listing, saved.listed, state)
    SavedFilter.objects.filter(pk=saved.pk).update(listed=state, mailed_for=week, mailed_at=timezone.now())
    if saved.only_changes and not found["differs"]:
        return False
    _write(saved, "filter_weekly", found, server)
    return True


def _listing(saved: SavedFilter, person: User) -> Listing:
    """Return the list as its page shows it to the person.

    Raises:
        UnableToRead: no list stands there any more, not for them, or what is asked of it is no longer known.
    """
    register = register_at(saved.page)
    if register is None:
        raise UnableToRead(_("There is no such list any more."))
    if register.readers is not None and not register.readers(person):
        raise UnableToRead(_("This list is no longer yours to read."))
    return read_listing(register, QueryDict(saved.query), user=person, on_page=True)


def _state(listing: Listing) -> dict[str, Any]:
    """Return how many rows a list has, and of each what it says, unless they are too many to compare."""
    count = listing.rows.count()
    if count > MOST_COMPARED:
        return {"count": count}
    rows = list(listing.ordered())
    cells = listing.register.table([]).file_cells(rows)
    return {
        "count": count,
        "rows": {str(row.pk): _fingerprint(line) for row, line in zip(rows, cells, strict=True)},
    }


def _fingerprint(cells: list[Any]) -> str:
    text = json.dumps([str(one) for one in cells])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _found(listing: Listing, before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """Return what a letter says of the list as it was, and as it is."""
    before = before or {}
    found: dict[str, Any] = {"count": now["count"], "count_before": before.get("count")}
    if "rows" not in before or "rows" not in now:
        return {**found, "compares": False, "differs": before.get("count") != now["count"]}
    differing = differences(before["rows"], now["rows"])
    return {
        **found,
        "compares": True,
        "differs": not differing.is_empty,
        "new": _lines(listing, differing.new),
        "new_count": len(differing.new),
        "changed": _lines(listing, differing.changed),
        "changed_count": len(differing.changed),
        "gone_count": len(differing.gone),
    }


def _lines(listing: Listing, keys: tuple[str, ...]) -> list[str]:
    """Return the first of the rows, each as its first cells that say something."""
    rows = list(listing.ordered().filter(pk__in=keys[:SHOWN]))
    return [
        " · ".join([str(cell)[:CELL_MOST] for cell in cells if cell not in {None, ""}][:CELLS])
        for cells in listing.register.table([]).file_cells(rows)
    ]


def _write(saved: SavedFilter, letter: str, context: dict[str, Any], server: BaseEmailBackend) -> None:
    person: User = saved.person
    site = settings.PORTAL_SITE
    stop = urljoin(site, reverse("core:stop-filter", args=[stop_token(saved)]))
    with translation.override(person.language):
        label = str(list_name(saved.page) or saved.page)
    whole = {
        **context,
        "name": saved.name,
        "label": label,
        "link": urljoin(site, saved.url),
        "stop": stop,
        "site": site,
        "work": urljoin(site, reverse("work")),
    }
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    write_to(person, letter, whole, connection=server, headers=headers)
