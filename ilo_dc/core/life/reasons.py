"""Reasons of statuses: those that the portal gives are read in the reader's language, a person's as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ilo_dc.core.life.models import DatedStatus

_OWN: set[str] = set()


def own_reasons(*texts: str) -> None:
    """Declare the reasons, marked with `gettext_noop`, that actions give of statuses that people record."""
    _OWN.update(texts)


def is_own(reason: str) -> bool:
    """Return whether the portal gave a reason itself."""
    return reason in _OWN


def reason_in_words(recorded: DatedStatus, reason: str) -> str:
    """Return the reason of a status read with its `change`: the portal’s own translated, others as typed."""
    by_portal = recorded.change.by_id is None
    return _(reason) if reason and (by_portal or is_own(reason)) else reason
