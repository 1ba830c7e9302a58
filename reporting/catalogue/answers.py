"""Answers of measures as plain rows: the API's JSON, the CSV and the page's table are made of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.measures import EvidenceKind, Figures, Measure, Row
from ilo_dc.core.measures.types import Unit
from portfolio.frameworks.measures.frameworks import GAP_COLUMNS

TERMS = ("numerator", "denominator")


def evidence_field(measure: Measure) -> Any:
    """Return the register column that reproduces the value; for a ratio the two, for a count none.

    A ratio of two counts has none either: its links list the rows that are counted.
    """
    if measure.terms:
        above, below = (evidence_field(term.measure) for term in measure.terms)
        return {"numerator": above, "denominator": below} if above or below else None
    if measure.kind is EvidenceKind.RATIO:
        return {"numerator": measure.numerator, "denominator": measure.denominator}
    return measure.evidence_field or None


def evidence(answer: Figures, line: Row, measure: Measure) -> str | dict[str, str]:
    """Return the API address of the counted rows; for a ratio one for each term."""
    if measure.kind is EvidenceKind.RATIO:
        return evidence_of_terms(answer, line, measure)
    return answer.evidence(line, measure)


def evidence_of_terms(answer: Figures, line: Row, measure: Measure) -> dict[str, str]:
    """Return the API addresses of the rows of a ratio’s numerator and of its denominator."""
    if answer.terms and line.terms:
        above, below = (one.evidence(term) for one, term in zip(answer.terms, line.terms, strict=True))
        return {"numerator": above, "denominator": below}
    address = answer.evidence(line, measure)
    return {
        "numerator": f"{address}&fields=id%2C{measure.numerator}",
        "denominator": f"{address}&fields=id%2C{measure.denominator}",
    }


def keys(answer: Figures, line: Row) -> dict[str, Any]:
    """Return the line's keys as API columns."""
    columns: dict[str, Any] = {}
    for code, key in line.keys.items():
        columns |= answer.measures[0].dimension(code).as_columns(key)
    return columns


def figure_row(answer: Figures, line: Row) -> dict[str, Any]:
    """Return one line of a figure as the API answers it."""
    measure = answer.measures[0]
    body = {**keys(answer, line), "labels": dict(line.labels), "value": answer.value(line)}
    if measure.kind is EvidenceKind.RATIO:
        body["numerator"], body["denominator"] = answer.terms_of(line)
        body["denominator_row_count"] = line.denominator_count
    if measure.rows.late is not None:
        body["late_row_count"] = answer.years.late_rows(line.keys)
    return {
        **body,
        "row_count": line.count,
        "demonstration": line.demonstration,
        "evidence": evidence(answer, line, measure),
        "page": answer.page(line, measure),
    }


def figure_answer(answer: Figures) -> dict[str, Any]:
    """Return a whole figure as the API answers it."""
    measure, years = answer.measures[0], answer.question.years
    period = {"start": f"{years[0]}-01-01", "end": f"{years[1]}-12-31"} if years else None
    return {
        "measure": measure.code,
        "label": measure.label,
        "definition": measure.definition,
        "formula": measure.formula,
        "unit": measure.unit,
        "by": list(answer.question.by),
        "where": {code: list(texts) for code, texts in answer.question.where.items()},
        "scope": answer.question.scope,
        "period": period,
        "as_of": write_moment(answer.as_of),
        **({"on": answer.question.on} if answer.question.on else {}),
        **({"overlapping": _overlapping(answer)} if answer.overlapping else {}),
        "data_version": answer.data_version,
        "evidence_kind": measure.kind,
        "evidence_field": evidence_field(measure),
        "classification": "current",
        "demonstration": answer.total.demonstration,
        "recorded": answer.recorded,
        "source": measure.rows.source,
        "note": measure.rows.note,
        "closed_years": [
            {"year": year, "closed_at": write_moment(answer.years.closed[year])}
            for year in sorted(
                {one for line in (answer.total, *answer.lines) for one in answer.closed_years(line)}
            )
        ],
        "sources": sources(answer),
        "rows": [figure_row(answer, line) for line in answer.lines],
        "apart": [figure_row(answer, line) for line in answer.apart],
        "total": answer.value(answer.total),
        "total_row": figure_row(answer, answer.total),
    }


