"""`/countries/` and `/countries/<iso3>/`: what the portal holds of a country or area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from funding.revenue import panels as funding_panels
from ilo_dc.core.charts import is_picture_asked, picture_address, picture_response
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment, write_moment
from ilo_dc.core.measures import Figures, Question, read_question, table
from ilo_dc.core.measures.types import Value
from ilo_dc.core.models import Country, CountryStatus, Region
from ilo_dc.core.parameters import keeps_its_form, reads_its_address
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.question_forms import address_with_keys
from ilo_dc.core.saved_filters.lists import keeps_filters
from ilo_dc.core.text_search import plain
from ilo_dc.formats import text
from ilo_dc.portal.countries.filters import countries_filter
from ilo_dc.portal.data.lines import Line, line_of
from portfolio.alignments.panels import alignment_of_country
from portfolio.frameworks.measures.frameworks import (
    FRAMEWORK_COVERAGE,
    FRAMEWORK_GAPS,
    GAP_COLUMNS,
    gap_figures,
)
from portfolio.frameworks.panels import frameworks as portfolio_panels
from portfolio.programmes.panels import programmes as programme_panels
from portfolio.programmes.panels.outcome_places import outcomes_without_programme, products_reported_on
from portfolio.updates.panels import UpdatesPanel, accepted_updates, updates_due_in


@dataclass(frozen=True)
class CountryLine:
    """A country or area with its own figures (None: no data in source) and the sets it shares in."""

    country: Country
    own: Line | None
    shared: tuple[str, ...]


@dataclass(frozen=True)
class RegionLines:
    """The countries of a region of which there is data, with the region's own line (None: not asked for).

    `region` is None for those that lie in none; `url` narrows the page to it and leaves all else as asked.
    """

    region: Region | None
    total: Line | None
    lines: list[CountryLine]
    url: str = ""

    @property
    def anchor(self) -> str:
        """Where its countries stand on the page."""
        return f"in-{self.region.code}" if self.region else "in-none"

    @property
    def tiles(self) -> list[tuple[CountryLine, str]]:
        """The countries with data of their own, by the codes that tiles show, each with its band."""
        own = sorted((line for line in self.lines if line.own), key=lambda line: line.country.iso3)
        return [(line, band_of(line.own[FRAMEWORK_COVERAGE.code])) for line in own if line.own]


# From which coverage on a tile is of a band, the highest first.
BANDS = ((Decimal("0.9"), "high"), (Decimal("0.5"), "part"), (Decimal(0), "low"))


def _legend() -> list[tuple[str, str]]:
    """Return the bands, each with what it says: a tile of the legend looks as those of the countries do."""
    high, part = ({"share": text.percent(least, 0)} for least, band in BANDS if band != "low")
    return [
        ("high", _("Covered by %(share)s or more") % high),
        ("part", _("Covered by %(share)s or more") % part),
        ("low", _("Covered by less than %(share)s") % part),
    ]


def band_of(coverage: Value) -> str:
    """Return the band of a coverage: high, part or low; empty: unknown."""
    return "" if coverage is None else next(band for least, band in BANDS if coverage >= least)


@require_safe
@keeps_its_form
@at_one_moment
@reads_its_address
@keeps_filters(gettext_lazy("Countries and areas"))
def countries(request: HttpRequest) -> HttpResponseBase:
    """List all countries and areas, by region, with their own resource gap."""
    question = read_question(FRAMEWORK_GAPS[0], request.GET, ignore=("search", "data", "format")).split_by(
        "country"
    )
    _refuse_other(request.GET, question)
    if keyed := address_with_keys(request, question):
        return redirect(keyed)
    answer = table(FRAMEWORK_GAPS, user=request.user, question=_unnarrowed(question))
    sought = request.GET.get("search", "").strip().replace("\0", "")
    named = set(Country.objects.named(sought).values_list("pk", flat=True)) if sought else None
    every = _lines(answer, request)
    lines = [line for line in every if _wanted(line, request.GET, question, named)]
    extension = request.GET.get("format", "")
    if extension in FORMATS:
        invented = answer.total.demonstration
        return file_response(
            request, f"countries.{extension}", HEADER, _sheet(lines, answer), demonstration=invented
        )
    if extension:
        raise UnableToRead(_("Formats of this page: csv, xlsx."))
    return render(
        request,
        "portal/countries/countries.html",
        {
            "lines": lines,
            "with_data": sum(1 for line in lines if line.own),
            "sharing": [line for line in lines if line.shared and not line.own],
            "groups": (groups := _by_region(request, lines, answer)),
            # The tiles above name every country: of lists that were not asked for the first is open.
            "opened": len(lines) < len(every) or len(groups) == 1,
            "without": [line for line in lines if not (line.own or line.shared)],
            "total": None if len(lines) < len(every) else line_of(answer, answer.total),
            "bands": _legend(),
            "answer": answer,
            "filter": countries_filter(request.GET),
            "cells": line_of(answer, answer.total).cells,
            "columns": len(FRAMEWORK_GAPS) + 2,  # with the bar and the rows
            "csv": _export(request, answer, "csv"),
            "xlsx": _export(request, answer, "xlsx"),
        },
    )


@require_safe
@at_one_moment
@reads_its_address
def country(request: HttpRequest, iso3: str) -> HttpResponse:
    """Show one country or area: its own figures, what it shares, the sub-outputs.

    With `format=png` the chart of its accepted updates alone.
    """
    found = (
        Country.objects.select_related("region")
        .annotate(
            groups=ArrayAgg("statuses__kind", filter=Q(statuses__isnull=False), order_by="statuses__kind")
        )
        .filter(iso3=iso3.upper())
        .first()
    )
    if found is None:
        raise Http404
    question = read_question(FRAMEWORK_GAPS[0], request.GET, ignore=("format",)).narrowed(
        "country", found.iso3
    )
    if is_picture_asked(request):
        drawn = _accepted(request, found, question.as_of)
        return picture_response(drawn.chart, f"outcome-updates-{found.iso3}", drawn.caption)
    answer = table(FRAMEWORK_GAPS, user=request.user, question=question)
    return render(
        request,
        "portal/countries/country.html",
        {
            "country": found,
            "statuses": [CountryStatus.Kind(kind).label for kind in found.groups or ()],
            "figures": gap_figures(answer) if answer.total.count else [],
            "answer": answer,
            "apart": [line_of(answer, row) for row in answer.apart],
            "due": updates_due_in(request.user, found),
            "panels": [*_present(request, found, question), *_panels(request, found, question, answer)],
            "suboutputs": portfolio_panels.suboutputs_of(request.user, found, as_of=answer.as_of),
            "programmes": programme_panels.programmes_of(request.user, found, as_of=answer.as_of),
            "rows_url": f"{reverse('portfolio:sub-outputs')}?{answer.address(answer.total)}",
            "contributions": _contributions(request, found, answer),
            "png": picture_address(request),
            **{
                extension: f"{reverse('api:framework-suboutputs-list')}?{answer.address(answer.total)}"
                f"&shared=true&format={extension}"
                for extension in FORMATS
            },
        },
    )


def _present(request: HttpRequest, found: Country, question: Question) -> list[Any]:
    """Return what is shown as it is now only: nothing on a page of the past."""
    if question.as_of is not None:
        return []
    panels = (outcomes_without_programme(request.user, found), products_reported_on(request.user, found))
    return [panel for panel in panels if panel is not None]


def _panels(request: HttpRequest, found: Country, question: Question, answer: Figures) -> list[Any]:
    """Return what apps show between the country's programmes and its money, as known at the page's moment."""
    user, as_of = request.user, answer.as_of
    accepted = _accepted(request, found, as_of)
    panels = (
        accepted if accepted.answer.total.count else None,
        alignment_of_country(user, found, as_of=as_of, is_of_the_past=question.as_of is not None),
        portfolio_panels.frameworks_of(user, found, as_of=as_of),
    )
    return [panel for panel in panels if panel is not None]


def _accepted(request: HttpRequest, found: Country, as_of: datetime | None) -> UpdatesPanel:
    return accepted_updates(request.user, {"country": (found.iso3,)}, as_of=as_of)


def _contributions(request: HttpRequest, found: Country, answer: Figures) -> dict[str, Any] | None:
    """Return the latest year of what the country's government contributed, by type; None: not named."""
    revenue = funding_panels.revenue_from_country(request.user, found.iso3, as_of=answer.as_of)
    if revenue is None or not revenue.lines:
        return None
    latest = max(int(line.keys["year"]) for line in revenue.lines)
    whole = revenue.part(year=latest)
    return {
        "year": latest,
        "figure": revenue.figure(whole),
        "total": line_of(revenue, whole),
        "lines": [line_of(revenue, line) for line in revenue.lines if int(line.keys["year"]) == latest],
        "partners": revenue.question.where["partner"],
    }


