"""Pure rules of outcome updates: reporting periods, when they are due, what a submission needs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop

NARRATIVE_MOST = 1500  # characters (journeys, J2)
# Our conventions: an update is due a month after its period; what ended over a year ago is no longer chased,
# but may still be written.
DUE_AFTER = timedelta(days=30)
CHASED_FOR = timedelta(days=365)
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
# Words of a unit of which there may be a part, in the languages of the Office, folded; any other names things
# that are counted one by one. Our convention: no source lists the units of country programmes.
_MEASURES = """
% percent percentage per point points ratio rate index score share average thousand thousands million
millions billion hour hours day days week weeks month months year years us$ usd dollar dollars euro euros
kg tonne tonnes km hectare hectares pour cent pourcentage par taux indice part moyenne millier milliers
milliard heure heures jour jours semaine semaines mois an ans annee annees por ciento porcentaje punto
puntos tasa proporcion promedio mil miles millon millones hora horas dia dias semana semanas mes meses ano
anos dolares
"""
MEASURED = frozenset(_MEASURES.split())
WORD = re.compile(r"[^\s.,;:/()-]+")


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


def is_counted(unit: str) -> bool:
    """Return whether a unit, folded, names things that are counted one by one: visits, policies."""
    words = WORD.findall(unit)
    return bool(words) and MEASURED.isdisjoint(words) and not any(one[0].isdigit() for one in words)


def takes_whole(unit: str, known: Collection[Decimal | None], *, whole_numbers: bool = False) -> bool:
    """Return whether the values of an indicator are whole numbers only.

    It says so itself (`whole_numbers`), or its unit, folded, counts one by one and neither baseline nor
    target (`known`) has decimals.
    """
    numbers = [one for one in known if one is not None]
    return whole_numbers or (is_counted(unit) and not any(one % 1 for one in numbers))


def problem_of_value(
    value: Decimal | None, *, unit: str, known: Collection[Decimal | None], whole_numbers: bool = False
) -> str:
    """Return what stands against a reported value; empty: nothing.

    `unit` is folded; `known` are the baseline and the target. A value is not below zero where neither of both
    is, nor a count unless one of them is: of points and rates with one of them unknown nobody knows the sign.
    It is whole where the indicator `takes_whole` numbers.
    """
    numbers = [one for one in known if one is not None]
    if value is None:
        return ""
    has_sign = is_counted(unit) or len(numbers) == len(known)
    if value < 0 and has_sign and not any(one < 0 for one in numbers):
        return gettext_noop("Write zero or more: its baseline and target are not below zero.")
    if value % 1 and takes_whole(unit, known, whole_numbers=whole_numbers):
        return gettext_noop("Write a whole number: the indicator counts one by one.")
    return ""


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
