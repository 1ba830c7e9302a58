"""`/`: where the money comes from, what it serves, what is missing, and where to look."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from funding.revenue import panels
from funding.revenue.measures import REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER
from ilo_dc.core.charts import Caption, is_picture_asked, picture_address, picture_response, stacked_columns
from ilo_dc.core.facts.moments import at_one_moment, write_moment
from ilo_dc.core.measures import Figure, Figures, Question, figures, table
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.numbers import ratio
from ilo_dc.core.parameters import takes
from ilo_dc.formats import text
from ilo_dc.portal.data import findings
from ilo_dc.portal.data.lines import Cell, Line, difference_between, explanation, line_of, lines_of, ordered
from ilo_dc.portal.overview.panels import counts_of, source_updates
from portfolio.frameworks.measures.frameworks import (
    FRAMEWORK_COVERAGE,
    FRAMEWORK_GAP,
    FRAMEWORK_GAPS,
    FRAMEWORK_REQUIRED,
    FRAMEWORK_SPENT,
    FRAMEWORK_SURPLUS,
)

# Voluntary revenue: un-earmarked and earmarked.
VOLUNTARY = ("R02", "R03")
LARGEST = 10
WORST = 3  # countries below each region


@dataclass(frozen=True)
class KeyFigure:
    """A figure under the name that the overview gives it, with a word on it."""

    figure: Figure
    label: str
    note: str


@dataclass(frozen=True)
class TypeLine:
    """A type of revenue in the latest year: its amount, its share of all, its change on the year before.

    `series` gives its colour, in the drawing and here.
    """

    label: str
    series: str
    cell: Cell
    share: Decimal | None
    change: str


@dataclass(frozen=True)
class Contributor:
    """A named contributor in its rank, with its share of all and its change on the year before."""

    rank: int
    line: Line
    share: Decimal | None
    change: str


@dataclass(frozen=True)
class UnmetCountry:
    """A country, or several that share sub-outputs, with its share of the whole gap."""

    line: Line
    name: str
    share: Decimal | None


@dataclass(frozen=True)
class RegionGaps:
    """A region with its share of the whole gap and the countries that lack most."""

    line: Line
    share: Decimal | None
    worst: list[UnmetCountry]


@require_safe
@takes("format")
@at_one_moment
def overview(request: HttpRequest) -> HttpResponse:
    """Show the key figures, revenue by type, the largest partners and the gaps by region.

    With `format=png` the chart of revenue alone.
    """
    revenue = figures(REPORTED_REVENUE, user=request.user, question=Question(by=("year", "revenue_type")))
    years = sorted({int(line.keys["year"]) for line in revenue.lines})
    chart = _revenue_chart(revenue, years) if years else None
    caption = _caption(revenue, years)
    if is_picture_asked(request):
        return picture_response(chart, "revenue-by-type", caption)
    gaps = table(FRAMEWORK_GAPS, user=request.user, question=Question(by=("region",), as_of=revenue.as_of))
    partners = _partners(request, revenue, years)
    return render(
        request,
        "portal/overview/overview.html",
        {
            "key_figures": [*_revenue_figures(request, revenue, partners), *_gap_figures(gaps)],
            "years": years,
            "revenue": revenue,
            "revenue_chart": chart,
            "revenue_caption": caption,
            "revenue_csv": revenue.export("csv"),
            "revenue_xlsx": revenue.export("xlsx"),
            "revenue_png": picture_address(request),
            **_types(revenue, years),
            "partners": partners,
            "updates": source_updates(gaps, revenue, partners),
            "counts": counts_of(request, revenue.as_of),
            **_gaps(request, gaps),
            "gaps_csv": _gaps_file(gaps, "csv"),
            "gaps_xlsx": _gaps_file(gaps, "xlsx"),
        },
    )


def _gaps_file(gaps: Figures, extension: str) -> str:
    query = {"by": "region", "as_of": write_moment(gaps.as_of), "format": extension}
    return f"{reverse('api:resource-gaps')}?{urlencode(query)}"


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
    before = total_of(_of_year(revenue, partners["year"] - 1, code) for code in VOLUNTARY)
    comparable = panels.are_comparable(revenue, partners["year"])
    notes = (
        findings.change_in_words(voluntary.value, before if comparable else None, year=partners["year"] - 1),
        difference_between(voluntary.value, partners["figure"].value),
    )
    return [
        KeyFigure(
            voluntary,
            _("Voluntary contributions by type of revenue, %(year)s") % year,
            ". ".join(filter(None, notes)),
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
        KeyFigure(
            gaps.figure(measure=FRAMEWORK_GAP),
            _("Resource gap in cooperation frameworks"),
            _("%(share)s of the requirement is missing")
            % {
                "share": text.percent(
                    ratio(
                        gaps.value(gaps.total, measure=FRAMEWORK_GAP),
                        gaps.value(gaps.total, measure=FRAMEWORK_REQUIRED),
                    )
                )
            },
        ),
        KeyFigure(gaps.figure(measure=FRAMEWORK_COVERAGE), _("Requirement that is covered"), ""),
    ]


def _gaps(request: HttpRequest, gaps: Figures) -> dict[str, Any]:
    """Return the regions, the largest gap first, with their worst countries, their total, what they say."""
    regions = ordered(lines_of(gaps, _region_url), FRAMEWORK_GAP.code)
    total = line_of(gaps, gaps.total)
    question = Question(by=("region", "country"), as_of=gaps.as_of)
    by_country = table(FRAMEWORK_GAPS, user=request.user, question=question)
    places = ordered(lines_of(by_country, _country_url), FRAMEWORK_GAP.code)
    return {
        "gaps": gaps,
        "regions": regions,
        "gap_groups": [
            RegionGaps(
                region,
                ratio(region[FRAMEWORK_GAP.code], total[FRAMEWORK_GAP.code]),
                _worst_of(region, places, total[FRAMEWORK_GAP.code]),
            )
            for region in regions
        ],
        "gap_columns": {one.code for one in FRAMEWORK_GAPS} - {FRAMEWORK_SURPLUS.code, FRAMEWORK_SPENT.code},
        "gaps_total": total,
        "gaps_surplus": _surplus(gaps),
        "gaps_title": findings.gap_finding(
            total[FRAMEWORK_GAP.code], regions[0][FRAMEWORK_GAP.code], place=regions[0].label
        )
        if regions and not total.demonstration
        else "",
    }


def _surplus(gaps: Figures) -> str:
    """Return what some sub-outputs have beyond what they require while others lack; empty: nothing."""
    gap, surplus = (gaps.value(gaps.total, measure=one) for one in (FRAMEWORK_GAP, FRAMEWORK_SURPLUS))
    return text.amount(surplus) if gap and surplus else ""


def _worst_of(region: Line, places: list[Line], whole: Any) -> list[UnmetCountry]:
    """Return the countries that hold most of a region's gap, each with its share of the `whole` one."""
    own = [
        one
        for one in places
        if one.row.keys["region"] == region.row.keys["region"] and one[FRAMEWORK_GAP.code]
    ]
    return [
        UnmetCountry(one, one.row.labels["country"], ratio(one[FRAMEWORK_GAP.code], whole))
        for one in own[:WORST]
    ]


