"""`/`: where the money comes from, what is missing, and where to look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.measures import REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER
from ilo_dc.core.charts import Series, stacked_columns
from ilo_dc.core.measures import Figures, Question, figures, table
from ilo_dc.core.moments import write_moment
from ilo_dc.portal.answers import lines_of, ordered
from reporting.catalogue import FRAMEWORK_GAPS

# Voluntary revenue: un-earmarked and earmarked. The order is that of the drawing, from the foot.
VOLUNTARY = ("R02", "R03")
DRAWN_TYPES = ("R03", "R02", "R01", "R04")
LARGEST = 10


def overview(request: HttpRequest) -> HttpResponse:
    """Show the key figures, revenue by type, the largest partners and the gaps by region."""
    revenue = figures(
        REPORTED_REVENUE, user=request.user, question=Question(by=("year", "revenue_type"))
    )
    years = sorted({int(line.keys["year"]) for line in revenue.lines})
    gaps = table(
        FRAMEWORK_GAPS, user=request.user, question=Question(by=("region",), as_of=revenue.as_of)
    )
    return render(
        request,
        "portal/overview.html",
        {
            "figures": [*_revenue_figures(request, revenue, years), *_gap_figures(gaps)],
            "years": years,
            "revenue": revenue,
            "revenue_chart": _revenue_chart(revenue, years) if years else None,
            "revenue_csv": _export(revenue, "csv"),
            "revenue_xlsx": _export(revenue, "xlsx"),
            "partners": _partners(request, revenue, years),
            "gaps": gaps,
            "regions": ordered(lines_of(gaps, _region_url), "framework_gap"),
            "gaps_csv": f"{reverse('api:resource-gaps')}?"
            + urlencode({"by": "region", "as_of": write_moment(gaps.as_of), "format": "csv"}),
        },
    )


def _revenue_figures(request: HttpRequest, revenue: Figures, years: list[int]) -> list[Any]:
    """Return voluntary revenue of the latest year, and what of it is un-earmarked."""
    if not years:
        return []
    latest = Question(years=(years[-1], years[-1]), as_of=revenue.as_of)
    return [
        figures(REPORTED_REVENUE, user=request.user, question=latest.narrowed("revenue_type", *types)).figure()
        for types in (VOLUNTARY, ("R02",))
    ]


def _gap_figures(gaps: Figures) -> list[Any]:
    wanted = ("framework_required", "framework_gap", "framework_coverage")
    return [gaps.figure(measure=measure) for measure in FRAMEWORK_GAPS if measure.code in wanted]


def _region_url(row: Any) -> str:
    return f"{reverse('portal:gaps')}?region={row.keys['region']}"


def _revenue_chart(revenue: Figures, years: list[int]) -> Any:
    """Draw revenue by year and type; a type that a year does not report is left out, not drawn as 0."""
    names = {str(line.keys["revenue_type"]): line.labels["revenue_type"] for line in revenue.lines}
    values = {
        (str(line.keys["year"]), str(line.keys["revenue_type"])): revenue.value(line)
        for line in revenue.lines
    }
    return stacked_columns(
        years=[str(year) for year in years],
        series=[Series(code, names[code]) for code in DRAWN_TYPES if code in names],
        values=values,
        label=_("Stacked columns of the ILO’s revenue by year and type, in US$ million."),
    )


def _partners(request: HttpRequest, revenue: Figures, years: list[int]) -> dict[str, Any]:
    """Return the largest named contributors of voluntary revenue in the latest year."""
    if not years:
        return {}
    question = Question(
        by=("partner",),
        where={"revenue_type": VOLUNTARY},
        years=(years[-1], years[-1]),
        as_of=revenue.as_of,
    )
    answer = figures(REPORTED_REVENUE_BY_PARTNER, user=request.user, question=question)
    lines = ordered(lines_of(answer, _partner_url), REPORTED_REVENUE_BY_PARTNER.code)[:LARGEST]
    return {
        "answer": answer,
        "figure": answer.figure(),
        "lines": lines,
        "largest": lines[0][REPORTED_REVENUE_BY_PARTNER.code] if lines else None,
        "csv": _export(answer, "csv"),
        "year": years[-1],
    }


def _partner_url(row: Any) -> str:
    key = row.keys["partner"]
    return reverse("portal:partner", args=[key]) if key else ""


def _export(answer: Figures, extension: str) -> str:
    question = replace(answer.question, as_of=None)
    query = {
        "measure": answer.measures[0].code,
        "by": ",".join(question.by),
        **question.parameters(),
        "as_of": write_moment(answer.as_of),
        "format": extension,
    }
    return f"{reverse('api:figures')}?{urlencode(query)}"
