"""Figures as pages show them: table lines whose every number leads to its explanation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.measures import EvidenceKind, Figures, Measure, Row
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.measures.types import Value
from ilo_dc.core.text_search import plain
from ilo_dc.formats import text
from portfolio.frameworks.measures.frameworks import FRAMEWORK_COVERAGE, FRAMEWORK_GAP

# What a card on a phone keeps of a line of gaps, beside its name and its bar.
KEY_MEASURES = frozenset((FRAMEWORK_GAP.code, FRAMEWORK_COVERAGE.code))


@dataclass(frozen=True)
class Cell:
    """One number of a table: measure, value, the page that explains it (empty: none), terms of a ratio."""

    measure: Measure
    value: Value
    url: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def is_key(self) -> bool:
        """Whether a card on a phone keeps it."""
        return self.measure.code in KEY_MEASURES


@dataclass(frozen=True)
class Line:
    """One line of a table of figures; a ratio of two measures leads to the rows of each."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    values: dict[str, Value]
    rows_url: str
    row_count: int
    demonstration: bool
    row: Row
    denominator_url: str = ""
    denominator_count: int = 0

    def __getitem__(self, code: str) -> Value:
        """Return the value of the measure of that code, for a template's bars."""
        return self.values[code]


def explanation(answer: Figures, line: Row, measure: Measure) -> str:
    """Return the page that explains one number: the measure, narrowed to the line, at the same moment."""
    fixed = measure.rows.filters(answer.question.scope)
    query = {name: value for name, value in line.parameters.items() if name not in fixed}
    query |= answer.question.scope_of(measure)
    query["as_of"] = write_moment(answer.as_of)
    return f"{reverse('measure', args=[measure.code])}?{urlencode(query)}"


def line_of(answer: Figures, row: Row, url: str = "") -> Line:
    """Return one row of an answer as a table line; `url` is where its name leads."""
    values = {measure.code: answer.value(row, measure) for measure in answer.measures}
    cells = tuple(
        Cell(
            measure,
            values[measure.code],
            explanation(answer, row, measure),
            *(answer.terms_of(row, measure) if measure.kind is EvidenceKind.RATIO else ()),
        )
        for measure in answer.measures
    )
    return Line(
        row.label,
        url,
        cells,
        values,
        answer.page(row),
        row.count,
        row.demonstration,
        row,
        denominator_url=answer.denominator_page(row) if row.terms else "",
        denominator_count=row.denominator_count,
    )


@dataclass(frozen=True)
class Rest:
    """What the first lines of a table leave out, as one line; `url` leads to the table with all of them."""

    count: int
    url: str
    cells: tuple[Cell, ...]
    values: dict[str, Value]
    row_count: int


def rest_of(answer: Figures, lines: Sequence[Line], url: str) -> Rest:
    """Return lines of an answer as one: exact, because no row is in two of them.

    Raises:
        ValueError: the lines overlap.
    """
    if answer.overlapping:
        raise ValueError("Lines that overlap are never added.")
    columns = dict.fromkeys(column for measure in answer.measures for column in measure.columns)
    row = Row(
        keys={},
        labels={},
        sums={column: total_of(line.row.sums[column] for line in lines) for column in columns},
        count=sum(line.row_count for line in lines),
        parameters={},
    )
    values = {measure.code: answer.value(row, measure) for measure in answer.measures}
    cells = tuple(Cell(measure, values[measure.code], "") for measure in answer.measures)
    return Rest(len(lines), url, cells, values, row.count)


def lines_of(answer: Figures, link: Callable[[Row], str] | None = None) -> list[Line]:
    """Return all rows of an answer as table lines, in the answer's order."""
    return [line_of(answer, row, link(row) if link else "") for row in answer.lines]


def difference_between(by_type: Value, named: Value) -> str:
    """Say what two publications state of one thing, in US$ million; nothing where one of them is silent.

    Where the rounded amounts differ by another number than the exact ones, it says that they are rounded.
    """
    if by_type is None or named is None:
        return ""
    if text.millions(by_type) == text.millions(named):
        return _("the same by type of revenue")
    exact = Decimal(by_type), Decimal(named)
    amounts = {
        "by_type": text.millions(by_type),
        "named": text.millions(named),
        "difference": text.millions(exact[0] - exact[1]),
    }
    sentence = (
        _("%(by_type)s by type of revenue, %(named)s of named contributors: a difference of %(difference)s")
        if text.agree_when_rounded(*exact)
        else _(
            "%(by_type)s by type of revenue, %(named)s of named contributors: a difference of "
            "%(difference)s (each amount rounded)"
        )
    )
    return sentence % amounts


def ordered(lines: Sequence[Line], code: str, *, largest_first: bool = True) -> list[Line]:
    """Return the lines by one measure's value; lines without a value come last, equals by name."""
    by_name = sorted(lines, key=lambda line: plain(str(line.label)))
    known = [line for line in by_name if line[code] is not None]
    unknown = [line for line in by_name if line[code] is None]
    known.sort(key=lambda line: Decimal(line[code] or 0), reverse=largest_first)
    return known + unknown