def _country_url(row: Any) -> str:
    return f"{reverse('portal:gaps')}?{urlencode({'country': row.keys['country']})}"


def _region_url(row: Any) -> str:
    return f"{reverse('portal:gaps')}?region={row.keys['region']}"


def _of_year(revenue: Figures, year: int, *types: str) -> Any:
    """Return the revenue of a year, of a type or of all; None where nothing is reported."""
    if not types:
        return revenue.value(revenue.part(year=year))
    return revenue.value(revenue.part(year=year, revenue_type=types[0]))


def _caption(revenue: Figures, years: list[int]) -> Caption:
    """Return the texts of the chart: its title is what the latest year's revenue says."""
    sub = _("US$ million, %(first)s–%(last)s; a type that a year does not report is not drawn")
    return Caption(
        title=_revenue_title(revenue, years) or _("Revenue of the ILO by type"),
        sub=sub % {"first": years[0], "last": years[-1]} if years else "",
        source=revenue.measures[0].rows.source,
        as_of=revenue.as_of,
        demonstration=revenue.total.demonstration,
    )


def _revenue_title(revenue: Figures, years: list[int]) -> str:
    """Return what the latest year's revenue says; nothing of demonstration data."""
    if not years or revenue.total.demonstration or not panels.are_comparable(revenue, years[-1]):
        return ""
    latest, before = _of_year(revenue, years[-1]), _of_year(revenue, years[-1] - 1)
    return findings.revenue_finding(latest, before, year=years[-1])


