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
from django.utils.translation import gettext_lazy, ngettext

from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.languages import joined, together
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.measures.question import Question
from ilo_dc.core.measures.rules import biennium
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Scope, Value, Words
from ilo_dc.core.numbers import ratio
from ilo_dc.formats.text import colon, long_date, whole

SCOPES = {
    Scope.PUBLISHED: gettext_lazy("Published rows, the same for everyone"),
    Scope.INTERNAL: gettext_lazy("All rows, published or not"),
    Scope.OWN: gettext_lazy("Rows of one’s own country, office or organization"),
}
YEAR, BIENNIUM = "year", "biennium"
NUMERATOR, DENOMINATOR = "numerator", "denominator"  # of a ratio of two measures


@dataclass(frozen=True)
class Row:
    """One line of an answer.

    Attributes:
        keys: dimension code to key.
        labels: dimension code to its name in the reader's language.
        sums: register column to its sum over the line's rows (USD); None: no row.
        count: how many rows the line counts; of a ratio of two measures those of its numerator.
        parameters: the register's filters that list exactly these rows.
        demonstration: whether demonstration rows are among them.
        terms: of a ratio of two measures the lines of both, of which it is made.
    """

    keys: Mapping[str, Any]
    labels: Mapping[str, str]
    sums: Mapping[str, Decimal | None]
    count: int
    parameters: Mapping[str, str]
    demonstration: bool = False
    terms: tuple[Row, Row] | None = None

    @property
    def denominator_count(self) -> int:
        """How many rows a ratio's denominator counts: its own, or those that the numerator is summed over."""
        return self.terms[1].count if self.terms else self.count

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
    denominator_count: int
    demonstration: bool


@dataclass(frozen=True)
class Edition:
    """A source among the counted rows."""

    code: str
    title: str
    publisher: str
    source_date: date | None


@dataclass(frozen=True)
class ReportingYears:
    """What an answer says of reporting years: those that were closed as of its moment, and what came late.

    `closed`: year to when it was closed. `late`: pairs of a line's keys with its year, and how many of its
    rows were recorded while that year was closed.
    """

    closed: Mapping[int, datetime] = field(default_factory=dict)
    late: tuple[tuple[Mapping[str, Any], int], ...] = ()

    def late_rows(self, keys: Mapping[str, Any]) -> int:
        """Return how many of the rows with these `keys` came late."""
        return sum(count for found, count in self.late if keys.items() <= found.items())


NO_YEARS = ReportingYears()


