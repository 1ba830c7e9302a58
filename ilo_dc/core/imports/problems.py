"""What must be put right in a file: every problem counted and grouped by its kind, the first of them kept."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT_PROBLEMS = 5_000
MOST_GROUPS = 200
ROWS_NAMED = 5
SHOWN = 100
# What differs between two problems of one kind: the values that their advice names.
VALUES = re.compile(r"[0-9]+|“[^”]*”")


@dataclass(frozen=True)
class Problem:
    """One thing that must be put right: where it stands, what stands there, what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        place = [f"sheet {self.sheet}"] if self.sheet else []
        place += [f"row {self.row}"] if self.row else []
        place += [f"column {self.column}"] if self.column else []
        value = f" “{self.value}”" if self.value else ""
        return f"{', '.join(place) or 'file'}:{value} {self.message}"


@dataclass
class ProblemGroup:
    """Problems of one kind: the same advice in the same column of a sheet, with the first rows and value."""

    sheet: str
    column: str
    message: str
    value: str
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Count one more."""
        self.count += 1
        if problem.row and len(self.rows) < ROWS_NAMED and problem.row not in self.rows:
            self.rows.append(problem.row)


@dataclass
class Problems:
    """All problems are counted and grouped, the first of them kept."""

    limit: int = KEPT_PROBLEMS
    kept: list[Problem] = field(default_factory=list)
    count: int = 0
    groups: dict[tuple[str, str, str], ProblemGroup] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Count `problem`; keep it while there is room."""
        self.count += 1
        if len(self.kept) < self.limit:
            self.kept.append(problem)
        kind = (problem.sheet, problem.column, VALUES.sub("#", problem.message))
        if kind not in self.groups and len(self.groups) < MOST_GROUPS:
            self.groups[kind] = ProblemGroup(problem.sheet, problem.column, problem.message, problem.value)
        if kind in self.groups:
            self.groups[kind].add(problem)

    def by_kind(self) -> list[dict[str, Any]]:
        """Return the groups, the largest first, as an import batch stores them."""
        return [asdict(group) for group in sorted(self.groups.values(), key=lambda group: -group.count)]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the kept problems as an import batch stores them."""
        return [asdict(problem) for problem in self.kept]
