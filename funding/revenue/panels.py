"""Pieces of pages that the portal composes: published revenue of a partner, and how far it is explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from funding.partners.querysets import partners_visible_to
from funding.revenue.measures import REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER, partner_names
from funding.revenue.rules import gaps_of, runs_of
from funding.revenue.vocab import RevenueType
from ilo_dc.core.charts import Chart, Series, stacked_columns
from ilo_dc.core.facts.moments import read_each
from ilo_dc.core.measures import Figures, Question, Row, figures
from ilo_dc.core.models import Organisation
from ilo_dc.core.numbers import ratio

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

SMALL = Decimal(5_000_000)
YEAR_AND_TYPE = ("year", "revenue_type")
VOLUNTARY = (RevenueType.UNEARMARKED.value, RevenueType.EARMARKED.value)
# The order of a drawing, from the foot; a table has the voluntary types first too.
ORDER = (
    RevenueType.EARMARKED.value,
    RevenueType.UNEARMARKED.value,
    RevenueType.ASSESSED.value,
    RevenueType.OTHER.value,
)
# How a type is drawn on every page: the series that gives its colour, and its short name.
DRAWN_TYPES = {
    RevenueType.EARMARKED.value: ("voluntary_earmarked", gettext_lazy("Earmarked")),
    RevenueType.UNEARMARKED.value: ("voluntary_unearmarked", gettext_lazy("Un-earmarked")),
    RevenueType.ASSESSED.value: ("assessed", gettext_lazy("Assessed")),
    RevenueType.OTHER.value: ("other", gettext_lazy("Other revenue")),
}


def revenue_by_contributor(
    user: Viewer, *, partners: tuple[str, ...] = (), as_of: datetime | None = None
) -> Figures:
    """Return the publication by contributor, by year and type: of `partners` (addresses), or of all."""
    question = Question(by=YEAR_AND_TYPE, as_of=as_of, where={"partner": partners} if partners else {})
    return figures(REPORTED_REVENUE_BY_PARTNER, user=user, question=question)


def revenue_by_type(user: Viewer, *, as_of: datetime | None = None) -> Figures:
    """Return the publication by type, by year and type."""
    return figures(REPORTED_REVENUE, user=user, question=Question(by=YEAR_AND_TYPE, as_of=as_of))


def by_year_and_type(answer: Figures) -> dict[tuple[int, str], Row]:
    """Return the lines of an answer by (year, type); a pair that is not reported is not in it."""
    return {(int(row.keys["year"]), str(row.keys["revenue_type"])): row for row in answer.lines}


def years_of(answer: Figures) -> list[int]:
    """Return the years of an answer in order."""
    return sorted({int(row.keys["year"]) for row in answer.lines})


def types_of(answer: Figures) -> list[str]:
    """Return the types of an answer in the order of a drawing."""
    present = {str(row.keys["revenue_type"]) for row in answer.lines}
    return [code for code in ORDER if code in present]


def series_of(answer: Figures) -> list[Series]:
    """Return the types of an answer as they are drawn, from the foot."""
    return [Series(DRAWN_TYPES[code][0], str(DRAWN_TYPES[code][1])) for code in types_of(answer)]


def are_comparable(publication: Figures, year: int) -> bool:
    """Return whether a whole publication reports the same types for a year as for the year before.

    Where it does not, a change from one year to the next would be that of the reporting.
    """
    reported: dict[int, set[str]] = {}
    for found, code in by_year_and_type(publication):
        reported.setdefault(found, set()).add(code)
    return year in reported and reported[year] == reported.get(year - 1)


def unit_of(answer: Figures) -> tuple[int, str]:
    """Return the scale and unit of an answer's drawing: small amounts are not drawn in millions."""
    largest = max((abs(Decimal(answer.value(row) or 0)) for row in answer.lines), default=Decimal(0))
    return (1_000_000, _("US$ million")) if largest >= SMALL else (1_000, _("US$ thousand"))


def revenue_chart(answer: Figures, *, label: str) -> Chart | None:
    """Draw an answer by year and type; what is not reported is not drawn. None where there is nothing."""
    if not answer.lines:
        return None
    years = years_of(answer)
    scale, unit = unit_of(answer)
    return stacked_columns(
        years=[str(year) for year in range(years[0], years[-1] + 1)],
        series=series_of(answer),
        values={
            (str(year), DRAWN_TYPES[code][0]): answer.value(row)
            for (year, code), row in by_year_and_type(answer).items()
        },
        label=label,
        unit=unit,
        scale=scale,
        width=1140,
    )


@dataclass(frozen=True)
class Break:
    """The years in which a publication does not report a type: nothing is compared across them."""

    label: str
    years: str


def breaks_of(answer: Figures) -> list[Break]:
    """Return, for each type of a whole publication, the years that lack it."""
    years = years_of(answer)
    reported: dict[str, set[int]] = {}
    for year, code in by_year_and_type(answer):
        reported.setdefault(code, set()).add(year)
    missing = {code: gaps_of(reported[code], years) for code in types_of(answer)}
    return [
        Break(
            str(RevenueType(code).label),
            ", ".join("–".join(dict.fromkeys((str(first), str(last)))) for first, last in runs_of(gaps)),
        )
        for code, gaps in missing.items()
        if gaps
    ]


@dataclass(frozen=True)
class Coverage:
    """How much of one published total the named contributors explain; two publications side by side.

    `difference` is by type minus by contributor (US dollars), `share` by contributor ÷ by type; both None
    where one publication does not report the type in that year.
    """

    year: int
    label: str
    by_type: Row | None
    by_contributor: Row | None
    difference: Decimal | None
    share: Decimal | None


def coverage(typed: Figures, named: Figures) -> list[Coverage]:
    """Return both publications side by side by year (latest first) and type; they are never added."""
    left, right = by_year_and_type(typed), by_year_and_type(named)
    lines = []
    for pair in sorted({*left, *right}, key=lambda pair: (-pair[0], ORDER.index(pair[1]))):
        total: Any = typed.value(left[pair]) if pair in left else None
        part: Any = named.value(right[pair]) if pair in right else None
        known = total is not None and part is not None
        lines.append(
            Coverage(
                year=pair[0],
                label=str(RevenueType(pair[1]).label),
                by_type=left.get(pair),
                by_contributor=right.get(pair),
                difference=total - part if known else None,
                share=ratio(part, total) if known else None,
            )
        )
    return lines


def partners_of(user: Viewer) -> QuerySet[Any]:
    """Return the organisations that fund the ILO: with a profile, or named by a publication."""
    return partners_visible_to(user)


def governments_of(country: str) -> tuple[str, ...]:
    """Return the addresses of the contributors that are the government of a country."""
    rows = Organisation.objects.filter(country=country, kind="government", revenue_statistics__isnull=False)
    named = {row.slug: row.name for row in rows.distinct()}
    # Their names are known by now: the measure, which is asked for them next, reads none again.
    read_each(("partner", partner_names, get_language()), named, lambda _missing: named)
    return tuple(sorted(named))


def revenue_from_country(user: Viewer, country: str, *, as_of: datetime | None = None) -> Figures | None:
    """Return what a country's government contributed by year and type, for the country's page; or None."""
    partners = governments_of(country)
    return revenue_by_contributor(user, partners=partners, as_of=as_of) if partners else None
