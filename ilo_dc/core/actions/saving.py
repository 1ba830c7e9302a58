"""Checking and saving one row, and saying in the history who did it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from ilo_dc.core.errors import UnableToAct

if TYPE_CHECKING:
    from ilo_dc.core.models import User

Row = TypeVar("Row", bound=models.Model)


def because(by: User | None, reason: str) -> pghistory.context:
    """Return the history context of one action: who acted (None: the portal itself) and why."""
    return pghistory.context(user=by.pk if by else None, reason=reason)


def save_valid(row: Row) -> Row:
    """Check `row` whole and save it.

    Raises:
        UnableToAct: what `full_clean` found, also when another transaction was faster.
    """
    _check(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody saved the same meanwhile: their row is visible now, so the check names the field.
        _check(row)
        raise
    return row


def _check(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise UnableToAct.because_invalid(error) from error