def _types(revenue: Figures, years: list[int]) -> dict[str, Any]:
    """Return the types of the latest year, what their bars are drawn against, and where their rows stand."""
    if not years:
        return {"types": []}
    lines = _type_lines(revenue, years[-1])
    return {
        "types": lines,
        "types_largest": max((line.cell.value or 0 for line in lines[:-1]), default=None),
        "types_url": revenue.page(revenue.part(year=years[-1])),
    }


def _type_lines(revenue: Figures, year: int) -> list[TypeLine]:
    """Return the types of a year in the order of the drawing, the last line all of them."""
    whole = revenue.part(year=year)
    rows = [
        (*panels.DRAWN_TYPES[code], revenue.part(year=year, revenue_type=code), (code,))
        for code in reversed(panels.ORDER)
    ]
    comparable = panels.are_comparable(revenue, year)
    return [
        TypeLine(
            str(label),
            series,
            Cell(REPORTED_REVENUE, revenue.value(row), explanation(revenue, row, REPORTED_REVENUE)),
            ratio(revenue.value(row), revenue.value(whole)),
            findings.signed(
                findings.change(
                    revenue.value(row), _of_year(revenue, year - 1, *types) if comparable else None
                )
            ),
        )
        for series, label, row, types in (*rows, ("", _("All revenue"), whole, ()))
        if row.count
    ]


def _revenue_chart(revenue: Figures, years: list[int]) -> Any:
    """Draw revenue by year and type; a type that a year does not report is left out, not drawn as 0."""
    values = {
        (str(line.keys["year"]), panels.DRAWN_TYPES[str(line.keys["revenue_type"])][0]): revenue.value(line)
        for line in revenue.lines
    }
    return stacked_columns(
        years=[str(year) for year in years],
        series=panels.series_of(revenue),
        values=values,
        label=_("Stacked columns of the ILO’s revenue by year and type, in US$ million."),
        width=700,
        height=380,
    )


def _partners(request: HttpRequest, revenue: Figures, years: list[int]) -> dict[str, Any]:
    """Return the largest named contributors of voluntary revenue in the latest year."""
    if not years:
        return {}
    answer, before = (
        figures(
            REPORTED_REVENUE_BY_PARTNER,
            user=request.user,
            question=Question(
                by=("partner",),
                where={"revenue_type": VOLUNTARY},
                years=(year, year),
                as_of=revenue.as_of,
            ),
        )
        for year in (years[-1], years[-1] - 1)
    )
    named = panels.revenue_by_contributor(request.user, as_of=revenue.as_of)
    comparable = panels.are_comparable(named, years[-1])
    known = {_partner_url(row): before.value(row) for row in before.lines} if comparable else {}
    ranked = ordered(lines_of(answer, _partner_url), REPORTED_REVENUE_BY_PARTNER.code)
    lines, others = ranked[:LARGEST], ranked[LARGEST:]
    total = answer.value(answer.total)
    shares = [ratio(line[REPORTED_REVENUE_BY_PARTNER.code], total) for line in lines]
    return {
        "answer": answer,
        "figure": answer.figure(),
        "title": ""
        if answer.total.demonstration
        else findings.concentration_finding(shares, period=str(years[-1])),
        "lines": [
            Contributor(
                rank,
                line,
                share,
                findings.signed(findings.change(line[REPORTED_REVENUE_BY_PARTNER.code], known.get(line.url))),
            )
            for rank, (line, share) in enumerate(zip(lines, shares, strict=True), start=1)
        ],
        "others": len(others),
        "rest": (rest := total_of(Decimal(line[REPORTED_REVENUE_BY_PARTNER.code] or 0) for line in others)),
        "rest_share": ratio(rest, total),
        "total": line_of(answer, answer.total),
        "change": findings.signed(findings.change(total, before.value(before.total) if comparable else None)),
        "largest": lines[0][REPORTED_REVENUE_BY_PARTNER.code] if lines else None,
        "csv": answer.export("csv"),
        "xlsx": answer.export("xlsx"),
        "year": years[-1],
    }


def _partner_url(row: Any) -> str:
    key = row.keys["partner"]
    return reverse("partner", args=[key]) if key else ""
