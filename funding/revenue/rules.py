"""Pure rules of published revenue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key")

TYPES = ("R01", "R02", "R03", "R04")
SUBTYPES = (
    "R02A",
    "R02B",
    "R03A",
    "R03B",
    "R03C",
    "R03D",
    "R03E",
    "R03F",
    "R04A",
    "R04B",
    "R04C",
)

# What the by-contributor publication calls the four types.
TYPE_OF_CATEGORY = {
    "Assessed": "R01",
    "Voluntary un-earmarked": "R02",
    "Voluntary earmarked": "R03",
    "Other": "R04",
}

# Rows of the by-contributor file that its authors computed; they differ from the CEB's own types.
COMPUTED_TOTAL = "__TOTAL__"


def type_and_subtype(code: str) -> tuple[str, str] | None:
    """Return (`R03`, `R03A`) of `R03A`, (`R03`, ``) of `R03`; None for a code the standard does not have."""
    if code in TYPES:
        return code, ""
    if code in SUBTYPES:
        return code[:3], code
    return None


def summed(amounts: Iterable[tuple[Key, Decimal, int]]) -> dict[Key, tuple[Decimal, int]]:
    """Return each key's sum and how many rows made it; each amount says of how many it is the sum.

    Amounts come rounded to the cent.
    """
    sums: dict[Key, tuple[Decimal, int]] = {}
    for key, amount, rows in amounts:
        total, count = sums.get(key, (Decimal("0.00"), 0))
        sums[key] = (total + amount, count + rows)
    return sums


def gaps_of(reported: Collection[int], years: Collection[int]) -> tuple[int, ...]:
    """Return the years of a publication, in order, in which a type was not reported: missing, not zero."""
    return tuple(sorted(set(years) - set(reported)))


def runs_of(years: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return (first, last) of each run of consecutive years: 2018, 2021, 2022 is 2018 and 2021 to 2022."""
    runs: list[tuple[int, int]] = []
    for year in sorted(set(years)):
        if runs and runs[-1][1] == year - 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return tuple(runs)


def previous_year(year: int, values: Mapping[int, Decimal | None]) -> int | None:
    """Return the year before when it was reported too; across a break nothing is compared."""
    return year - 1 if values.get(year - 1) is not None and values.get(year) is not None else None
