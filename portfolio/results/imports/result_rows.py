"""Reading the rows of a sheet of results frameworks: everything that must be put right is noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.models import Biennium
from portfolio.results import rules
from portfolio.results.actions import FrameworkValues, NodeKey, ResultValues
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.vocab import (
    FRAMEWORK_ROW,
    TEXT_LANGUAGES,
    NodeLevel,
    OutcomeKind,
    ResultsFrameworkKind,
)

FRAMEWORK_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
RESULT_CODE = re.compile(r"[A-Za-z0-9]+([.][A-Za-z0-9]+)*")
LEVELS = {FRAMEWORK_ROW: FRAMEWORK_ROW, **{level: level for level in NodeLevel.values}}
KINDS = {kind: kind for kind in ResultsFrameworkKind.values}
OUTCOME_KINDS = {kind: kind for kind in OutcomeKind.values}
LONGEST_FRAMEWORK_CODE, LONGEST_CODE, LONGEST_SHORT = 30, 20, 200
DAY = timedelta(days=1)


@dataclass
class _Rows:
    """The lines of a sheet, told apart; a framework or result that stands twice keeps its first line."""

    heads: dict[str, Line] = field(default_factory=dict)
    results: dict[NodeKey, Line] = field(default_factory=dict)
    levels: dict[NodeKey, str] = field(default_factory=dict)


def read_frameworks(sheet: Sheet, lines: Iterable[Line]) -> list[FrameworkValues]:
    """Return each framework with its results, wherever their rows stand; none when there are problems."""
    rows = _rows_by_kind(lines)
    kinds = {code: line.choice("kind", KINDS) for code, line in rows.heads.items()}
    biennia = Biennium.objects.in_bulk()
    frameworks = {code: _framework(line, code, kinds[code], biennia) for code, line in rows.heads.items()}
    _one_a_biennium(rows.heads, frameworks)
    values: dict[str, list[ResultValues]] = {code: [] for code in frameworks}
    for key, line in rows.results.items():
        if key[0] in kinds:
            values[key[0]].append(_result(line, key, kinds[key[0]], rows.levels))
        else:
            line.problem("framework", _("The sheet has no row of level “framework” with this code."))
    if sheet.problems.count:
        return []
    return [replace(one, results=values[code]) for code, one in frameworks.items()]


def _rows_by_kind(lines: Iterable[Line]) -> _Rows:
    rows = _Rows()
    for line in lines:
        level = line.choice("level", LEVELS)
        code = _code(
            line, "framework", form=FRAMEWORK_CODE, longest=LONGEST_FRAMEWORK_CODE, example="PB-2022-23"
        )
        if level == FRAMEWORK_ROW:
            _empty(line, ("code", "parent", *_shorts()), _("A framework’s row leaves this empty."))
            _once(line, "framework", code, rows.heads)
        elif level:
            key = (code, _code(line, "code", form=RESULT_CODE, longest=LONGEST_CODE, example="1.2"))
            _empty(line, ("biennium", "starts_on", "ends_on"), _("Only a framework’s row fills this in."))
            _once(line, "code", key if all(key) else "", rows.results)
            rows.levels.setdefault(key, level)
    return rows


def _shorts() -> tuple[str, ...]:
    return tuple(f"short_{language}" for language in TEXT_LANGUAGES)


def _code(line: Line, column: str, *, form: re.Pattern[str], longest: int, example: str) -> str:
    """Return a code; "" (with a problem) where it is none."""
    code = line.sign(column, longest=longest)
    if column == "framework":
        code = code.upper()
    if code and not form.fullmatch(code):
        return line.problem(column, _("Write the code like this: %(code)s.") % {"code": example}) or ""
    return code


def _once(line: Line, column: str, key: Any, seen: dict[Any, Line]) -> None:
    """Keep the first line of `key`; note the second."""
    if key and key in seen:
        line.problem(column, _("This is already in row %(row)s.") % {"row": seen[key].number})
    elif key:
        seen[key] = line


def _empty(line: Line, columns: Iterable[str], message: str) -> None:
    for column in columns:
        if line.text(column, required=False):
            line.problem(column, message)


def _texts(line: Line, stem: str, *, required: bool, longest: int = 0) -> dict[str, str]:
    """Return a text by language; only English is ever required."""
    return {
        language: line.words(f"{stem}_{language}", required=required and language == "en", longest=longest)
        for language in TEXT_LANGUAGES
    }


def _framework(line: Line, code: str, kind: str | None, biennia: Mapping[str, Biennium]) -> FrameworkValues:
    biennium, starts_on, ends_on = _period(line, kind, biennia)
    return FrameworkValues(
        code=code,
        kind=kind or "",
        biennium=biennium,
        starts_on=starts_on or date.min,
        ends_on=ends_on or date.min,
        titles=_texts(line, "text", required=True),
        verified=bool(line.yes_or_no("verified")),
        provenance=line.words("provenance"),
    )


def _period(
    line: Line, kind: str | None, biennia: Mapping[str, Biennium]
) -> tuple[str | None, date | None, date | None]:
    """Return biennium, first and last day; those of a Programme and Budget are its biennium's."""
    budget = kind == ResultsFrameworkKind.PROGRAMME_AND_BUDGET
    starts_on = line.day("starts_on", required=not budget)
    ends_on = line.day("ends_on", required=not budget)
    if not budget:
        _empty(line, ("biennium",), _("Only a Programme and Budget has a biennium."))
        if starts_on and ends_on and ends_on < starts_on:
            line.problem("ends_on", _("The framework ends before it starts."))
        return None, starts_on, ends_on
    code = line.code("biennium", biennia, _("No biennium here has this code. Write it like this: 2022-23."))
    if code is None:
        return None, None, None
    first, last = biennia[code].starts_on, biennia[code].ends_on - DAY
    for column, given, right in (("starts_on", starts_on, first), ("ends_on", ends_on, last)):
        if given not in (None, right):
            line.problem(column, _("The biennium’s day is %(day)s.") % {"day": right.isoformat()})
    return code, first, last


