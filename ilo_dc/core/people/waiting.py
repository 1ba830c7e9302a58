"""How many items await somebody, as their work said when they last looked: for the navigation, at no query.

It lies in the cache for a while and is forgotten when the person saves something, by a form, the API or a
sheet; then the navigation says no number until they look at their work again. What others save meanwhile, and
a day that ends, is not in it: it may be as old as `KEPT_FOR`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.core.cache import cache
from django.db import transaction

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

KEPT_FOR = 15 * 60  # seconds


class Waiting(NamedTuple):
    """How many items await somebody; `is_more`: or more, of which their work names the most urgent."""

    number: int
    is_more: bool = False


def keep_waiting(user: Viewer, number: int, *, is_more: bool = False) -> None:
    """Remember how many items await `user` now."""
    cache.set(_key(user), (number, is_more), KEPT_FOR)


def forget_waiting(user: Viewer) -> None:
    """Forget the number: something was saved that may have changed it."""
    cache.delete(_key(user))


def forget_waiting_once_saved(user: Viewer | None) -> None:
    """Forget it once the transaction is done: a worker does so for whose sheet it is; None: nobody’s."""
    if user is not None:
        transaction.on_commit(partial(forget_waiting, user))


def waiting_of(user: Viewer) -> Waiting | None:
    """Return how many items awaited `user` when they last looked; None: not known now."""
    found: tuple[int, bool] | None = cache.get(_key(user))
    return None if found is None else Waiting(*found)


def _key(user: Viewer) -> str:
    """Name the number by who reads, and for whom they act."""
    principal = getattr(user, "acting_for", None)
    return f"awaits:{user.pk}:{principal.pk if principal else ''}"
