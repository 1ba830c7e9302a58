"""Pure rules of alignment between country programmes and UN frameworks (GB.306/TC/1, §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.programmes.rules.programmes import gettext_noop

# Which extents a pair may have, with a priority or outcome on the programme's side and without any.
WITH_A_SIDE = ("full", "partial", "none", "supported")
WITHOUT_A_SIDE = ("un_only", "supported")
# The extents whose level may be told, and those in which the ILO takes part in implementing.
WITH_A_LEVEL = ("full", "partial", "supported")
IMPLEMENTED = ("full", "partial")
LEVELS = ("", "outcome", "output")
ROLES = ("", "lead", "shared", "none")
NO_PART = ("", "none")

# A framework's priorities are too broad to compare with; of results the source names without a level all
# may be outcomes.
NOT_COMPARED = ("priority",)


def problems(extent: str, level: str, role: str, *, has_side: bool) -> Mapping[str, str]:
    """Return what stands against a cell, by field; an empty `extent` says nothing of the pair."""
    if not extent:
        left = {"level": level, "role": role}
        return {name: gettext_noop("Choose the extent first.") for name, value in left.items() if value}
    found = {}
    if extent not in (WITH_A_SIDE if has_side else WITHOUT_A_SIDE):
        found["extent"] = gettext_noop(
            "“In the UN framework only” has no priority or outcome beside it; with one, choose another."
        )
    if level not in LEVELS or (level and extent not in WITH_A_LEVEL):
        found["level"] = gettext_noop("A level belongs to full, partial or supported alignment only.")
    if role not in ROLES or (role not in NO_PART and extent not in IMPLEMENTED):
        found["role"] = gettext_noop("The ILO leads or shares only what is fully or partly aligned.")
    return found


@dataclass(frozen=True)
class Candidate:
    """A framework that a programme may be compared with; the period is half-open, None is not known."""

    key: int
    is_own: bool
    has_results: bool
    starts_on: date | None = None
    ends_on: date | None = None


def nearest(candidates: Iterable[Candidate], *, starts_on: date | None, ends_on: date | None) -> list[int]:
    """Return the frameworks' keys in the order in which a programme of that period is compared with them.

    First those with results, among them those whose known period overlaps, then the country's own, then the
    latest.
    """

    def rank(one: Candidate) -> tuple[bool, bool, bool, int, int]:
        overlaps = bool(
            starts_on
            and ends_on
            and one.starts_on
            and one.ends_on
            and one.starts_on < ends_on
            and starts_on < one.ends_on
        )
        latest = one.starts_on.toordinal() if one.starts_on else 0
        return (not one.has_results, not overlaps, not one.is_own, -latest, one.key)

    return [one.key for one in sorted(candidates, key=rank)]
