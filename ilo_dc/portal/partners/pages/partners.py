"""`/partners/`: who funds the ILO, as the UN CEB publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from funding.calls.policies import may_see_calls
from funding.clearances.querysets import sees_clearances
from funding.revenue import panels
from funding.revenue.measures import NONE, REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER
from funding.revenue.vocab import RevenueType
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment, write_moment
from ilo_dc.core.measures import Figures, Question, Row, figures, read_question
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.measures.types import Value
from ilo_dc.core.models import Organisation
from ilo_dc.core.numbers import ratio
from ilo_dc.core.parameters import keeps_its_form, reads_its_address
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.question_forms import address_with_keys
from ilo_dc.core.saved_filters.lists import keeps_filters
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.long_tables import ALL, TOP, is_whole
from ilo_dc.portal.data import findings
from ilo_dc.portal.data.lines import Cell, difference_between, explanation
from ilo_dc.portal.partners.filters import partners_filter

MEASURE = REPORTED_REVENUE_BY_PARTNER
# What the address of the list may carry beside the measure's filters.
CARRIED = ("search", "format", "show")
RECENT = 1  # year of the comparison that stands open
FILTERS = ("year", "source", "display_group")


@dataclass(frozen=True)
class Column:
    """A column of the list: a type of revenue, or several together."""

    code: str
    label: str
    short: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class PartnerLine:
    """A line with one number per column; None: the publication has no amount.

    `key` is the partner's address; the line of what names no partner has none, and no page.
    """

    key: str | None
    name: str
    source: str
    source_code: str
    cells: tuple[Cell | None, ...]
    demonstration: bool
    columns: tuple[Column, ...]

    @property
    def labelled(self) -> list[tuple[Column, Cell | None]]:
        """The cells with their columns, for a table that turns into cards."""
        return list(zip(self.columns, self.cells, strict=True))

    @property
    def largest_first(self) -> tuple[Any, ...]:
        """The order of the list: by voluntary contributions, then by all, then by name."""
        first, last = self.cells[0], self.cells[-1]
        return (-(first.value or 0) if first else 0, -(last.value or 0) if last else 0, plain(self.name))


@dataclass(frozen=True)
class RankedLine:
    """A line in its rank (None: it has none), with its share of all and its change on the year before."""

    rank: int | None
    share: Decimal | None
    change: str
    line: PartnerLine


@dataclass(frozen=True)
class CoverageLine:
    """Two publications side by side, each number with its explanation."""

    line: panels.Coverage
    by_type: Cell | None
    by_contributor: Cell | None


@require_safe
@keeps_its_form
@at_one_moment
@reads_its_address
@keeps_filters(gettext_lazy("Funding partners"))
def partners(request: HttpRequest) -> HttpResponseBase:
    """List who funds the ILO, with the chosen year's contributions by type.

    Figures, lines and totals are of the same question: all lines of the answer are shown, so they add up.
    """
    question, named = _question(request)
    if keyed := address_with_keys(request, question):
        return redirect(keyed)
    rows = _partners(request, question)
    if request.GET.get("search", "").strip():
        question = question.narrowed("partner", *(row.slug for row in rows))
    columns = revenue_columns() if rows else []
    extension = request.GET.get("format", "")
    with override("en") if extension else nullcontext():  # a file is the same in every language
        answers = [answer_of(request, question, column) for column in columns]
        lines = _lines(rows, answers)
    if extension in FORMATS:
        sheet = _sheet(lines, question, answers)
        invented = any(answer.total.demonstration for answer in answers)
        return file_response(request, f"partners.{extension}", _header(), sheet, demonstration=invented)
    if extension:
        raise UnableToRead(_("Formats of this page: csv, xlsx."))
    typed = panels.revenue_by_type(request.user, as_of=question.as_of)
    notes = _notes(question, answers, typed)
    return render(
        request,
        "portal/partners/partners.html",
        {
            "columns": columns,
            **_shown(request, lines, answers, named),
            "totals": [
                (column, cell_of(answer, answer.total))
                for column, answer in zip(columns, answers, strict=True)
            ],
            "figures": [
                (_("%(label)s, named contributors") % {"label": column.label}, answer.figure(), note)
                for column, answer, note in zip(columns, answers, notes, strict=True)
            ],
            "shown": len(rows),
            "sees_clearances": sees_clearances(request.user),
            "may_see_calls": may_see_calls(request.user),
            "largest": lines[0].cells[0].value if lines and lines[0].cells[0] else None,
            "answer": named,
            "period": _period(question),
            "filter": partners_filter(request.GET, panels.years_of(named)),
            "rows_url": answers[-1].page(answers[-1].total) if answers else "",
            "csv": _export(request, named, "csv"),
            "xlsx": _export(request, named, "xlsx"),
            **_coverage(typed, named),
        },
    )


def _shown(
    request: HttpRequest, lines: Sequence[PartnerLine], answers: Sequence[Figures], named: Figures
) -> dict[str, Any]:
    """Return the first lines, each with its rank, share of all and change; the rest of them as one.

    Of partners that were looked for by name there is no rank.
    """
    total = answers[0].value(answers[0].total) if answers else None
    is_ranked = not request.GET.get("search", "").strip()
    before = _year_before(request, answers, named)
    known = {row.keys["partner"]: before.value(row) for row in before.lines} if before else {}
    whole_before = before.value(before.total) if before else None
    ranked = [
        RankedLine(
            rank if is_ranked and line.key and line.cells[0] else None,
            ratio(line.cells[0].value, total) if line.cells[0] else None,
            findings.signed(
                findings.change(line.cells[0].value if line.cells[0] else None, known.get(line.key))
            ),
            line,
        )
        for rank, line in enumerate(lines, start=1)
    ]
    shown = {
        "lines": ranked,
        "nameless": any(not line.key for line in lines),
        "left_out": None,
        "partners_title": _finding(ranked, answers) if is_ranked else "",
        "total_change": findings.signed(findings.change(total, whole_before)),
        "total_share": ratio(total, total),
    }
    if is_whole(request.GET, len(lines)):
        return shown
    return {**shown, "lines": ranked[:TOP], "left_out": _left_out(request, ranked[TOP:], total)}


def _year_before(request: HttpRequest, answers: Sequence[Figures], named: Figures) -> Figures | None:
    """Return the first column of the year before; None: not one year was asked for, or it compares with none.

    A year whose publication reports other types than that before it is compared with nothing.
    """
    chosen = answers[0].question.where.get("year", ()) if answers else ()
    if len(chosen) != 1 or not panels.are_comparable(named, int(chosen[0])):
        return None
    question = answers[0].question.narrowed("year", str(int(chosen[0]) - 1))
    return figures(MEASURE, user=request.user, question=replace(question, as_of=answers[0].as_of))


def _finding(ranked: Sequence[RankedLine], answers: Sequence[Figures]) -> str:
    """Return what the first lines say; nothing of some of the partners, or of demonstration data."""
    if not _is_of_all(answers) or answers[0].total.demonstration or len(ranked) <= TOP:
        return ""
    shares = [one.share for one in ranked[:TOP]]
    return findings.concentration_finding(shares, period=_period(answers[0].question))


def _left_out(request: HttpRequest, rest: Sequence[RankedLine], total: Value) -> dict[str, Any]:
    """Return the other partners as one line, with what names no partner, and where all are shown."""
    query = request.GET.copy()
    query["show"] = ALL
    sums = [
        (column, total_of(cell.value for cell in cells if cell))
        for column, *cells in zip(revenue_columns(), *(one.line.cells for one in rest), strict=True)
    ]
    return {
        "partners": sum(1 for one in rest if one.line.key),
        "nameless": any(not one.line.key for one in rest),
        "url": f"?{query.urlencode()}#partners",
        "cells": sums,
        "share": ratio(sums[0][1], total),
    }


def _is_of_all(answers: Sequence[Figures]) -> bool:
    """Return whether the answers are of all partners, of a year or period: a finding speaks of all."""
    where = answers[0].question.where.keys() if answers else set()
    return bool(answers) and where <= {"year", "revenue_type"}


def _notes(question: Question, answers: Sequence[Figures], typed: Figures) -> list[str]:
    """Return what is said beside each column's figure: what the publication by type states, the difference.

    Only a whole year or period is stated by both: nothing is said of some of the partners.
    """
    if not answers or question.where.keys() - {"year"}:
        return ["" for _answer in answers]
    first, last = question.years or (0, 9999)
    chosen = question.where.get("year")
    notes = []
    for column, answer in zip(revenue_columns(), answers, strict=True):
        known = total_of(
            row.sums[REPORTED_REVENUE.evidence_field]
            for (year, code), row in panels.by_year_and_type(typed).items()
            if first <= year <= last
            and (chosen is None or str(year) in chosen)
            and (not column.types or code in column.types)
        )
        notes.append(difference_between(known, answer.figure().value))
    return notes


def _question(request: HttpRequest) -> tuple[Question, Figures]:
    """Return the question of the address, for the latest year where it names none, and the publication."""
    question = read_question(MEASURE, request.GET, ignore=CARRIED)
    if unusable := [name for name in (*question.where, *question.by) if name not in FILTERS]:
        raise UnableToRead(
            _("This page cannot be narrowed by “%(name)s”.") % {"name": unusable[0]},
            {unusable[0]: [_("Filters: %(names)s.") % {"names": ", ".join((*FILTERS, "period", "search"))}]},
        )
    named = panels.revenue_by_contributor(request.user, as_of=question.as_of)
    years = panels.years_of(named)
    if years and not question.years and "year" not in question.where:
        question = question.narrowed("year", str(years[-1]))
    return question, named


def revenue_columns() -> list[Column]:
    """Return the columns: types of revenue, voluntary ones together first, all together last."""
    return [
        Column("voluntary", _("Voluntary contributions"), _("Voluntary"), panels.VOLUNTARY),
        Column("R03", str(RevenueType.EARMARKED.label), _("Earmarked"), ("R03",)),
        Column("R02", str(RevenueType.UNEARMARKED.label), _("Un-earmarked"), ("R02",)),
        Column("R01", str(RevenueType.ASSESSED.label), _("Assessed"), ("R01",)),
        Column("all", _("All revenue"), _("All"), ()),
    ]


def answer_of(request: HttpRequest, question: Question, column: Column) -> Figures:
    """Return what a column holds, by partner."""
    narrowed = question.narrowed("revenue_type", *column.types) if column.types else question
    return figures(MEASURE, user=request.user, question=narrowed.split_by("partner"))


def _partners(request: HttpRequest, question: Question) -> list[Organisation]:
    """Return the partners of the list: of the source and display group, and of the name looked for."""
    sought = request.GET.get("search", "").strip()
    rows = panels.partners_of(request.user)
    if sought:
        rows = rows.filter(pk__in=organisations_named(sought))
    return [row for row in rows if _wanted(getattr(row, "funding_profile", None), question)]


def _lines(rows: Sequence[Organisation], answers: Sequence[Figures]) -> list[PartnerLine]:
    """Return a line for each partner, the largest first, and last what the answers hold beside them."""
    found = [{row.keys["partner"]: row for row in answer.lines} for answer in answers]

    def line(key: str | None, name: str, profile: Any, *, demonstration: bool) -> PartnerLine:
        cells = tuple(
            cell_of(answer, lines_by[key]) if key in lines_by else None
            for answer, lines_by in zip(answers, found, strict=True)
        )
        source = profile.get_source_category_display() if profile else ""
        code = profile.source_category if profile else ""
        return PartnerLine(key, name, source, code, cells, demonstration, tuple(revenue_columns()))

    lines = [
        line(row.slug, row.name, getattr(row, "funding_profile", None), demonstration=row.demonstration)
        for row in rows
    ]
    lines.sort(key=lambda one: one.largest_first)
    shown = {row.slug for row in rows}
    beside = {key: row for lines_by in found for key, row in lines_by.items() if key not in shown}
    return lines + [
        line(
            key,
            row.label if key else _("Refunds and other lines that name no partner"),
            None,
            demonstration=row.demonstration,
        )
        for key, row in beside.items()
    ]


def _wanted(profile: Any, question: Question) -> bool:
    """Return whether a partner belongs in a list that is narrowed by source or display group."""
    values = {
        "source": profile.source_category if profile else "none",
        "display_group": profile.display_group if profile else "none",
    }
    return all(values[name] in question.where[name] for name in values if name in question.where)


def cell_of(answer: Figures, row: Row) -> Cell:
    """Return one number with the page that explains it."""
    measure = answer.measures[0]
    return Cell(measure, answer.value(row), explanation(answer, row, measure))


def _period(question: Question) -> str:
    if question.years:
        return "–".join(dict.fromkeys(str(year) for year in question.years))
    return ", ".join(question.where.get("year", ()))


def _coverage(typed: Figures, named: Figures) -> dict[str, Any]:
    """Return what part of the published totals the named contributors explain, by year and type."""
    lines = [
        CoverageLine(
            line,
            cell_of(typed, line.by_type) if line.by_type else None,
            cell_of(named, line.by_contributor) if line.by_contributor else None,
        )
        for line in panels.coverage(typed, named)
    ]
    recent = panels.years_of(typed)[-RECENT:]
    return {
        "coverage": [line for line in lines if line.line.year in recent],
        "coverage_before": [line for line in lines if line.line.year not in recent],
        "typed_csv": typed.export("csv"),
        "named_csv": named.export("csv"),
        "typed_source": REPORTED_REVENUE.rows.source,
        "named_source": MEASURE.rows.source,
        "breaks": panels.breaks_of(named),
    }


def _header() -> list[str]:
    return [
        "partner",
        "name",
        "source",
        "period",
        *(column.code for column in revenue_columns()),
        "currency",
        "as_of",
    ]


def _sheet(
    lines: Sequence[PartnerLine], question: Question, answers: Sequence[Figures]
) -> Iterator[list[Any]]:
    text = _period(question)
    period = int(text) if text.isdecimal() else text  # one year is a number, as in every other export
    for line in lines:
        yield [
            line.key or NONE,
            line.name,
            line.source_code,
            period,
            *(cell.value if cell else None for cell in line.cells),
            "USD",
            answers[0].as_of,
        ]


def _export(request: HttpRequest, answer: Figures, extension: str) -> str:
    query = request.GET.copy()
    query.pop("show", None)
    query["as_of"] = write_moment(answer.as_of)
    query["format"] = extension
    return f"{reverse('partners')}?{query.urlencode()}"