def _one_a_biennium(heads: Mapping[str, Line], frameworks: Mapping[str, FrameworkValues]) -> None:
    """Note a second Programme and Budget of a biennium, in the sheet or here under another code."""
    there = ResultsFramework.objects.in_force().exclude(biennium=None).exclude(code__in=frameworks)
    holders = {row.biennium_id: row.code for row in there}
    for code, one in frameworks.items():
        if one.biennium is None:
            continue
        if holders.setdefault(one.biennium, code) != code:
            heads[code].problem(
                "biennium",
                _("This biennium has the Programme and Budget %(code)s already.")
                % {"code": holders[one.biennium]},
            )


def _result(line: Line, key: NodeKey, kind: str | None, levels: Mapping[NodeKey, str]) -> ResultValues:
    level = levels[key]
    parent = line.sign("parent", required=False)
    if kind and level not in rules.LEVELS[kind]:
        some = ", ".join(rules.LEVELS[kind])
        line.problem("level", _("Results of this kind of framework are: %(some)s.") % {"some": some})
    elif kind:
        _must_lie_below(line, rules.level_above(kind, level), levels.get((key[0], parent)), parent)
    return ResultValues(
        level=level,
        code=key[1],
        parent=parent,
        kind=_outcome_kind(line, kind, level),
        texts=_texts(line, "text", required=True),
        shorts=_texts(line, "short", required=False, longest=LONGEST_SHORT),
        verified=bool(line.yes_or_no("verified")),
        provenance=line.words("provenance"),
    )


def _must_lie_below(line: Line, wanted: str | None, found: str | None, parent: str) -> None:
    """Note a parent that is missing, not in the sheet, of another level, or named at the top."""
    if wanted is None and parent:
        line.problem("parent", _("Outcomes and goals stand at the top: leave this empty."))
    elif wanted and not parent:
        line.problem("parent", _("Fill this in."))
    elif wanted and found is None:
        line.problem("parent", _("The sheet has no result with this code in the framework."))
    elif wanted and found != wanted:
        level = NodeLevel(wanted).label
        line.problem("parent", _("Name a result of the level above: %(level)s.") % {"level": level})


def _outcome_kind(line: Line, kind: str | None, level: str) -> str:
    if kind == ResultsFrameworkKind.PROGRAMME_AND_BUDGET and level == NodeLevel.OUTCOME:
        return line.choice("kind", OUTCOME_KINDS) or ""
    _empty(line, ("kind",), _("Only a framework and an outcome of a Programme and Budget have a kind."))
    return ""
