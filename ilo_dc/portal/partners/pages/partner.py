"""`/partners/<slug>/`: one partner, with its contributions by year and type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.revenue import panels
from funding.revenue.vocab import RevenueType
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment
from ilo_dc.core.measures import Figures, Question, figures, read_question
from ilo_dc.core.models import Organisation
from ilo_dc.core.parameters import reads_its_address
from ilo_dc.portal.data.lines import Cell
from ilo_dc.portal.partners.pages.partners import MEASURE, answer_of, cell_of, revenue_columns


@dataclass(frozen=True)
class YearLine:
    """A year with one number per type under its name; None: the publication has no amount."""

    year: int
    cells: tuple[tuple[str, Cell | None], ...]


@require_safe
@at_one_moment
@reads_its_address
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
            "csv": answer.export("csv"),
            "xlsx": answer.export("xlsx"),
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
        (
            _("%(label)s by contributor, %(year)s") % {"label": column.label, "year": years[-1]},
            answer_of(request, latest, column).figure(),
        )
        for column in revenue_columns()
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
                cell_of(answer, found[year, code]) if (year, code) in found else None,
            )
            for code in types
        ]
        lines.append(YearLine(year, (*cells, (_("All, US$"), cell_of(by_year, row)))))
    return lines
