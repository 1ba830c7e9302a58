"""Pure rules of cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop


def country_key(codes: Iterable[str]) -> str:
    """Return the name of a set of countries: its ISO 3166-1 alpha-3 codes in order, `BRN-MYS-SGP`."""
    return "-".join(sorted(set(codes)))


def gap_of(required: Decimal, available: Decimal) -> Decimal:
    """Return what one row lacks; what it has beyond its need makes up for no other row."""
    return max(required - available, Decimal(0))


def may_be_cut(text: str, limit: int) -> bool:
    """Return whether a source that stops texts at `limit` characters may have cut this one."""
    return len(text) >= limit


def first_difference(one: Mapping[str, object], other: Mapping[str, object]) -> str | None:
    """Return the first name under which two rows say different things; None where they agree."""
    return next((name for name, value in one.items() if other.get(name) != value), None)


# A finance year is complete that stands in this part of the frameworks of the widest year.
COMPLETE = Fraction(9, 10)


def latest_complete(frameworks: Mapping[int, int]) -> int | None:
    """Return the finance year that figures are of unless another is asked for; None: there is none.

    The latest that is complete; `frameworks` says in how many frameworks each year's sub-outputs stand.
    """
    enough = COMPLETE * max(frameworks.values(), default=0)
    return max((year for year, count in frameworks.items() if count >= enough), default=None)


# --- Results chain ------------------------------------------------------------------------------------

# The level that stands above another; None: nothing does. A node of unknown level has no place yet.
LEVEL_ABOVE: Mapping[str, str | None] = {"priority": None, "outcome": "priority", "output": "outcome"}


def may_stand_below(level: str, parent: str) -> bool:
    """Return whether a node of `level` may have one of level `parent` above it."""
    return LEVEL_ABOVE.get(level) == parent


# --- Life of a framework ------------------------------------------------------------------------------

STATUSES = Statuses(
    moves={
        NOT_YET: ("preparation", "signed", "running", "extended", "ended"),
        "preparation": ("signed",),
        "signed": ("running", "ended"),
        "running": ("extended", "ended"),
        "extended": ("ended",),
        "ended": (),
    },
    gates=(
        Gate("starts_on", "signed", gettext_noop("Say when the framework starts."), OUR_CONVENTION),
        Gate("ends_on", "signed", gettext_noop("Say when the framework ends."), OUR_CONVENTION),
        Gate(
            "signed_on",
            "signed",
            gettext_noop("Say when the framework was signed."),
            OUR_CONVENTION,
            until="extended",
        ),
    ),
)


# --- Common country analysis ---------------------------------------------------------------------------


def update_due(last: date) -> date:
    """Return the day by which an analysis last updated on `last` is due again: one year later.

    Source: UN INFO help centre, "updated at least annually". After 29 February comes 28 February.
    """
    try:
        return last.replace(year=last.year + 1)
    except ValueError:
        return last.replace(year=last.year + 1, day=28)


def last_day_in_time(day: date) -> date:
    """Return the earliest last update that is not overdue on `day`: one whose next is due that very day.

    The update of 29 February and that of 28 February are due on the same day.
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, month=3, day=1)


# --- Addresses -----------------------------------------------------------------------------------------


def free_address(key: str, year: int | None, taken: Container[str]) -> str:
    """Return an address for a framework that nobody has: `ken`, `ken-2027`, `ken-2027-2`."""
    stem = key.lower()
    named = [stem] if year is None else [stem, f"{stem}-{year}"]
    for address in named:
        if address not in taken:
            return address
    return next(address for n in count(2) if (address := f"{named[-1]}-{n}") not in taken)
