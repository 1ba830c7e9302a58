"""`/`: where the money comes from, what it serves, what is missing, and where to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from funding.revenue.measures import REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER
from ilo_dc.core.charts import Series, stacked_columns
from ilo_dc.core.facts.moments import at_one_moment, write_moment
from ilo_dc.core.measures import Figure, Figures, Question, figures, table
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.numbers import ratio
from ilo_dc.formats import text
from ilo_dc.portal.data.lines import Line, difference_between, line_of, lines_of, ordered
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.frameworks.measures.frameworks import (
    FRAMEWORK_COVERAGE,
    FRAMEWORK_GAP,
    FRAMEWORK_GAPS,
    FRAMEWORK_REQUIRED,
)
from portfolio.programmes.measures.programmes import COUNTRY_PROGRAMMES
from portfolio.programmes.vocab import ProgrammeStatus

# Voluntary revenue: un-earmarked and earmarked.
VOLUNTARY = ("R02", "R03")
# The types as they are drawn, from the foot: colour code and short name.
DRAWN_TYPES = {
    "R03": ("voluntary_earmarked", gettext_lazy("Earmarked")),
    "R02": ("voluntary_unearmarked", gettext_lazy("Un-earmarked")),
    "R01": ("assessed", gettext_lazy("Assessed")),
    "R04": ("other", gettext_lazy("Other revenue")),
}
LARGEST = 10
IN_FORCE = (ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED)


@dataclass(frozen=True)
class KeyFigure:
    """A figure under the name that the overview gives it, with a word on it."""

    figure: Figure
    label: str
    note: str


@dataclass(frozen=True)
class Counts:
    """A measure's count by one dimension, as lines with bars."""

    answer: Figures
    title: str
    sub: str
    head: str
    lines: list[Line]
    csv: str

    @property
    def name(self) -> str:
        """What the explanation is called on the page."""
        return self.answer.measures[0].code

    @property
    def figure(self) -> Figure:
        """The total."""
        return self.answer.figure()

    @property
    def largest(self) -> Any:
        """What the bars are drawn against."""
        return self.lines[0].cells[0].value


@require_safe
@at_one_moment
def overview(request: HttpRequest) -> HttpResponse:
    """Show the key figures, revenue by type, the largest partners and the gaps by region."""
    revenue = figures(REPORTED_REVENUE, user=request.user, question=Question(by=("year", "revenue_type")))
    years = sorted({int(line.keys["year"]) for line in revenue.lines})
    gaps = table(FRAMEWORK_GAPS, user=request.user, question=Question(by=("region",), as_of=revenue.as_of))
    partners = _partners(request, revenue, years)
    return render(
        request,
        "portal/overview/overview.html",
        {
            "key_figures": [*_revenue_figures(request, revenue, partners), *_gap_figures(gaps)],
            "years": years,
            "revenue": revenue,
            "revenue_chart": _revenue_chart(revenue, years) if years else None,
            "revenue_csv": revenue.export("csv"),
            "revenue_xlsx": revenue.export("xlsx"),
            "partners": partners,
            "counts": _counts(request, revenue.as_of),
            "gaps": gaps,
            "regions": ordered(lines_of(gaps, _region_url), FRAMEWORK_GAP.code),
            "gaps_csv": f"{reverse('api:resource-gaps')}?"
            + urlencode({"by": "region", "as_of": write_moment(gaps.as_of), "format": "csv"}),
        },
    )


