"""Pure rules of imports: what somebody must agree to by typing the number."""

from __future__ import annotations

from collections.abc import Mapping


def recorded_within(counts: Mapping[str, int]) -> int:
    """Return how many recorded rows a plan spoke of: those that it changes, withdraws or leaves."""
    return counts["changed"] + counts["withdrawn"] + counts["unchanged"]


def must_be_typed(counts: Mapping[str, int], *, percent: int, rows: int) -> bool:
    """Return whether saving withdraws so much that its number must be typed.

    So it is when it withdraws more than `rows` rows and more than `percent` per cent of the recorded rows
    within the scope of the import.
    """
    withdrawn = counts["withdrawn"]
    return withdrawn > rows and withdrawn * 100 > percent * recorded_within(counts)
