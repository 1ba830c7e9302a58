"""Pure rules of the results of projects: when reports are due, what a submission needs, how a plan stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop
from ilo_dc.core.work.rules import CHASED_FOR

NARRATIVE_MOST = 3000  # characters
TARGET_YEARS = 5  # our convention: what a project leads to is measured up to so many years after its end
# When a project ran: from a day until before another one; None: it still does.
Spell = tuple[date, date | None]
# Our conventions, where no schedule says otherwise: a report covers half a year from the project's first day
# on, and is due a month after it.
EVERY_MONTHS = 6
DUE_DAYS = 30
# Our convention: a report is asked for within two years after its period, for closing asks for all of them.
ASKED_FOR = 2 * CHASED_FOR

# `draft` after `submitted` is a withdrawal.
STATUSES = Statuses(
    moves={
        NOT_YET: ("draft", "skipped"),
        "draft": ("submitted", "skipped"),
        "submitted": ("accepted", "returned", "draft"),
        "returned": ("submitted",),
        "accepted": (),
        "skipped": (),
    },
    gates=(
        Gate("rating", "submitted", gettext_noop("Rate the progress."), OUR_CONVENTION),
        Gate("narrative", "submitted", gettext_noop("Say what was achieved in the period."), OUR_CONVENTION),
    ),
)
# Statuses of a project in which reports are due, and in which they may be written.
DUE_IN = ("running", "suspended", "completed")
REPORTED_IN = ("running", "suspended", "completed")


@dataclass(frozen=True)
class Schedule:
    """How reports fall due of periods that begin on `since` or later.

    Each covers so many months, and is due so many days after its last day. `own`: of one project, before what
    holds for all.
    """

    since: date
    every_months: int
    due_days: int
    own: bool = False


USUAL = Schedule(date.min, EVERY_MONTHS, DUE_DAYS)


def schedule_on(schedules: Iterable[Schedule], day: date) -> Schedule:
    """Return the schedule of a period that begins on `day`."""
    in_force = [one for one in schedules if one.since <= day]
    return max(in_force, key=lambda one: (one.own, one.since), default=USUAL)


@dataclass(frozen=True, order=True)
class Period:
    """What a report covers, half-open: `ends_on` is the day after the last; it is due so many days later."""

    starts_on: date
    ends_on: date
    due_days: int = field(default=DUE_DAYS, compare=False)

    @property
    def last_day(self) -> date:
        """The last day."""
        return self.ends_on - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The last day on which the report comes in time."""
        return self.last_day + timedelta(days=self.due_days)

    @property
    def code(self) -> str:
        """The period as addresses and sheets name it: its first day."""
        return self.starts_on.isoformat()


