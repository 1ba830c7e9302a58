"""Recording counted rows: one numbered change per transaction, in commit order (DESIGN 3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Busy, is_lock_taken
from ilo_dc.core.facts.models.change import Change
from ilo_dc.core.facts.moments import CHANGE_LOCK

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from ilo_dc.core.facts.models.source import SourceEdition
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.runs.models import Run


NEXT_CHANGE = """
INSERT INTO core_change (id, recorded_at, reason, by_id, edition_id, run_id)
SELECT coalesce(max(id), 0) + 1,
       greatest(clock_timestamp(), max(recorded_at) + interval '1 microsecond'),
       %s, %s, %s, %s
FROM core_change
RETURNING id, recorded_at
"""


# How long a person's request waits for the lock of changes (DESIGN 3.1), and how long everything else: a
# job that meets a longer one waits again (`core.runs`).
PATIENCE = timedelta(seconds=2)
PATIENCE_OF_WORK = timedelta(minutes=10)
_patience: ContextVar[timedelta | None] = ContextVar("patience", default=None)


class UnableToRecord(Busy):
    """Others are recording for longer than one waits; nothing was saved."""


@contextmanager
def impatient() -> Iterator[None]:
    """Let whatever is recorded inside the block wait as shortly as a person does at a page."""
    token = _patience.set(PATIENCE)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def recording(
    *,
    by: User | None,
    reason: str,
    edition: SourceEdition | None = None,
    run: Run | None = None,
) -> Iterator[Change]:
    """Open a change for the counted rows written inside the block; the caller owns the transaction.

    Call it just before the first counted write, after parsing and staging: from here to the commit no
    other writer of counted rows gets in. A block inside a block belongs to the outer change.
    The writer before is waited for `PATIENCE` in a request, else `PATIENCE_OF_WORK`.

    Raises:
        UnableToRecord: another writer took longer than that.
        TransactionManagementError: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Counted rows are recorded inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.change', true)")
        already = cursor.fetchone()[0]
        if already:
            yield Change.objects.get(pk=int(already.split("|")[0]))
            return
        _wait_for_the_lock(cursor, _patience.get() or PATIENCE_OF_WORK)
        cursor.execute(
            NEXT_CHANGE,
            [reason, *(row.pk if row else None for row in (by, edition, run))],
        )
        number, recorded_at = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('portal.change', %s, true)", [f"{number}|{recorded_at.isoformat()}"]
        )
    change = Change(id=number, recorded_at=recorded_at, by=by, reason=reason, edition=edition, run=run)
    change._state.adding = False
    yield change
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.change', '', true)")


def _wait_for_the_lock(cursor: CursorWrapper, patience: timedelta) -> None:
    """Take the lock of changes, which lasts until the transaction ends."""
    cursor.execute("SELECT current_setting('lock_timeout')")
    usual = cursor.fetchone()[0]
    milliseconds = patience // timedelta(milliseconds=1)
    try:
        with transaction.atomic():
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(milliseconds)])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHANGE_LOCK])
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
    except OperationalError as error:
        if not is_lock_taken(error):
            raise
        raise UnableToRecord(
            _("Another import is being saved at the moment; nothing was changed. Try again in a minute.")
        ) from error
