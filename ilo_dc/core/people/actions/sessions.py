"""The end of all that acts as a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User


def end_all_of(user: User) -> None:
    """End all sessions and API keys of a person; the caller saves `user` in the same transaction."""
    user.sessions_ended_at = (
        timezone.now()
    )  # a session or key from before opens nothing, also where a row stays
    user.sessions.all().delete()