def months_after(day: date, months: int) -> date:
    """Return the first of the month so many months later, or the same day of it where there is one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def periods_of(
    starts_on: date | None,
    ends_on: date | None,
    reported: Iterable[Period] = (),
    schedules: Sequence[Schedule] = (),
) -> list[Period]:
    """Return the periods of a project, from its first day on; the last one ends with it.

    A period follows the schedule that is in force on its first day: one that began before another schedule
    keeps its days.
    What was `reported` keeps its days, whatever became of the project's: after a last report that was cut
    short the next period begins with the day after it, so that an extension leaves no month out.
    """
    if starts_on is None or ends_on is None:
        return []
    kept, found, first = sorted(reported), [], starts_on
    schedule, counted_from = schedule_on(schedules, first), first
    while first < ends_on:
        if (now := schedule_on(schedules, first)) != schedule:
            schedule, counted_from = now, first
        there = next((one for one in kept if one.starts_on <= first < one.ends_on), None)
        if there is None:
            boundary = _boundary(counted_from, first, schedule.every_months)
            after = min(boundary, ends_on, *_starts(kept, first))
            found.append(Period(first, after, schedule.due_days))
        elif there.starts_on == first:
            found.append(there)
        first = there.ends_on if there else after
    return found


def _boundary(counted_from: date, first: date, every_months: int) -> date:
    """Return the next day after `first` on which a period would begin, of periods counted from a day."""
    number = 1
    while (day := months_after(counted_from, every_months * number)) <= first:
        number += 1
    return day


def _starts(kept: Iterable[Period], first: date) -> list[date]:
    return [one.starts_on for one in kept if one.starts_on > first]


def spells_of(life: Iterable[tuple[str, date]]) -> list[Spell]:
    """Return when a project ran, of the statuses that hold, in the order of its life, with their days."""
    statuses = list(life)
    ends: list[date | None] = [*(day for _status, day in statuses[1:]), None]
    return [
        (began, ended) for (status, began), ended in zip(statuses, ends, strict=True) if status == "running"
    ]


def ran_in(period: Period, spells: Iterable[Spell]) -> bool:
    """Return whether a project ran on some day of a period."""
    return any(
        began < period.ends_on and (ended is None or max(began, period.starts_on) < ended)
        for began, ended in spells
    )


def periods_due(periods: Iterable[Period], spells: Iterable[Spell], *, today: date) -> list[Period]:
    """Return of the periods of a project those whose reports are asked for: over, and it ran in them."""
    ran = list(spells)
    return [period for period in periods if period.ends_on <= today and ran_in(period, ran)]


def periods_asked(periods: Iterable[Period], spells: Iterable[Spell], *, today: date) -> list[Period]:
    """Return of the periods that are due those that are still chased, and the last one however old."""
    due = periods_due(periods, spells, today=today)
    return [period for period in due if today - period.ends_on < ASKED_FOR] or due[-1:]


def missing(values: Mapping[str, object]) -> dict[str, str]:
    """Return what a submission lacks: message by field."""
    return {gate.field: gate.message for gate in STATUSES.missing("submitted", values)}


def fits_target(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    """Return whether a target may be due on a day: until `TARGET_YEARS` after the end of its project."""
    begins = starts_on is None or day >= starts_on
    return begins and (ends_on is None or day <= months_after(ends_on, 12 * TARGET_YEARS))


@dataclass(frozen=True)
class Split:
    """A value with its women and men, as they were sent; `recorded`: the value that is there already."""

    value: Decimal | None = None
    women: Decimal | None = None
    men: Decimal | None = None
    recorded: Decimal | None = None


def problems_of_split(sent: Split, *, by_sex: bool, value_alone: bool = False) -> dict[str, str]:
    """Return what stands against a value and its women and men: message by field.

    Women and men are both given or neither, only of an indicator by sex, and make the value; a recorded value
    may stay beside them, as in a sheet where only women or men were changed. `value_alone`: the value of an
    indicator by sex may stand without them, as a target's.
    """
    split = {"women": sent.women, "men": sent.men}
    given = {name: number for name, number in split.items() if number is not None}
    if given and not by_sex:
        return {next(iter(given)): gettext_noop("This indicator is not by sex: write its value.")}
    if len(given) == 1:
        return {"men" if "women" in given else "women": gettext_noop("Give women and men.")}
    below = [name for name, number in given.items() if number < 0]
    if below:
        return dict.fromkeys(below, gettext_noop("Write zero or more."))
    if given and sent.value not in {None, sum(given.values()), sent.recorded}:
        return {"value": gettext_noop("The value is the sum of women and men: leave it empty.")}
    if by_sex and not given and sent.value is not None and not value_alone:
        return {"value": gettext_noop("This indicator is by sex: write women and men.")}
    return {}


def problems_of_target(sent: Split, *, by_sex: bool) -> dict[str, str]:
    """Return what stands against a target and its women and men: message by field."""
    lacking = {"value": gettext_noop("Give the target.")} if sent.value is None else {}
    return problems_of_split(sent, by_sex=by_sex, value_alone=True) or lacking


class Dated(Protocol):
    """What is due on a day: a target."""

    @property
    def due_on(self) -> date:
        """The day."""


Target = TypeVar("Target", bound=Dated)


def target_on(targets: Iterable[Target], day: date) -> Target | None:
    """Return the target that `day` has reached: of those due by then the last one; None: none was due."""
    return max((one for one in targets if one.due_on <= day), key=_due_on, default=None)


def target_for(targets: Sequence[Target], last_day: date) -> Target | None:
    """Return the target that a period is held against: the last due by its end, else the first to come."""
    return target_on(targets, last_day) or min(targets, key=_due_on, default=None)


def _due_on(target: Dated) -> date:
    return target.due_on


def share_reached(baseline: Decimal | None, actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Return how much of the way from the baseline to the target was gone; None: it cannot be told."""
    if actual is None or target is None or target == (baseline or 0):
        return None
    start = baseline or Decimal(0)
    return (actual - start) / (target - start)
