"""The end of all that acts as a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User


def end_all_until_now(user: User) -> None:
    """Let no session and no API key of a person open anything that began before; the caller saves `user`."""
    user.sessions_ended_at = timezone.now()
