"""`/partners/` and `/partners/<slug>/`: who funds the ILO, as the UN CEB publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.partners.vocab import SourceCategory
from funding.revenue import panels
from funding.revenue.measures import REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER
from funding.revenue.vocab import RevenueType
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment, write_moment
from ilo_dc.core.measures import Figures, Question, Row, figures, read_question
from ilo_dc.core.models import Organisation
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.portal.data.lines import Cell, explanation

MEASURE = REPORTED_REVENUE_BY_PARTNER
# What the address of the list may carry beside the measure's filters.
CARRIED = ("q", "format")
RECENT = 3  # years of the comparison that stand open
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
    """A partner with one number per column; None: the publication has no amount."""

    partner: Organisation
    source: str
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
        return (-(first.value or 0) if first else 0, -(last.value or 0) if last else 0, self.partner.name)


@dataclass(frozen=True)
class CoverageLine:
    """Two publications side by side, each number with its explanation."""

    line: panels.Coverage
    by_type: Cell | None
    by_contributor: Cell | None


@require_safe
@at_one_moment
def partners(request: HttpRequest) -> HttpResponseBase:
    """List who funds the ILO, with the chosen year's contributions by type."""
    question, years = _question(request)
    columns = _columns()
    answers = [_answer(request, question, column) for column in columns]
    lines = _lines(request, question, answers)
    extension = request.GET.get("format", "")
    if extension in FORMATS:
        rows = _sheet(lines, question, answers[0])
        invented = any(line.demonstration for line in lines)
        return file_response(request, f"partners.{extension}", _header(columns), rows, demonstration=invented)
    if extension:
        raise UnableToRead(_("Formats of this page: csv, xlsx."))
    return render(
        request,
        "portal/partners/partners.html",
        {
            "columns": columns,
            "lines": lines,
            "totals": [
                (column, _cell(answer, answer.total)) for column, answer in zip(columns, answers, strict=True)
            ],
            "figures": [
                (column.label, answer.figure()) for column, answer in zip(columns, answers, strict=True)
            ],
            "largest": lines[0].cells[0].value if lines and lines[0].cells[0] else None,
            "answer": answers[0],
            "years": years,
            "period": _period(question),
            "chosen": {name: ",".join(question.where.get(name, ())) for name in FILTERS},
            "q": request.GET.get("q", ""),
            "sources": SourceCategory.choices,
            "csv": _export(request, answers[0], "csv"),
            "xlsx": _export(request, answers[0], "xlsx"),
            **_coverage(request, question),
        },
    )


def _question(request: HttpRequest) -> tuple[Question, list[int]]:
    """Return the question of the address, held to the latest year where it names none, and all years."""
    asked = request.GET.copy()
    for name in [name for name, value in request.GET.items() if value == ""]:
        del asked[name]
    question = read_question(MEASURE, asked, ignore=CARRIED)
    if unusable := [name for name in (*question.where, *question.by) if name not in FILTERS]:
        raise UnableToRead(
            _("This page cannot be narrowed by “%(name)s”.") % {"name": unusable[0]},
            {unusable[0]: [_("Filters: %(names)s.") % {"names": ", ".join((*FILTERS, "period", "q"))}]},
        )
    years = panels.years_of(panels.revenue_by_contributor(request.user, as_of=question.as_of))
    if years and not question.years and "year" not in question.where:
        question = question.narrowed("year", str(years[-1]))
    return question, years[::-1]


def _columns() -> list[Column]:
    return [
        Column("voluntary", _("Voluntary contributions"), _("Voluntary"), panels.VOLUNTARY),
        Column("R03", str(RevenueType.EARMARKED.label), _("Earmarked"), ("R03",)),
        Column("R02", str(RevenueType.UNEARMARKED.label), _("Un-earmarked"), ("R02",)),
        Column("R01", str(RevenueType.ASSESSED.label), _("Assessed"), ("R01",)),
        Column("all", _("All revenue"), _("All"), ()),
    ]


def _answer(request: HttpRequest, question: Question, column: Column) -> Figures:
    narrowed = question.narrowed("revenue_type", *column.types) if column.types else question
    return figures(MEASURE, user=request.user, question=narrowed.split_by("partner"))


def _lines(request: HttpRequest, question: Question, answers: Sequence[Figures]) -> list[PartnerLine]:
    found = [{row.keys["partner"]: row for row in answer.lines} for answer in answers]
    sought = request.GET.get("q", "").strip()
    rows = panels.partners_of(request.user)
    if sought:
        rows = rows.filter(pk__in=organisations_named(sought))
    lines = []
    for partner in rows:
        profile = getattr(partner, "funding_profile", None)
        if not _wanted(profile, question):
            continue
        cells = tuple(
            _cell(answer, lines_by[partner.slug]) if partner.slug in lines_by else None
            for answer, lines_by in zip(answers, found, strict=True)
        )
        source = profile.get_source_category_display() if profile else ""
        lines.append(PartnerLine(partner, source, cells, partner.demonstration, tuple(_columns())))
    return sorted(lines, key=lambda line: line.largest_first)


def _wanted(profile: Any, question: Question) -> bool:
    """Return whether a partner belongs in a list that is narrowed by source or display group."""
    values = {
        "source": profile.source_category if profile else "none",
        "display_group": profile.display_group if profile else "none",
    }
    return all(values[name] in question.where[name] for name in values if name in question.where)


