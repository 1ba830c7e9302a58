"""Pure rules of cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

ZERO = Decimal(0)


def gap(required: Decimal, available: Decimal) -> Decimal:
    """Return what is missing: max(0, required - available)."""
    return max(ZERO, required - available)


def surplus(required: Decimal, available: Decimal) -> Decimal:
    """Return what is available beyond the requirement: max(0, available - required)."""
    return max(ZERO, available - required)


def covered(required: Decimal, available: Decimal) -> Decimal:
    """Return the part of the requirement that is available: min(required, available)."""
    return min(required, available)


def country_key(codes: Iterable[str]) -> str:
    """Return the name of a set of countries: its ISO 3166-1 alpha-3 codes in order, `BRN-MYS-SGP`."""
    return "-".join(sorted(set(codes)))


def may_be_cut(text: str, limit: int) -> bool:
    """Return whether a source that stops texts at `limit` characters may have cut this one."""
    return len(text) >= limit


def first_difference(one: Mapping[str, object], other: Mapping[str, object]) -> str | None:
    """Return the first name under which two rows say different things; None where they agree."""
    return next((name for name, value in one.items() if other.get(name) != value), None)