def _revenue_figures(request: HttpRequest, revenue: Figures, partners: dict[str, Any]) -> list[KeyFigure]:
    """Return voluntary revenue of the latest year, and what of it is un-earmarked.

    Beside the first stands what the named contributors gave: another publication under a name of its own.
    """
    if not partners:
        return []
    latest = Question(years=(partners["year"], partners["year"]), as_of=revenue.as_of)
    voluntary, unearmarked = (
        figures(
            REPORTED_REVENUE, user=request.user, question=latest.narrowed("revenue_type", *types)
        ).figure()
        for types in (VOLUNTARY, ("R02",))
    )
    year = {"year": partners["year"]}
    share = text.percent(ratio(unearmarked.value, voluntary.value))
    return [
        KeyFigure(
            voluntary,
            _("Voluntary contributions by type of revenue, %(year)s") % year,
            difference_between(voluntary.value, partners["figure"].value),
        ),
        KeyFigure(
            unearmarked,
            _("Of which un-earmarked, %(year)s") % year,
            _("%(share)s of voluntary contributions") % {"share": share},
        ),
    ]


def _gap_figures(gaps: Figures) -> list[KeyFigure]:
    """Return requirement, gap and coverage of cooperation frameworks."""
    count = ngettext("%(count)s sub-output", "%(count)s sub-outputs", gaps.total.count) % {
        "count": text.whole(gaps.total.count)
    }
    return [
        KeyFigure(gaps.figure(measure=FRAMEWORK_REQUIRED), _("Required in cooperation frameworks"), count),
        KeyFigure(gaps.figure(measure=FRAMEWORK_GAP), _("Resource gap in cooperation frameworks"), ""),
        KeyFigure(gaps.figure(measure=FRAMEWORK_COVERAGE), _("Requirement that is covered"), ""),
    ]


def _region_url(row: Any) -> str:
    return f"{reverse('portal:gaps')}?region={row.keys['region']}"


def _revenue_chart(revenue: Figures, years: list[int]) -> Any:
    """Draw revenue by year and type; a type that a year does not report is left out, not drawn as 0."""
    values = {
        (str(line.keys["year"]), DRAWN_TYPES[str(line.keys["revenue_type"])][0]): revenue.value(line)
        for line in revenue.lines
    }
    return stacked_columns(
        years=[str(year) for year in years],
        series=[Series(code, str(name)) for code, name in DRAWN_TYPES.values()],
        values=values,
        label=_("Stacked columns of the ILO’s revenue by year and type, in US$ million."),
        height=460,
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
    ranked = ordered(lines_of(answer, _partner_url), REPORTED_REVENUE_BY_PARTNER.code)
    lines, others = ranked[:LARGEST], ranked[LARGEST:]
    total = answer.value(answer.total)
    return {
        "answer": answer,
        "figure": answer.figure(),
        "lines": [(line, ratio(line[REPORTED_REVENUE_BY_PARTNER.code], total)) for line in lines],
        "others": len(others),
        "rest": total_of(Decimal(line[REPORTED_REVENUE_BY_PARTNER.code] or 0) for line in others),
        "total": line_of(answer, answer.total),
        "largest": lines[0][REPORTED_REVENUE_BY_PARTNER.code] if lines else None,
        "csv": answer.export("csv"),
        "year": years[-1],
    }


def _counts(request: HttpRequest, as_of: datetime) -> list[Counts]:
    """Return the programmes in force by region, and how far programmes and UN frameworks agree."""
    running = Question(by=("region",), where={"status": IN_FORCE}, as_of=as_of)
    programmes = figures(COUNTRY_PROGRAMMES, user=request.user, question=running)
    aligned = figures(ALIGNMENTS, user=request.user, question=Question(by=("extent",), as_of=as_of))
    return [
        Counts(
            programmes,
            _("Country programmes running or extended"),
            _("By region"),
            _("Region"),
            ordered(lines_of(programmes), COUNTRY_PROGRAMMES.code),
            programmes.export("csv"),
        ),
        Counts(
            aligned,
            _("Alignment with UN frameworks"),
            _("Pairs of a priority or an outcome and a result of the UN framework, by extent"),
            _("Extent"),
            ordered(lines_of(aligned), ALIGNMENTS.code),
            aligned.export("csv"),
        ),
    ]


def _partner_url(row: Any) -> str:
    key = row.keys["partner"]
    return reverse("partner", args=[key]) if key else ""
