"""Sessions as rows that name their person, so that people find and end their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from ilo_dc.core.accounts.models.session import Session

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

MOST_SHOWN = 100
SEEN, BEGAN, CLIENT = "seen_at", "began_at", "client"  # in a session: seconds, seconds, its User-Agent


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with whose they are, since when, and of which browser.

    The name of the class is part of what signs the data (Django's `key_salt`): it stays.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return what a session is kept as."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of a session."""
        row = cast("Session", super().create_model_instance(data))
        if SESSION_KEY in data:
            now = timezone.now()
            row.user_id = int(data[SESSION_KEY])
            row.began_at, row.seen_at = _moment(data, BEGAN, now), _moment(data, SEEN, now)
            row.client = data.get(CLIENT, "")
        return row


def _moment(data: dict[str, Any], name: str, now: datetime) -> datetime:
    return datetime.fromtimestamp(data[name], UTC) if name in data else now


def open_sessions(user: User) -> list[Session]:
    """Return the sessions that would let somebody in as `user` now, the one that was last active first.

    At most `MOST_SHOWN`: whoever has more signs out of all others at once.
    """
    now = timezone.now()
    rows = Session.objects.of(user).not_over(
        now, age=settings.SESSION_COOKIE_AGE, idle=settings.SESSION_IDLE_SECONDS
    )
    valid = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return [
        row
        for row in rows[:MOST_SHOWN]
        if any(constant_time_compare(row.get_decoded().get(HASH_SESSION_KEY, ""), one) for one in valid)
    ]