def _overlapping(answer: Figures) -> list[str]:
    """Return the codes of the dimensions in which a row may stand in several lines."""
    return [dimension.code for dimension in answer.overlapping]


def sources(answer: Figures) -> list[dict[str, Any]]:
    """Return the editions that the counted rows were read from."""
    return [
        {
            "code": edition.code,
            "title": edition.title,
            "publisher": edition.publisher,
            "source_date": edition.source_date and edition.source_date.isoformat(),
        }
        for edition in answer.editions
    ]


def figure_sheet(answer: Figures) -> tuple[list[str], Iterator[list[Any]]]:
    """Return header and rows of a figure's CSV: the shown lines, or the total where it is not split."""
    measure = answer.measures[0]
    if measure.kind is not EvidenceKind.RATIO:
        return _sheet(answer, ["value", "unit"], lambda line: [answer.value(line), measure.unit])
    terms = [*TERMS] if measure.terms else [measure.numerator, measure.denominator]

    def values(line: Row) -> list[Any]:
        rows = evidence_of_terms(answer, line, measure).values()
        return [answer.value(line), *answer.terms_of(line), measure.unit, line.denominator_count, *rows]

    return _sheet(
        answer,
        ["value", *terms, "unit", "denominator_row_count", *(f"{term}_evidence" for term in TERMS)],
        values,
    )


def gap_row(answer: Figures, line: Row) -> dict[str, Any]:
    """Return one line of a resource-gap table: key, required, available, gap, surplus, coverage, spent."""
    values = {name: answer.value(line, measure) for name, measure in GAP_COLUMNS.items()}
    return {
        **keys(answer, line),
        "labels": dict(line.labels),
        **values,
        "row_count": line.count,
        "demonstration": line.demonstration,
        "evidence": answer.evidence(line),
        "page": answer.page(line),
    }


def gap_answer(answer: Figures) -> dict[str, Any]:
    """Return a resource-gap table as the API answers it."""
    return {
        "level": "framework",
        "by": list(answer.question.by),
        "where": {code: list(texts) for code, texts in answer.question.where.items()},
        "unit": Unit.USD,
        "as_of": write_moment(answer.as_of),
        "data_version": answer.data_version,
        "classification": "current",
        "note": answer.measures[0].rows.note,
        "sources": sources(answer),
        "rows": [gap_row(answer, line) for line in answer.lines],
        "apart": [gap_row(answer, line) for line in answer.apart],
        "total": gap_row(answer, answer.total),
    }


def gap_sheet(answer: Figures) -> tuple[list[str], Iterator[list[Any]]]:
    """Return header and rows of a resource-gap table's CSV: exactly the shown lines."""
    return _sheet(
        answer,
        list(GAP_COLUMNS),
        lambda line: [answer.value(line, measure) for measure in GAP_COLUMNS.values()],
    )


def _sheet(
    answer: Figures, columns: list[str], values: Callable[[Row], list[Any]]
) -> tuple[list[str], Iterator[list[Any]]]:
    """Return header and rows of an answer: its keys, its `columns` and what every line carries."""
    names = list(answer.question.by)
    split = [answer.measures[0].dimension(name) for name in names]
    day, overlapping = answer.question.on, _overlapping(answer)
    about = ["row_count", "demonstration", "as_of", *(["on"] if day else [])]
    about += ["overlapping"] if overlapping else []
    header = [*names, *(f"{name}_label" for name in names), *columns, *about]
    rows = (
        [
            *(dimension.as_cell(line.keys[dimension.code]) for dimension in split),
            *(line.labels[name] for name in names),
            *values(line),
            line.count,
            line.demonstration,
            answer.as_of,
            *([day] if day else []),
            *([" ".join(overlapping)] if overlapping else []),
        ]
        for line in (answer.lines if names else (answer.total,))
    )
    return header, rows