def _refuse_other(query: Any, question: Question) -> None:
    """Refuse what this page cannot be narrowed by: it shows the countries of all or of a region.

    Raises:
        UnableToRead: another dimension, or a word that `data` does not know.
    """
    if unusable := [name for name in question.where if name != "region"]:
        raise UnableToRead(
            _("This page cannot be narrowed by “%(name)s”.") % {"name": unusable[0]},
            {unusable[0]: [_("Filters: %(names)s.") % {"names": "region, search, data"}]},
        )
    if query.get("data", "") not in {"", "yes"}:
        raise UnableToRead(
            _("“%(text)s” is not in the list.") % {"text": query["data"][:40]},
            {"data": [_("Codes: %(codes)s.") % {"codes": "yes"}]},
        )


def _unnarrowed(question: Question) -> Question:
    """Return the question without its region: the list is narrowed by the countries' own region."""
    return replace(question, where={})


def _lines(answer: Figures, request: HttpRequest) -> list[CountryLine]:
    own: dict[str, Line] = {}
    shared: dict[str, list[str]] = {}
    for row in answer.lines:
        key = str(row.keys["country"])
        if len(key) == 3:
            own[key] = line_of(answer, row)
        else:
            for iso3 in key.split("-"):
                shared.setdefault(iso3, []).append(key)
    rows = Country.objects.visible_to(request.user).select_related("region")
    return sorted(
        (CountryLine(row, own.get(row.iso3), tuple(shared.get(row.iso3, ()))) for row in rows),
        key=lambda line: plain(line.country.name),
    )


