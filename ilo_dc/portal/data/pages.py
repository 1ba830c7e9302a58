"""`/data/`: what every measure means, what can be downloaded, and each measure split as one likes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ilo_dc.core.facts.moments import at_one_moment, data_version, write_moment
from ilo_dc.core.measures import (
    EvidenceKind,
    Figures,
    Measure,
    Question,
    Scope,
    figures,
    read_question,
)
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.measures.types import Value
from ilo_dc.core.models import SourceEdition
from ilo_dc.core.parameters import reads_its_address, takes
from ilo_dc.portal.data.lines import line_of, lines_of
from reporting.catalogue.catalogue import MEASURES, OF_STAFF, measures_named
from reporting.catalogue.glossary import terms_named

# Lines a page of a measure shows; the rest is in its CSV, and the page says so.
MOST_LINES = 500

DOWNLOADS = (
    "countries",
    "regions",
    "organisations",
    "cooperation-frameworks",
    "framework-suboutputs",
    "results-frameworks",
    "results",
    "policy-outcomes",
    "sdg-targets",
    "cross-walks",
    "exchange-rates",
    "funding-partners",
    "partnerships",
    "published-entries",
    "revenue-statistics",
)


@require_safe
@at_one_moment
@takes("search")
def data(request: HttpRequest) -> HttpResponse:
    """Show the catalogue, the sources and the downloads."""
    return render(
        request,
        "portal/data/data.html",
        {
            "measures": measures_named(request.GET.get("search", "")),
            "terms": terms_named(request.GET.get("search", "")),
            "search": request.GET.get("search", ""),
            "sources": SourceEdition.objects.all(),
            "downloads": [(code, reverse(f"api:{code}-list")) for code in DOWNLOADS],
            "data_version": data_version(),
        },
    )


@require_safe
@at_one_moment
@reads_its_address
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one measure: its definition, its value for the address, and its lines where it is split."""
    found = MEASURES.get(code) or OF_STAFF.get(code)
    if found is None:
        raise Http404
    question = read_question(found, request.GET, ignore=())
    answer = figures(found, user=request.user, question=question)
    return render(
        request,
        "portal/data/measure.html",
        {
            "measure": found,
            "is_ratio": found.kind is EvidenceKind.RATIO,
            "answer": answer,
            "figure": answer.figure(),
            "total": line_of(answer, answer.total),
            "lines": lines_of(answer)[:MOST_LINES],
            "left_out": max(len(answer.lines) - MOST_LINES, 0),
            "rest": _rest(answer),
            "apart": [line_of(answer, row) for row in answer.apart],
            "heads": (heads := [found.dimension(name).label for name in question.by]),
            "rows": _rows(answer, heads),
            "splits": _splits(found, question),
            "csv": answer.export("csv"),
            "xlsx": answer.export("xlsx"),
            "json": answer.export("json"),
        },
    )


@require_safe
def api_documentation(request: HttpRequest) -> HttpResponse:
    """Show what the API's schema says; a script draws it in the browser."""
    return render(request, "portal/data/api.html")


def _rows(answer: Figures, heads: list[Any]) -> list[tuple[list[tuple[Any, str]], Any]]:
    """Return each shown line with its labels apart, one cell a dimension, each under its head."""
    return [
        (list(zip(heads, row.labels.values(), strict=True)), line_of(answer, row))
        for row in answer.lines[:MOST_LINES]
    ]


def _rest(answer: Figures) -> Value:
    """Return what the lines that are not shown add up to; None: nothing, or what is not added.

    Ratios are not, nor are lines in several of which a row may stand.
    """
    values = [answer.value(row) for row in answer.lines[MOST_LINES:]]
    if answer.measures[0].kind is EvidenceKind.RATIO or answer.overlapping:
        return None
    return total_of(Decimal(value) for value in values if value is not None)


def _splits(found: Measure, question: Question) -> list[tuple[Any, str, bool]]:
    """Return (label, address, is current) of each single split and of none."""
    query = question.parameters() | question.scope_of(found)
    if question.as_of:
        query["as_of"] = write_moment(question.as_of)
    path = reverse("measure", args=[found.code])
    choices: list[tuple[tuple[str, ...], Any]] = [((), _("Not split"))]
    narrowed = (*question.where, *(("year",) if question.years else ()))
    choices += [
        ((dimension.code,), dimension.label)
        for dimension in found.splits
        if question.scope is not Scope.PUBLISHED or found.is_public((dimension.code, *narrowed))
    ]
    return [
        (
            label,
            f"{path}?{urlencode({**query, 'by': ','.join(codes)} if codes else query)}",
            codes == question.by,
        )
        for codes, label in choices
    ]
