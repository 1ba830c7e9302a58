"""Pure rules of the first import: stated totals, cells of several parts, the steps of a life."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ilo_dc.core.numbers import UnableToReadNumber, read_number

PARTS, VALUE = ";", "="
WHOLE = Decimal(100)
SHARE_PLACES = AMOUNT_PLACES = 2


@dataclass(frozen=True, order=True)
class Key:
    """What totals are stated by."""

    kind: str
    currency: str
    year: int


@dataclass
class Sum:
    """How many rows there are and what they add up to."""

    rows: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Difference:
    """A stated total that is not what the rows add up to."""

    key: Key
    stated: Sum
    found: Sum


@dataclass
class Totals:
    """What a file states, and what its rows add up to."""

    stated: dict[Key, Sum] = field(default_factory=dict)
    found: defaultdict[Key, Sum] = field(default_factory=lambda: defaultdict(Sum))

    def add(self, key: Key, amount: Decimal) -> None:
        """Count one row."""
        one = self.found[key]
        one.rows += 1
        one.amount += amount

    def differences(self) -> Iterator[Difference]:
        """Yield each total that is stated otherwise than the rows have it, or not at all, in order."""
        for key in sorted({*self.stated, *self.found}):
            stated, found = self.stated.get(key, Sum()), self.found.get(key, Sum())
            if key not in self.stated or stated != found:
                yield Difference(key, stated, found)


def parts_of(text: str, *, places: int) -> list[tuple[str, Decimal | None]]:
    """Return the names of a cell with their values, None where it gives none: `ARG155=60; KEN101=40`.

    Raises:
        ValueError: a value is no number, or a name is missing or stands twice.
    """
    found: dict[str, Decimal | None] = {}
    for part in filter(None, (one.strip() for one in text.split(PARTS))):
        name, has_value, value = (one.strip() for one in part.partition(VALUE))
        if not name or name in found:
            raise ValueError(name)
        try:
            found[name] = read_number(value, decimals=places) if has_value else None
        except UnableToReadNumber as error:
            raise ValueError(value) from error
    return list(found.items())


def shares_of(text: str) -> list[tuple[str, Decimal]]:
    """Return what a cell names with shares in per cent; one name alone is whole.

    Raises:
        ValueError: as `parts_of`; or the shares are not above 0 and together 100.
    """
    parts = parts_of(text, places=SHARE_PLACES)
    if len(parts) == 1 and parts[0][1] is None:
        return [(parts[0][0], WHOLE)]
    shares = [(name, share) for name, share in parts if share is not None and share > 0]
    if len(shares) < len(parts) or (parts and sum(share for _name, share in shares) != WHOLE):
        raise ValueError(text)
    return shares


@dataclass(frozen=True)
class Days:
    """The days on which an agreement took its steps."""

    signed_on: date
    starts_on: date
    ends_on: date
    ended_on: date | None = None


def steps_to(status: str, days: Days) -> list[tuple[str, date]]:
    """Return the statuses of an agreement up to `status`, each with its day, in order.

    It is a draft and signed on the day of its signature, runs from its start, and ends on the day that is
    given, else after its last day. No step comes before the one before it.
    """
    ended = days.ended_on or days.ends_on
    begun = max(days.signed_on, days.starts_on)
    steps = [("draft", days.signed_on), ("signed", days.signed_on)]
    if status == "terminated":
        return [*steps, ("terminated", max(days.signed_on, ended))]
    following = [("running", begun), ("completed", max(begun, ended)), ("closed", max(begun, ended))]
    names = ["signed", *(name for name, _day in following)]
    return [*steps, *following[: names.index(status)]]


def last_step_ahead(steps: Sequence[tuple[str, date]], today: date) -> bool:
    """Return whether a step is still to come."""
    return any(day > today for _status, day in steps)
