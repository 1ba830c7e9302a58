"""How many items await somebody, as their work said when they last looked: for the navigation, at no query.

It lies in the cache for a while and is forgotten when the person saves something, so that it is never known
to be wrong; then the navigation says no number until they look at their work again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

KEPT_FOR = 15 * 60  # seconds: what others do meanwhile is not in it


def keep_waiting(user: Viewer, number: int) -> None:
    """Remember how many items await `user` now."""
    cache.set(_key(user), number, KEPT_FOR)


def forget_waiting(user: Viewer) -> None:
    """Forget the number: something was saved that may have changed it."""
    cache.delete(_key(user))


def waiting_of(user: Viewer) -> int | None:
    """Return how many items awaited `user` when they last looked; None: not known now."""
    found: int | None = cache.get(_key(user))
    return found


def _key(user: Viewer) -> str:
    """Name the number by who reads, and for whom they act."""
    principal = getattr(user, "acting_for", None)
    return f"waiting:{user.pk}:{principal.pk if principal else ''}"
