"""What differs between a list as it was mailed last and as it is now; which week a mail is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Differences:
    """The keys of the rows that are new, that say something else, and that are no longer there."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.changed or self.gone)


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> Differences:
    """Compare two states of a list: the keys of its rows, in order, with a fingerprint of what each says."""
    return Differences(
        new=tuple(key for key in now if key not in before),
        changed=tuple(key for key in now if key in before and before[key] != now[key]),
        gone=tuple(key for key in before if key not in now),
    )


def week_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())
