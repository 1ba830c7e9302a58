"""Answers of a measure: every value with the rows it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.languages import joined, together
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.measures.question import Question
from ilo_dc.core.measures.types import EvidenceKind, Measure, Value, Words
from ilo_dc.core.numbers import ratio
from ilo_dc.formats.text import long_date


@dataclass(frozen=True)
class Row:
    """One line of an answer.

    Attributes:
        keys: dimension code to key.
        labels: dimension code to its name in the reader's language.
        sums: register column to its sum over the line's rows (USD); None: no row.
        count: how many rows the line counts.
        parameters: the register's filters that list exactly these rows.
        demonstration: whether demonstration rows are among them.
    """

    keys: Mapping[str, Any]
    labels: Mapping[str, str]
    sums: Mapping[str, Decimal | None]
    count: int
    parameters: Mapping[str, str]
    demonstration: bool = False

    @property
    def label(self) -> str:
        """All names of the line, for a heading."""
        return joined(", ", self.labels.values())


@dataclass(frozen=True)
class Figure:
    """One value that explains itself; what the `explain` component of a page takes."""

    measure: Measure
    value: Value
    numerator: Decimal | None
    denominator: Decimal | None
    scope_text: str
    as_of: datetime
    on: date | None
    source: Words
    source_date: date | None
    row_count: int
    page: str
    evidence: str
    denominator_page: str
    demonstration: bool


@dataclass(frozen=True)
class Edition:
    """A source among the counted rows."""

    code: str
    title: str
    publisher: str
    source_date: date | None


@dataclass(frozen=True)
class Figures:
    """The answer to one question: lines and a total that is computed, never added up from the lines.

    `keys` holds what the texts of the question's `where` were read as, by dimension.
    `apart` holds lines of shared rows that a filter touches and the total leaves out (a country's share of
    a multi-country sub-output is not known). `recorded` is False before the first recording.
    """

    measures: tuple[Measure, ...]
    question: Question
    keys: Mapping[str, tuple[Any, ...]]
    lines: tuple[Row, ...]
    total: Row
    apart: tuple[Row, ...]
    as_of: datetime
    data_version: int
    editions: tuple[Edition, ...]
    recorded: bool
    _names: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, line: Row, measure: Measure | None = None) -> Value:
        """Return `measure`'s value on a line: Decimal US dollars, a count, a ratio; None: nothing known."""
        measure = measure or self.measures[0]
        if measure.kind is EvidenceKind.COUNT:
            return line.count if self.recorded else None
        if measure.kind is EvidenceKind.RATIO:
            return ratio(line.sums[measure.numerator], line.sums[measure.denominator])
        return line.sums[measure.evidence_field]

    def part(self, **keys: Any) -> Row:
        """Return the lines with these keys as one: exact, because no row is in two of them.

        Of overlapping lines there is none: each dimension of a split gives each row one key.
        """
        found = [line for line in self.lines if keys.items() <= line.keys.items()]
        columns = dict.fromkeys(column for measure in self.measures for column in measure.columns)
        parameters = {**self.measures[0].rows.fixed, **self.question.parameters()}
        split = [self.measures[0].dimension(code) for code in keys]
        return Row(
            keys=keys,
            labels={code: found[0].labels[code] for code in keys} if found else {},
            sums={column: total_of(line.sums[column] for line in found) for column in columns},
            count=sum(line.count for line in found),
            parameters={**parameters, **{one.code: one.as_parameter(keys[one.code]) for one in split}},
            demonstration=any(line.demonstration for line in found),
        )

    def figure(self, line: Row | None = None, measure: Measure | None = None) -> Figure:
        """Return one value with all that explains it."""
        line, measure = line or self.total, measure or self.measures[0]
        dates = [edition.source_date for edition in self.editions if edition.source_date]
        return Figure(
            measure=measure,
            value=self.value(line, measure),
            numerator=line.sums.get(measure.numerator),
            denominator=line.sums.get(measure.denominator),
            scope_text=self.scope_text(line, measure),
            as_of=self.as_of,
            on=self.question.on,
            source=measure.rows.source,
            source_date=max(dates) if dates else None,
            row_count=line.count,
            page=self.page(line, measure),
            evidence=self.evidence(line, measure),
            denominator_page=self.page(line, measure) if measure.kind is EvidenceKind.RATIO else "",
            demonstration=line.demonstration,
        )

    def scope_text(self, line: Row, measure: Measure) -> str:
        """Return in words what the value covers."""
        parts = [str(_("Published rows, the same for everyone"))]
        for code, texts in self.question.where.items():
            if code not in line.labels:
                label = measure.dimension(code).label
                parts.append(together(label, ": ", joined(", ", self.names_of(code) or texts)))
        parts.extend(line.labels.values())
        if self.question.years:
            parts.append("–".join(dict.fromkeys(str(year) for year in self.question.years)))
        if self.question.on:
            parts.append(_("State on %(day)s") % {"day": long_date(self.question.on)})
        if measure.rows.note:
            parts.append(str(measure.rows.note))
        return joined(". ", parts)

    def names_of(self, code: str) -> list[str]:
        """Return the names of what the question holds a dimension to; looked up once an answer."""
        if code not in self._names:
            known = [key for key in self.keys[code] if key is not None]
            self._names[code] = list(self.measures[0].dimension(code).names(known).values())
        return self._names[code]

    def address(self, line: Row) -> str:
        """Return the query string that lists exactly the line's rows at the same moment."""
        return urlencode({**line.parameters, "as_of": write_moment(self.as_of)})

    def export(self, extension: str) -> str:
        """Return the API address of exactly these lines at this moment: `csv`, `xlsx` or `json`."""
        query = {
            "measure": self.measures[0].code,
            "by": ",".join(self.question.by),
            **self.question.parameters(),
            "as_of": write_moment(self.as_of),
            "format": extension,
        }
        return f"{reverse('api:figures')}?{urlencode({name: text for name, text in query.items() if text})}"

    def page(self, line: Row, measure: Measure | None = None) -> str:
        """Return the register page with exactly the line's rows."""
        measure = measure or self.measures[0]
        alone = {
            name: text
            for code in line.parameters
            for one in measure.dimensions
            if one.code == code
            for name, text in one.alone.items()
        }
        return f"{reverse(measure.rows.page)}?{self.address(line)}" + (
            f"&{urlencode(alone)}" if alone else ""
        )

    def evidence(self, line: Row, measure: Measure | None = None) -> str:
        """Return the API query with exactly the line's rows."""
        measure = measure or self.measures[0]
        return f"{reverse(f'api:{measure.rows.code}-list')}?{self.address(line)}"
