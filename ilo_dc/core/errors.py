"""Errors that a person can act on, shown by a form, the API or a row report; the verdicts of policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _


class UnableToAct(Exception):  # noqa: N818  (actions raise UnableTo<Verb>, which says more than Error)
    """An action was refused or could not be done; nothing was saved.

    `problems` maps a field's name to its messages; the empty name holds what concerns no single field.
    """

    status = 422
    title = "Unable to do this"

    def __init__(self, message: str, problems: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.problems: dict[str, list[str]] = {name: list(texts) for name, texts in (problems or {}).items()}

    @classmethod
    def from_validation(cls, error: ValidationError) -> UnableToAct:
        """Return the error for what `full_clean` found."""
        if hasattr(error, "error_dict"):
            problems = {
                ("" if name == "__all__" else name): texts for name, texts in error.message_dict.items()
            }
        else:
            problems = {"": list(error.messages)}
        return cls(_("Some entries need your attention."), problems)


class Refused(UnableToAct):
    """The person may not do this; the message says who may."""

    status = 403
    title = "Not allowed"


class UnableToRead(UnableToAct):
    """A parameter of a question could not be read; the message says what is accepted."""

    status = 400
    title = "Bad request"


class Conflict(UnableToAct):
    """Somebody else changed the row meanwhile; both versions are kept for comparison.

    `theirs` and `yours` map the fields that differ to plain values (a row by its key); `version` is the
    one that is saved now, which a second attempt names; None: the row is gone.
    """

    status = 412
    title = "Changed meanwhile"

    def __init__(
        self,
        message: str,
        *,
        theirs: Mapping[str, Any],
        yours: Mapping[str, Any],
        version: int | None = None,
    ) -> None:
        super().__init__(message)
        self.theirs, self.yours, self.version = dict(theirs), dict(yours), version


class Busy(UnableToAct):
    """Somebody else saves what this needs, for longer than anybody waits; the same may be tried again."""

    status = 503
    title = "Not available"


class VersionNeeded(UnableToAct):
    """A change through the API names no version, so nobody could tell whether it overwrites another's."""

    status = 428
    title = "Version needed"


@dataclass(frozen=True)
class Verdict:
    """What a policy says: true when allowed, else false with the `reason` why not.

    A policy returns `ALLOWED` or `refused(reason)`. Ask its truth, never whether it is None.
    """

    reason: str | None = None

    def __bool__(self) -> bool:
        return self.reason is None


ALLOWED = Verdict()


def refused(reason: str) -> Verdict:
    """Return the verdict that says no, for a reason that names who may."""
    return Verdict(reason)


def require(verdict: Verdict) -> None:
    """Raise `Refused` with the reason of a verdict that says no."""
    if verdict.reason is not None:
        raise Refused(verdict.reason)


def is_database_away(error: BaseException) -> bool:
    """Return whether an error says that the database went away, and nothing about the work itself.

    The server ended the connection, is starting or stopping (SQLSTATE classes 08 and 57P), or nobody heard.
    """
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = _sqlstate(error)
    return state is None or state.startswith(("08", "57P"))


def is_lock_taken(error: OperationalError) -> bool:
    """Return whether an error says that another transaction holds a lock that is waited for no longer."""
    return _sqlstate(error) == "55P03"


def busy(error: BaseException) -> Busy | None:
    """Return in words that an error of the database says that a lock was waited for too long; else None."""
    if not isinstance(error, OperationalError) or not is_lock_taken(error):
        return None
    return Busy(_("Somebody else is saving this at the moment; nothing was changed. Try again in a minute."))


def _sqlstate(error: BaseException) -> str | None:
    while error.__cause__ is not None:
        error = error.__cause__
    return getattr(error, "sqlstate", None)
