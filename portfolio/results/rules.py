"""Pure rules of results frameworks: their levels, the order of their codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

# The levels of each kind of results framework, from the top down.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "strategic_plan": ("outcome", "output", "indicator"),
    "programme_and_budget": ("outcome", "output", "indicator"),
    "sdg": ("goal", "target", "indicator"),
}
TOP_LEVELS = tuple(dict.fromkeys(levels[0] for levels in LEVELS.values()))
CODE_PART_WIDTH = 5


def level_above(kind: str, level: str) -> str | None:
    """Return the level that a result's parent has; None at the top.

    Raises:
        ValueError: a framework of that kind has no such level.
    """
    levels = LEVELS[kind]
    if level not in levels:
        raise ValueError(f"A {kind} has no {level}.")
    place = levels.index(level)
    return levels[place - 1] if place else None


def code_order(code: str) -> str:
    """Return a text that puts codes in their natural order, each right after the one above it.

    1.2 comes before 1.10, 1.10 before 1.a, 9 before 10, 10 before A.
    """
    parts = code.split(".")
    return ".".join(part.zfill(CODE_PART_WIDTH) if part.isdigit() else part for part in parts)


def leads_back(from_start: date, to_start: date) -> bool:
    """Return whether a cross-walk leads to a framework that began no later than the one it comes from."""
    return to_start <= from_start
