"""`/gaps/`: what cooperation frameworks require, have and lack: region, country or shared set, rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment, write_moment
from ilo_dc.core.languages import joined
from ilo_dc.core.measures import Figures, Question, Row, read_question, table
from ilo_dc.core.parameters import keeps_its_form, reads_its_address
from ilo_dc.core.registers.question_forms import address_with_keys
from ilo_dc.core.saved_filters.lists import keeps_filters
from ilo_dc.core.ui.long_tables import ALL, TOP, is_whole
from ilo_dc.portal.data.findings import gap_finding
from ilo_dc.portal.data.lines import Line, line_of, lines_of, ordered, rest_of
from ilo_dc.portal.gaps.filters import gaps_filter
from portfolio.frameworks.measures.frameworks import (
    FINANCE_YEAR,
    FRAMEWORK_GAP,
    FRAMEWORK_GAPS,
    GAP_COLUMNS,
    gap_figures,
)

ORDERS = {
    "gap": gettext_lazy("By size of the gap"),
    "coverage": gettext_lazy("By coverage, lowest first"),
    "required": gettext_lazy("By amount required"),
}
PAGE_PARAMETERS = ("order", "show")


@require_safe
@keeps_its_form
@at_one_moment
@reads_its_address
@keeps_filters(gettext_lazy("Resource gaps"))
def gaps(request: HttpRequest) -> HttpResponse:
    """Show the gap of all frameworks, of a region, or of a country or shared set."""
    query = _asked(request.GET)
    order = request.GET.get("order") or "gap"
    if order not in ORDERS:
        message = _("This table cannot be ordered by “%(order)s”.") % {"order": order[:40]}
        raise UnableToRead(message, {"order": [message]})
    question = read_question(FRAMEWORK_GAPS[0], query, ignore=PAGE_PARAMETERS)
    if keyed := address_with_keys(request, question):
        return redirect(keyed)
    by_country = table(FRAMEWORK_GAPS, user=request.user, question=question.split_by("country"))
    by_region = table(
        FRAMEWORK_GAPS, user=request.user, question=_at(question.split_by("region"), by_country)
    )
    countries = _in_order(
        lines_of(by_country, lambda row: _link(question, country=_key(row, "country"))), order
    )
    total = line_of(by_country, by_country.total)
    return render(
        request,
        "portal/gaps/gaps.html",
        {
            "figures": gap_figures(by_country),
            "answer": by_country,
            "total": total,
            **_shown(request, by_country, countries, _link(question, order=order, show=ALL)),
            "regions": [] if "country" in question.where else _regions(by_region, question),
            "apart": [
                line_of(by_country, row, _link(question, country=_key(row, "country")))
                for row in by_country.apart
            ],
            "finding": _finding(total, countries),
            "orders": [(code, label, _order_url(question, code)) for code, label in ORDERS.items()],
            "order": order,
            "question": question,
            "filter": gaps_filter(request.GET),
            "place": _place(by_country),
            "finance_year": next(iter(by_country.keys.get(FINANCE_YEAR.code, ())), None),
            "csv": _export(by_country, "csv"),
            "xlsx": _export(by_country, "xlsx"),
            "rows_url": by_country.page(by_country.total),
        },
    )


def _shown(request: HttpRequest, answer: Figures, lines: list[Line], url: str) -> dict[str, Any]:
    """Return the first lines and the rest as one, or all of them where the reader asks for them."""
    if is_whole(request.GET, len(lines)):
        return {"countries": lines, "left_out": None, "count": len(lines)}
    return {
        "countries": lines[:TOP],
        "left_out": rest_of(answer, lines[TOP:], f"{url}#countries"),
        "count": len(lines),
    }


def _finding(total: Line, lines: list[Line]) -> str:
    """Return what the figures say; nothing of demonstration data."""
    if total.demonstration or len(lines) < 2:
        return ""
    largest = ordered(lines, FRAMEWORK_GAP.code)[0]
    return gap_finding(total[FRAMEWORK_GAP.code], largest[FRAMEWORK_GAP.code], place=largest.label)


def _asked(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in [name for name, value in query.items() if value == ""]:
        del kept[name]
    if "by" in kept:
        del kept["by"]
    return kept


def _at(question: Question, answer: Figures) -> Question:
    """Return the question at the very moment of an answer, so that both tables agree."""
    return replace(question, as_of=answer.as_of)


def _key(row: Row, code: str) -> str:
    return str(row.keys[code])


def _link(question: Question, **narrowed: str) -> str:
    query = {**question.parameters(), **narrowed}
    if question.as_of:
        query["as_of"] = write_moment(question.as_of)
    return f"{reverse('portal:gaps')}?{urlencode(query)}"


def _order_url(question: Question, code: str) -> str:
    return _link(question, order=code)


def _in_order(lines: list[Line], order: str) -> list[Line]:
    return ordered(lines, GAP_COLUMNS[order].code, largest_first=order != "coverage")


def _regions(answer: Figures, question: Question) -> list[Line]:
    lines = lines_of(answer, lambda row: _link(question, region=_key(row, "region")))
    return ordered(lines, FRAMEWORK_GAP.code)


def _place(answer: Figures) -> str:
    """Return the names of what the page is narrowed to."""
    return joined(", ", (name for code in answer.question.where for name in answer.names_of(code)))


def _export(answer: Figures, extension: str) -> str:
    query = {
        "level": "framework",
        "by": "country",
        **answer.question.parameters(),
        "as_of": write_moment(answer.as_of),
        "format": extension,
    }
    return f"{reverse('api:resource-gaps')}?{urlencode(query)}"