def _cell(answer: Figures, row: Row) -> Cell:
    measure = answer.measures[0]
    return Cell(measure, answer.value(row), explanation(answer, row, measure))


def _period(question: Question) -> str:
    if question.years:
        return "–".join(dict.fromkeys(str(year) for year in question.years))
    return ", ".join(question.where.get("year", ()))


def _coverage(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Return what part of the published totals the named contributors explain, by year and type."""
    named = panels.revenue_by_contributor(request.user, as_of=question.as_of)
    typed = panels.revenue_by_type(request.user, as_of=question.as_of)
    lines = [
        CoverageLine(
            line,
            _cell(typed, line.by_type) if line.by_type else None,
            _cell(named, line.by_contributor) if line.by_contributor else None,
        )
        for line in panels.coverage(typed, named)
    ]
    recent = panels.years_of(typed)[-RECENT:]
    return {
        "coverage": [line for line in lines if line.line.year in recent],
        "coverage_before": [line for line in lines if line.line.year not in recent],
        "typed_csv": _figures_export(typed, "csv"),
        "named_csv": _figures_export(named, "csv"),
        "typed_source": REPORTED_REVENUE.rows.source,
        "named_source": MEASURE.rows.source,
        "breaks": panels.breaks_of(named),
    }


def _header(columns: Sequence[Column]) -> list[str]:
    return ["partner", "name", "source", "period", *(column.code for column in columns), "currency", "as_of"]


def _sheet(lines: Sequence[PartnerLine], question: Question, answer: Figures) -> Iterator[list[Any]]:
    for line in lines:
        yield [
            line.partner.slug,
            line.partner.name,
            line.source,
            _period(question),
            *(cell.value if cell else None for cell in line.cells),
            "USD",
            write_moment(answer.as_of),
        ]


def _export(request: HttpRequest, answer: Figures, extension: str) -> str:
    query = request.GET.copy()
    query["as_of"] = write_moment(answer.as_of)
    query["format"] = extension
    return f"{reverse('partners')}?{query.urlencode()}"


# --- One partner ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearLine:
    """A year with one number per type under its name; None: the publication has no amount."""

    year: int
    cells: tuple[tuple[str, Cell | None], ...]


@require_safe
@at_one_moment
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one partner: who it is, and its contributions by year and type."""
    rows = panels.partners_of(request.user).prefetch_related("aliases", "codes")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise Http404
    asked = read_question(MEASURE, request.GET)
    if asked.where or asked.by or asked.years:
        raise UnableToRead(_("The page of a partner shows all years and types: only “as_of” is read."))
    answer = panels.revenue_by_contributor(request.user, partners=(slug,), as_of=asked.as_of)
    publication = panels.revenue_by_contributor(request.user, as_of=answer.as_of)
    types = panels.types_of(answer)
    return render(
        request,
        "portal/partners/partner.html",
        {
            "partner": found,
            "profile": getattr(found, "funding_profile", None),
            "codes": _codes(found),
            "aliases": [alias.name for alias in found.aliases.all()],
            "answer": answer,
            "figures": _latest(request, answer, publication, slug),
            "chart": panels.revenue_chart(
                answer, label=_("Stacked columns of contributions by year and type of revenue.")
            ),
            "unit": panels.unit_of(answer)[1],
            "types": [RevenueType(code).label for code in types],
            "years": _year_lines(request, answer, types),
            "breaks": panels.breaks_of(publication),
            "rows_url": answer.page(answer.total),
            "csv": _figures_export(answer, "csv"),
            "xlsx": _figures_export(answer, "xlsx"),
        },
    )


def _codes(found: Organisation) -> list[tuple[str, str]]:
    """Return each register with the codes it gives the organisation."""
    grouped: dict[str, list[str]] = {}
    for code in found.codes.all():
        grouped.setdefault(str(code.get_scheme_display()), []).append(code.code)
    return [(scheme, ", ".join(codes)) for scheme, codes in grouped.items()]


def _latest(request: HttpRequest, answer: Figures, publication: Figures, slug: str) -> list[Any]:
    """Return the key figures of the publication's latest year: voluntary, un-earmarked, assessed."""
    years = panels.years_of(publication)
    if not years or not answer.lines:
        return []
    latest = Question(where={"partner": (slug,), "year": (str(years[-1]),)}, as_of=answer.as_of)
    return [
        (f"{column.label}, {years[-1]}", _answer(request, latest, column).figure()) for column in _columns()
    ]


def _year_lines(request: HttpRequest, answer: Figures, types: Sequence[str]) -> list[YearLine]:
    """Return the lines of the table, the latest year first, with the year's total as the last number."""
    found = panels.by_year_and_type(answer)
    by_year = figures(MEASURE, user=request.user, question=answer.question.split_by("year"))
    lines = []
    for row in reversed(by_year.lines):
        year = int(row.keys["year"])
        cells = [
            (
                str(RevenueType(code).label),
                _cell(answer, found[year, code]) if (year, code) in found else None,
            )
            for code in types
        ]
        lines.append(YearLine(year, (*cells, (_("All, US$"), _cell(by_year, row)))))
    return lines


def _figures_export(answer: Figures, extension: str) -> str:
    query = {
        "measure": answer.measures[0].code,
        "by": ",".join(answer.question.by),
        **answer.question.parameters(),
        "as_of": write_moment(answer.as_of),
        "format": extension,
    }
    return f"{reverse('api:figures')}?{urlencode(query)}"
