"""Pure rules of country programmes: the life of one as a table of gates."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date


def gettext_noop(text: str) -> str:
    """Mark a text for translation; whoever shows it translates it (rules know no language)."""
    return text


OUR_CONVENTION = gettext_noop("our convention")

# The life of a programme, in order, and where each stage may lead.
STAGES = ("draft", "consultation", "signed", "running", "extended", "closed", "evaluated")
MOVES: Mapping[str, tuple[str, ...]] = {
    "draft": ("consultation",),
    "consultation": ("signed", "draft"),
    "signed": ("running",),
    "running": ("extended", "closed"),
    "extended": ("extended", "closed"),
    "closed": ("evaluated",),
    "evaluated": (),
}
# Stages of a programme in which its outcomes are reported on: also the last time, after it ended.
REPORTED_IN = ("running", "extended", "closed")


@dataclass(frozen=True)
class Gate:
    """Something a programme needs from a stage on (`only`: at that stage alone).

    `field` names what `missing` is told of the programme; `source` the document that asks for it.
    """

    field: str
    since: str
    message: str
    source: str
    only: bool = False

    def applies_at(self, stage: str) -> bool:
        """Return whether the gate stands before `stage`."""
        if self.only:
            return stage == self.since
        return STAGES.index(stage) >= STAGES.index(self.since)


# The papers describe what a programme is made of, not the steps of its life: where no paragraph asks for
# something, the gate is our convention and says so.
GATES = (
    Gate("title", "draft", gettext_noop("Give the programme a title."), OUR_CONVENTION),
    Gate("office", "consultation", gettext_noop("Name the responsible office."), OUR_CONVENTION),
    Gate("starts_on", "consultation", gettext_noop("Say when the programme starts."), OUR_CONVENTION),
    Gate("ends_on", "consultation", gettext_noop("Say when the programme ends."), OUR_CONVENTION),
    Gate("has_priorities", "consultation", gettext_noop("Name at least one priority."), "GB.306/TC/1, §6"),
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
        only=True,
    ),
    Gate("outcomes_rated", "closed", gettext_noop("Rate the progress of each outcome."), OUR_CONVENTION),
)
# How many months before its end those who answer for a programme are told (journeys, N9).
TOLD_BEFORE = (12, 6)
# Stages that constituents have agreed on: nothing of such a programme is removed any more.
AGREED = ("signed", "running", "extended", "closed", "evaluated")
# Stages after which a programme takes no new priority, outcome, indicator or milestone.
OVER = ("closed", "evaluated")


def missing(known: Mapping[str, object], stage: str) -> list[Gate]:
    """Return the gates of `stage` that a programme does not pass: `known` holds nothing for them."""
    return [gate for gate in GATES if gate.applies_at(stage) and not known.get(gate.field)]


def may_follow(stage: str, following: str) -> bool:
    """Return whether a programme may move from one stage to the other."""
    return following in MOVES[stage]


def is_in_order(previous: date, following: date) -> bool:
    """Return whether a stage takes effect on or after the one before it."""
    return following >= previous


def code_fits(code: str, iso3: str | None) -> bool:
    """Return whether an outcome's code begins with the programme's country; a sub-region's takes any."""
    return iso3 is None or code[:3] == iso3


def may_be_removed_from(stage: str) -> bool:
    """Return whether something may still be removed from the plan of a programme: before signature."""
    return stage not in AGREED


def may_be_added_to(stage: str) -> bool:
    """Return whether the plan of a programme may still grow: until it is closed."""
    return stage not in OVER


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


def end_told(end: date, *, today: date) -> int | None:
    """Return which notice of its end a programme has come to: 12 or 6 months; None: none yet, or over.

    `end` is the day after the last.
    """
    if today >= end:
        return None
    return min((one for one in TOLD_BEFORE if months_before(end, one) <= today), default=None)