def _by_region(request: HttpRequest, lines: list[CountryLine], answer: Figures) -> list[RegionLines]:
    """Return the countries with data by region, in the order of the regions' names, those of none last.

    A region's own line stands above them where all its countries do.
    """
    with_data = [line for line in lines if line.own or line.shared]
    if not with_data:
        return []
    question = replace(answer.question, by=("region",), as_of=answer.as_of)
    by_region = table(FRAMEWORK_GAPS, user=request.user, question=question)
    narrowed = bool(request.GET.get("search", "").strip())
    totals = {} if narrowed else {str(row.keys["region"]): line_of(by_region, row) for row in by_region.lines}
    found = {line.country.region_id: line.country.region for line in with_data}
    return [
        RegionLines(
            region,
            totals.get(str(code)),
            [line for line in with_data if line.country.region_id == code],
            _narrowed(request, code) if code else "",
        )
        for code, region in sorted(found.items(), key=lambda pair: (pair[0] is None, plain(str(pair[1]))))
    ]


def _narrowed(request: HttpRequest, region: str) -> str:
    query = request.GET.copy()
    query["region"] = region
    return f"?{query.urlencode()}#with-data"


def _wanted(line: CountryLine, query: Any, question: Question, named: set[str] | None) -> bool:
    regions = question.where.get("region", ())
    if regions and (line.country.region_id or "") not in regions:
        return False
    if query.get("data") == "yes" and not (line.own or line.shared):
        return False
    return named is None or line.country.pk in named


HEADER = ["iso3", "name", "region", *GAP_COLUMNS, "sub_outputs", "shared_sets", "as_of"]


def _sheet(lines: list[CountryLine], answer: Figures) -> Iterator[list[Any]]:
    for line in lines:
        values = [line.own[measure.code] if line.own else None for measure in FRAMEWORK_GAPS]
        yield [
            line.country.iso3,
            line.country.name_en,
            line.country.region_id or "",
            *values,
            line.own.row_count if line.own else None,
            " ".join(line.shared),
            answer.as_of,
        ]


def _export(request: HttpRequest, answer: Figures, extension: str) -> str:
    query = request.GET.copy()
    query["as_of"] = write_moment(answer.as_of)
    query["format"] = extension
    return f"{reverse('countries')}?{query.urlencode()}"