@dataclass(frozen=True)
class Figures:
    """The answer to one question: lines and a total that is computed, never added up from the lines.

    `keys` holds what the texts of the question's `where` were read as, by dimension.
    `apart` holds lines of shared rows that a filter touches and the total leaves out (a country's share of
    a multi-country sub-output is not known). `recorded` is False before the first recording.
    `terms`: the answers of the two measures that a ratio is made of.
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
    terms: tuple[Figures, Figures] | None = None
    years: ReportingYears = NO_YEARS
    _names: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, line: Row, measure: Measure | None = None) -> Value:
        """Return `measure`'s value on a line: Decimal US dollars, a count, a ratio; None: nothing known."""
        measure = measure or self.measures[0]
        if measure.kind is EvidenceKind.COUNT:
            return line.count if self.recorded else None
        if measure.kind is EvidenceKind.RATIO:
            return ratio(*self.terms_of(line, measure))
        return line.sums[measure.evidence_field]

    def terms_of(self, line: Row, measure: Measure | None = None) -> tuple[Decimal | None, Decimal | None]:
        """Return numerator and denominator of a ratio on a line; None: nothing known."""
        measure = measure or self.measures[0]
        above, below = (NUMERATOR, DENOMINATOR) if self.terms else (measure.numerator, measure.denominator)
        return line.sums.get(above), line.sums.get(below)

    @property
    def overlapping(self) -> tuple[Dimension, ...]:
        """The dimensions of the split in which a row may stand in several lines: those do not add up."""
        split = (self.measures[0].dimension(code) for code in self.question.by)
        return tuple(dimension for dimension in split if dimension.overlapping)

    def part(self, **keys: Any) -> Row:
        """Return the lines with these keys as one: exact, because no row is in two of them.

        Raises:
            ValueError: the lines overlap in a dimension that `keys` does not hold to one key.
        """
        if any(dimension.code not in keys for dimension in self.overlapping):
            raise ValueError("Lines that overlap are never added.")
        found = [line for line in self.lines if keys.items() <= line.keys.items()]
        columns = dict.fromkeys(column for measure in self.measures for column in measure.columns)
        fixed = self.measures[0].rows.filters(self.question.scope)
        parameters = {**fixed, **self.question.parameters()}
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
        numerator, denominator = self.terms_of(line, measure)
        dates = [edition.source_date for edition in self.editions if edition.source_date]
        return Figure(
            measure=measure,
            value=self.value(line, measure),
            numerator=numerator,
            denominator=denominator,
            scope_text=self.scope_text(line, measure),
            as_of=self.as_of,
            on=self.question.on,
            source=measure.rows.source,
            source_date=max(dates) if dates else None,
            row_count=line.count,
            page=self.page(line, measure),
            evidence=self.evidence(line, measure),
            denominator_page=self.denominator_page(line, measure),
            denominator_count=line.denominator_count,
            demonstration=line.demonstration,
        )

    def scope_text(self, line: Row, measure: Measure) -> str:
        """Return in words what the value covers."""
        parts = [str(SCOPES[self.question.scope])]
        for code, texts in self.question.where.items():
            if code not in line.labels:
                label = measure.dimension(code).label
                parts.append(together(label, colon(), joined(", ", self.names_of(code) or texts)))
        parts.extend(line.labels.values())
        if self.question.years:
            parts.append("–".join(dict.fromkeys(str(year) for year in self.question.years)))
        if self.question.on:
            parts.append(_("State on %(day)s") % {"day": long_date(self.question.on)})
        parts.extend(self.closed_in_words(line))
        if measure.rows.note:
            parts.append(str(measure.rows.note))
        return joined(". ", parts)

    def closed_years(self, line: Row) -> list[int]:
        """Return the closed reporting years that a line is asked for: none where it names no year."""
        years = {year for year in self.years.closed if _within(year, self.question)}
        named = [self.keys.get(YEAR), self.keys.get(BIENNIUM)]
        named += [(line.keys[code],) for code in (YEAR, BIENNIUM) if code in line.keys]
        if not self.question.years and not any(named):
            return []
        asked = [set(keys) for keys in named if keys is not None]
        return sorted(year for year in years if all({year, biennium(year)} & keys for keys in asked))

    def closed_in_words(self, line: Row) -> list[str]:
        """Return which reporting years of a line are closed, since when, and how much of it came late."""
        sentences = []
        for year in self.closed_years(line):
            words = {"year": year, "day": long_date(self.years.closed[year].date())}
            sentences.append(_("Reporting year %(year)s is closed since %(day)s") % words)
        if late := self.years.late_rows(line.keys):
            lines = ngettext(
                "%(count)s row was recorded after its year had been closed",
                "%(count)s rows were recorded after their year had been closed",
                late,
            )
            sentences.append(lines % {"count": whole(late)})
        elif sentences:
            sentences.append(_("No row was recorded after its year had been closed"))
        return sentences

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
            "scope": "" if self.question.scope is Scope.PUBLISHED else self.question.scope,
            "as_of": write_moment(self.as_of),
            "format": extension,
        }
        return f"{reverse('api:figures')}?{urlencode({name: text for name, text in query.items() if text})}"

    def page(self, line: Row, measure: Measure | None = None) -> str:
        """Return the register page with exactly the line's rows; of a ratio those of its numerator."""
        if self.terms and line.terms:
            return self.terms[0].page(line.terms[0])
        measure = measure or self.measures[0]
        alone = {
            name: text
            for code in line.parameters
            for one in measure.dimensions
            if one.code == code
            for name, text in one.alone.items()
        }
        _code, page = measure.rows.listed(self.question.scope)
        return f"{reverse(page)}?{self.address(line)}" + (f"&{urlencode(alone)}" if alone else "")

    def evidence(self, line: Row, measure: Measure | None = None) -> str:
        """Return the API query with exactly the line's rows; of a ratio those of its numerator."""
        if self.terms and line.terms:
            return self.terms[0].evidence(line.terms[0])
        measure = measure or self.measures[0]
        code, _page = measure.rows.listed(self.question.scope)
        return f"{reverse(f'api:{code}-list')}?{self.address(line)}"

    def denominator_page(self, line: Row, measure: Measure | None = None) -> str:
        """Return the register page of a ratio's denominator; empty: it is none."""
        if self.terms and line.terms:
            return self.terms[1].page(line.terms[1])
        measure = measure or self.measures[0]
        return self.page(line, measure) if measure.kind is EvidenceKind.RATIO else ""


def _within(year: int, question: Question) -> bool:
    return question.years is None or question.years[0] <= year <= question.years[1]


def joined_rows(above: Figures, below: Figures) -> tuple[Row, ...]:
    """Return the lines of a ratio of two measures: of each combination of keys that one of both has.

    Lines stand in the order of the denominator's; what it lacks comes last.
    """
    numerators, denominators = (
        {tuple(line.keys.items()): line for line in answer.lines} for answer in (above, below)
    )
    found = dict.fromkeys((*denominators, *numerators))
    return tuple(joined_row(above, below, numerators.get(keys), denominators.get(keys)) for keys in found)


def joined_row(above: Figures, below: Figures, numerator: Row | None, denominator: Row | None) -> Row:
    """Return one line of a ratio; a side that has no rows there counts none."""
    line = denominator or numerator or below.total
    terms = (numerator or _without_rows(above, line), denominator or _without_rows(below, line))
    values = (above.value(terms[0]), below.value(terms[1]))
    return Row(
        keys=line.keys,
        labels=line.labels,
        sums={
            name: None if value is None else Decimal(value)
            for name, value in zip((NUMERATOR, DENOMINATOR), values, strict=True)
        },
        count=terms[0].count,
        parameters=_of_both(terms),
        demonstration=any(term.demonstration for term in terms),
        terms=terms,
    )


def _of_both(terms: tuple[Row, Row]) -> dict[str, str]:
    """Return the filters that both terms share: what the ratio itself is narrowed to."""
    above, below = (term.parameters for term in terms)
    return {name: text for name, text in below.items() if above.get(name) == text}


def _without_rows(answer: Figures, line: Row) -> Row:
    """Return the line of an answer that has no rows: its address lists none."""
    measure = answer.measures[0]
    split = [measure.dimension(code) for code in line.keys]
    parameters = {
        **measure.rows.filters(answer.question.scope),
        **answer.question.parameters(),
        **{one.code: one.as_parameter(line.keys[one.code]) for one in split},
    }
    return Row(line.keys, line.labels, dict.fromkeys(measure.columns), 0, parameters)
