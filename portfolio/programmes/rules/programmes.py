"""Pure rules of country programmes: the life of one as a table of gates."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, timedelta

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop

# The papers describe what a programme is made of, not the steps of its life: where no paragraph asks for
# something, the gate is our convention and says so.
STATUSES = Statuses(
    moves={
        NOT_YET: ("draft",),
        "draft": ("consultation",),
        "consultation": ("signed", "draft"),
        "signed": ("running",),
        "running": ("extended", "closed"),
        "extended": ("extended", "closed"),
        "closed": ("evaluated",),
        "evaluated": (),
    },
    gates=(
        Gate("title", "draft", gettext_noop("Give the programme a title."), OUR_CONVENTION),
        Gate("office", "consultation", gettext_noop("Name the responsible office."), OUR_CONVENTION),
        Gate("starts_on", "consultation", gettext_noop("Say when the programme starts."), OUR_CONVENTION),
        Gate("ends_on", "consultation", gettext_noop("Say when the programme ends."), OUR_CONVENTION),
        Gate(
            "has_priorities", "consultation", gettext_noop("Name at least one priority."), "GB.306/TC/1, §6"
        ),
        Gate(
            "consulted_on",
            "signed",
            gettext_noop("Say when constituents were consulted: they take part from the first design on."),
            "GB.347/POL/3, §13",
        ),
        Gate("theory_of_change", "signed", gettext_noop("Write the theory of change."), OUR_CONVENTION),
        Gate(
            "priorities_with_outcomes",
            "signed",
            gettext_noop("Give each priority at least one outcome."),
            "GB.306/TC/1, §6",
        ),
        Gate(
            "outcomes_with_indicators",
            "running",
            gettext_noop("Give each outcome at least one indicator."),
            OUR_CONVENTION,
        ),
        Gate(
            "extended_until",
            "extended",
            gettext_noop("Say until when the programme is extended."),
            OUR_CONVENTION,
            until="extended",
        ),
        Gate("outcomes_rated", "closed", gettext_noop("Rate the progress of each outcome."), OUR_CONVENTION),
    ),
)
# Statuses of a programme in which its outcomes are reported on: also the last time, after it ended.
REPORTED_IN = ("running", "extended", "closed")
# How many months before its end those who answer for a programme are told (journeys, N9).
MONTHS_OF_NOTICE = (12, 6)
# How many months before its end a programme's closure is near (our convention: its second notice).
CLOSURE_IS_NEAR = MONTHS_OF_NOTICE[-1]
# Statuses that constituents have agreed on: nothing of such a programme is removed any more.
AGREED = ("signed", "running", "extended", "closed", "evaluated")
# Statuses after which a programme takes no new priority, outcome, indicator or milestone.
OVER = ("closed", "evaluated")


def may_be_removed_from(status: str) -> bool:
    """Return whether something may still be removed from the plan of a programme: before signature."""
    return status not in AGREED


def may_be_added_to(status: str) -> bool:
    """Return whether the plan of a programme may still grow: until it is closed."""
    return status not in OVER


def slug_of(place: str, starts_on: date | None, *, taken: Collection[str]) -> str:
    """Return a free address: `civ-2023`, `civ-draft` while no year is known, then `civ-2023-2`."""
    stem = f"{place.lower()}-{starts_on.year if starts_on else 'draft'}"
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the last of its month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def first_end_told_after(day: date, months: int) -> date:
    """Return the first end of which the notice, so many months before, comes after `day`."""
    end = day + timedelta(days=28 * months)
    while months_before(end, months) <= day:
        end += timedelta(days=1)
    return end


def closure_is_near(end: date | None, *, today: date) -> bool:
    """Return whether a programme comes to its end or is past it; `end` is the day after the last."""
    return end is None or months_before(end, CLOSURE_IS_NEAR) <= today


def end_notice(end: date, *, today: date) -> int | None:
    """Return which notice of its end a programme has come to: 12 or 6 months; None: none yet, or over.

    `end` is the day after the last.
    """
    if today >= end:
        return None
    return min((one for one in MONTHS_OF_NOTICE if months_before(end, one) <= today), default=None)
