"""Pure rules of what an outcome contributes to: shares that sum to exactly 100 within one framework."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal

WHOLE = Decimal(100)


def sums(shares: Iterable[tuple[Hashable, Decimal]]) -> Mapping[Hashable, Decimal]:
    """Return the sum of the weights by framework, of pairs (framework, weight in per cent)."""
    total: dict[Hashable, Decimal] = {}
    for framework, weight in shares:
        total[framework] = total.get(framework, Decimal(0)) + weight
    return total


def unbalanced(shares: Iterable[tuple[Hashable, Decimal]]) -> Mapping[Hashable, Decimal]:
    """Return the sums that are not exactly 100, by framework; empty: all is well."""
    return {framework: total for framework, total in sums(shares).items() if total != WHOLE}


def repeated(keys: Iterable[Hashable]) -> set[Hashable]:
    """Return the keys that stand more than once."""
    seen: set[Hashable] = set()
    return {key for key in keys if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
