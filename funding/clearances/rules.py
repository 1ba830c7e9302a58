"""Pure rules of clearances: what comes next, what bars one, how long one holds, which answers are known."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from ilo_dc.core.life.rules import gettext_noop

# Our conventions where no source was found; an installation dates its own beside them (`ClearanceRule`).
DAYS: Mapping[str, int] = {"screening": 10, "act_emp": 10, "actrav": 10, "legal": 10, "decision": 5}
VALID_MONTHS = 24  # what a decision starts from; the manager decides until when it holds
LONGEST_VALIDITY = 120  # months
EXPIRES_SOON = timedelta(days=60)  # journeys, N15
LONGEST_ANSWER = 200  # characters
FEWEST_ANSWERS = 2  # of a question: with one it asks nothing
OBJECTION = "objection"


def status_of(*, is_screened: bool, opinions: Collection[str], is_advised: bool) -> str:
    """Return what an open request waits for; `opinions` by bureau, empty where none was given."""
    if not is_screened:
        return "screening"
    if not all(opinions):
        return "opinions"
    return "decision" if is_advised else "legal"


def bars_to_clearing(*, excluded: bool, opinions: Collection[str], is_advised: bool) -> list[str]:
    """Return what stands against clearing a partner, as msgids: nothing of it stands against refusing.

    `excluded`: an exclusion of the screening applies. An objection bars nothing by itself: `is_overruled`.
    """
    bars = []
    if excluded:
        bars.append(gettext_noop("An exclusion applies: this partner is not cleared."))
    if not all(opinions):
        bars.append(gettext_noop("A bureau has not given its opinion: silence is no consent."))
    if not is_advised:
        bars.append(gettext_noop("The legal advice is not recorded yet."))
    return bars


def is_overruled(opinions: Collection[str]) -> bool:
    """Return whether clearing overrules an objection, which needs written reasons."""
    return OBJECTION in opinions


def valid_until(decided_on: date, months: int) -> date:
    """Return the day until which a decision holds: the same day of a later month, or the last one of it."""
    year, month = divmod(decided_on.year * 12 + decided_on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(decided_on.day, last))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that are not empty, each once, in their order."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def unanswered(criteria: Sequence[int], answers: Mapping[int, str]) -> list[int]:
    """Return the criteria that lack an answer, in their order."""
    return [one for one in criteria if not answers.get(one)]
