"""Pure rules of outcome updates: reporting periods, when they are due, what a submission needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop
from ilo_dc.core.work.rules import CHASED_FOR

NARRATIVE_MOST = 1500  # characters (journeys, J2)
DUE_AFTER = timedelta(days=30)  # our convention: an update is due a month after its period
MONTHS = {"half_year": 6, "year": 12}
CODE = re.compile(r"(?P<year>(19|20)[0-9]{2})(-H(?P<half>[12]))?")

# `draft` after `submitted` is a withdrawal.
STATUSES = Statuses(
    moves={
        NOT_YET: ("draft",),
        "draft": ("submitted",),
        "submitted": ("accepted", "returned", "draft"),
        "returned": ("submitted",),
        "accepted": (),
    },
    gates=(
        Gate("progress", "submitted", gettext_noop("Rate the progress."), OUR_CONVENTION),
        Gate("narrative", "submitted", gettext_noop("Say what was achieved in the period."), OUR_CONVENTION),
    ),
)
# Statuses of a programme in which updates are due.
DUE_IN = ("running", "extended")
PARTIES = ("government", "employers", "workers")


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period, half-open: a calendar year or its first or second half."""

    starts_on: date
    ends_on: date

    @property
    def code(self) -> str:
        """The period as addresses and sheets name it: `2026`, `2026-H1`."""
        year = self.starts_on.year
        if self.ends_on == date(year + 1, 1, 1) and self.starts_on.month == 1:
            return str(year)
        return f"{year}-H{1 if self.starts_on.month == 1 else 2}"

    @property
    def within(self) -> tuple[str, ...]:
        """The codes of the periods that lie in it: a year's halves belong to the year."""
        halves = (f"{self.starts_on.year}-H1", f"{self.starts_on.year}-H2")
        return (self.code, *halves) if "-H" not in self.code else (self.code,)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.ends_on - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The last day on which its update comes in time."""
        return self.last_day + DUE_AFTER

    def overlaps(self, other: Period) -> bool:
        """Return whether the two have a day in common."""
        return self.starts_on < other.ends_on and other.starts_on < self.ends_on


def period_of(code: str) -> Period | None:
    """Return the period that a code names: `2026`, `2026-H1`; None: it names none."""
    found = CODE.fullmatch(code)
    if found is None:
        return None
    year, half = int(found["year"]), found["half"]
    first = date(year, 7 if half == "2" else 1, 1)
    return Period(first, _later(first, 6 if half else 12))


def periods_of(kind: str, starts_on: date, ends_on: date, *, today: date) -> Iterator[Period]:
    """Yield the periods of a programme (half-open) that have begun by `today`, the latest first."""
    months = MONTHS[kind]
    first = date(starts_on.year, 1 if months == 12 or starts_on.month < 7 else 7, 1)
    found = []
    while first < ends_on and first <= today:
        found.append(Period(first, _later(first, months)))
        first = _later(first, months)
    yield from reversed(found)


def period_at(kind: str, day: date) -> Period:
    """Return the period in which a day lies."""
    return next(periods_of(kind, day, day + timedelta(days=1), today=day))


def periods_due(kind: str, starts_on: date, ends_on: date, *, today: date) -> list[Period]:
    """Return the periods of a running programme whose updates are asked for on `today`, the earliest first.

    They have ended, none longer ago than `CHASED_FOR`.
    """
    ended = [one for one in periods_of(kind, starts_on, ends_on, today=today) if one.ends_on <= today]
    return sorted(one for one in ended if today - one.ends_on < CHASED_FOR)


def belongs_to(period: Period, starts_on: date | None, ends_on: date | None, *, today: date) -> bool:
    """Return whether a period has begun and covers part of a programme (half-open)."""
    if starts_on is None or ends_on is None:
        return False
    return period.starts_on <= today and period.starts_on < ends_on and starts_on < period.ends_on


def missing(known: Mapping[str, object]) -> dict[str, str]:
    """Return what stands against a submission, by field: the gates, and consultations without their day."""
    problems = {gate.field: gate.message for gate in STATUSES.missing("submitted", known)}
    for party in PARTIES:
        if known.get(party) and not known.get(f"{party}_on"):
            problems[f"{party}_on"] = gettext_noop("Say on which day they were consulted.")
    return problems


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
