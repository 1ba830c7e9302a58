"""Pure rules of appraisals: who has to go on, and what bars “ready”."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ilo_dc.core.life.rules import gettext_noop
from portfolio.proposals.rules import is_over

# Our conventions where no source was found; an installation dates its own beside them (`AppraisalRule`).
EVALUATION_ABOVE_USD = Decimal(5_000_000)
DAYS: Mapping[str, int] = {
    "take_up": 5,
    "scores": 10,
    "act_emp": 10,
    "actrav": 10,
    "evaluation": 10,
    "decision": 5,
    "revise": 20,
}


def needs_evaluation(budget: Decimal | None, threshold: Decimal) -> bool:
    """Return whether EVAL appraises a proposal, too: above the threshold, not at it."""
    return is_over(budget, threshold)


@dataclass(frozen=True)
class RoundDays:
    """The days of a round in the life of its proposal, each None while it has not come.

    `left_on`: it left the appraisal, by a decision or without one; `revised_on`: what was returned went on.
    """

    submitted_on: date | None = None
    left_on: date | None = None
    revised_on: date | None = None


def days_of_rounds(life: Iterable[tuple[str, date]]) -> list[RoundDays]:
    """Return the days of each round, of the statuses that hold in a proposal's life, with their days."""
    found: list[RoundDays] = []
    before, submitted_on = "", None
    for status, day in life:
        if before == "appraisal":
            found[-1] = replace(found[-1], left_on=day)
        elif before == "revise" and found:
            found[-1] = replace(found[-1], revised_on=day)
        if status == "submitted":
            submitted_on = day
        elif status == "appraisal":
            found.append(RoundDays(submitted_on))
        before = status
    return found


def not_scored(criteria: Collection[str], scores: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the criteria that lack a score or its justification, in their order."""
    return [one for one in criteria if not all(scores.get(one, ("", "")))]


@dataclass(frozen=True)
class Appraised:
    """What was said in a round so far.

    `scores` by criterion, `opinions` by bureau (empty: none was given), `changes`: how many changes are asked
    for; `handed_in`: the appraiser's scores are; `evaluated`: EVAL has scored, or need not.
    """

    scores: Mapping[str, str]
    opinions: Mapping[str, str]
    changes: int
    handed_in: bool
    evaluated: bool


@dataclass(frozen=True)
class Bar:
    """Something that stands against “ready” while `stands` is true of what was found."""

    code: str
    message: str
    stands: Callable[[Appraised], bool]


NOT_HANDED_IN = Bar(
    "scores",
    gettext_noop("The appraiser has not handed in the scores yet."),
    lambda found: not found.handed_in,
)
BY_A_ONE = Bar(
    "one",
    gettext_noop("A criterion is unsatisfactory: it is not ready."),
    lambda found: "1" in found.scores.values(),
)
# In the order in which they are told; a score of 1 bars where the settings of the round say so.
BARS = (
    NOT_HANDED_IN,
    BY_A_ONE,
    Bar(
        "silence",
        gettext_noop("A bureau has not given its opinion: silence is no consent."),
        lambda found: not all(found.opinions.values()),
    ),
    Bar(
        "objection",
        gettext_noop("A bureau objects: it is not ready."),
        lambda found: "objection" in found.opinions.values(),
    ),
    Bar(
        "evaluation",
        gettext_noop("EVAL has not appraised its monitoring yet."),
        lambda found: not found.evaluated,
    ),
    Bar(
        "changes",
        gettext_noop("A change is asked for: return it, or the appraiser removes the request."),
        lambda found: found.changes > 0,
    ),
)


def bars_to_ready(found: Appraised, *, one_bars_ready: bool) -> list[Bar]:
    """Return what stands against “ready”: nothing of it but the missing scores stands against the others."""
    return [bar for bar in BARS if bar.stands(found) and (one_bars_ready or bar is not BY_A_ONE)]
