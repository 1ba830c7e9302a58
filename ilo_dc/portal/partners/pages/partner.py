"""`/partners/<slug>/`: one partner, with its contributions by year and type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.calls.panels import calls_of_partner
from funding.clearances.panels import clearances_of
from funding.partnerships.panels import partnerships_of_partner
from funding.revenue import panels
from funding.revenue.vocab import RevenueType
from ilo_dc.core.charts import Caption, is_picture_asked, picture_address, picture_response
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment
from ilo_dc.core.measures import Figure, Figures, Question, figures, read_question
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.models import Organisation
from ilo_dc.core.numbers import ratio
from ilo_dc.core.parameters import reads_its_address
from ilo_dc.formats import text
from ilo_dc.portal.data import findings
from ilo_dc.portal.data.lines import Cell
from ilo_dc.portal.partners.pages.partners import MEASURE, Column, answer_of, cell_of, revenue_columns
from ilo_dc.portal.partners.panels import money_of_partner


@dataclass(frozen=True)
class YearLine:
    """A year with one number per type under its name; None: the publication has no amount.

    `unearmarked` is the share of un-earmarked in voluntary contributions (None: one of both is not
    reported), `change` that of all on the year before.
    """

    year: int
    cells: tuple[tuple[str, Cell | None], ...]
    unearmarked: Decimal | None
    change: str


@require_safe
@at_one_moment
@reads_its_address
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one partner: who it is, its contributions by year and type; `format=png`: their chart alone."""
    rows = panels.partners_of(request.user).prefetch_related("aliases", "codes")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise Http404
    asked = read_question(MEASURE, request.GET, ignore=("format",))
    if asked.where or asked.by or asked.years:
        raise UnableToRead(_("The page of a partner shows all years and types: only “as_of” is read."))
    answer = panels.revenue_by_contributor(request.user, partners=(slug,), as_of=asked.as_of)
    publication = panels.revenue_by_contributor(request.user, as_of=answer.as_of)
    chart = panels.revenue_chart(
        answer, label=_("Stacked columns of contributions by year and type of revenue.")
    )
    caption = _caption(answer, publication)
    if is_picture_asked(request):
        return picture_response(chart, f"contributions-{slug}", caption)
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
            "chart": chart,
            "chart_caption": caption,
            "png": picture_address(request),
            "types": [RevenueType(code).label for code in types],
            "years": _year_lines(request, answer, publication, types),
            "breaks": panels.breaks_of(publication),
            "clearances": clearances_of(request.user, found),
            "rows_url": answer.page(answer.total),
            "csv": answer.export("csv"),
            "xlsx": answer.export("xlsx"),
            "panels": [
                panel
                for panel in (
                    money_of_partner(request.user, found, answer.as_of),
                    partnerships_of_partner(request.user, found),
                    calls_of_partner(request.user, found),
                )
                if panel is not None
            ],
        },
    )


def _codes(found: Organisation) -> list[tuple[str, str]]:
    """Return each register with the codes it gives the organisation."""
    grouped: dict[str, list[str]] = {}
    for code in found.codes.all():
        grouped.setdefault(str(code.get_scheme_display()), []).append(code.code)
    return [(scheme, ", ".join(codes)) for scheme, codes in grouped.items()]


def _latest(
    request: HttpRequest, answer: Figures, publication: Figures, slug: str
) -> list[tuple[str, Figure, str]]:
    """Return the key figures of the publication's latest year, each with what is said of it.

    Voluntary, un-earmarked, assessed: the change on the year before; of the first also rank and share.
    """
    years = panels.years_of(publication)
    if not years or not answer.lines:
        return []
    year = years[-1]
    latest = Question(where={"partner": (slug,), "year": (str(year),)}, as_of=answer.as_of)
    found = []
    for place, column in enumerate(revenue_columns()):
        figure = answer_of(request, latest, column).figure()
        before = (
            _of_year(answer, year - 1, column.types) if panels.are_comparable(publication, year) else None
        )
        notes = [findings.change_in_words(figure.value, before, year=year - 1)]
        if column.types == (RevenueType.UNEARMARKED.value,):
            notes.insert(0, _unearmarked_in_words(answer, publication, year))
        if place == 0:
            everyone = Question(where={"year": (str(year),)}, as_of=answer.as_of)
            notes.insert(0, _rank(request, slug, column, everyone))
        label = _("%(label)s by contributor, %(year)s") % {"label": column.label, "year": year}
        found.append((label, figure, ". ".join(filter(None, notes))))
    return found


def _unearmarked_in_words(answer: Figures, publication: Figures, year: int) -> str:
    """Say what share of a partner's voluntary contributions is un-earmarked, and what of those of all."""
    own = unearmarked_share(answer, publication, year)
    if own is None:
        return ""
    numbers = {
        "share": text.percent(own),
        "everyone": text.percent(unearmarked_share(publication, publication, year)),
    }
    return _("%(share)s of its voluntary contributions; of all contributors %(everyone)s") % numbers


def _of_year(answer: Figures, year: int, types: Sequence[str] = ()) -> Decimal | None:
    """Return the amount of a year, of some types or of all; None where nothing is reported."""
    return total_of(
        row.sums[MEASURE.evidence_field]
        for (found, code), row in panels.by_year_and_type(answer).items()
        if found == year and (not types or code in types)
    )


def _rank(request: HttpRequest, slug: str, column: Column, question: Question) -> str:
    """Say which place the partner takes among those named in a year, and what its share is."""
    everybody = answer_of(request, question, column)
    amounts = {
        str(row.keys["partner"]): Decimal(everybody.value(row) or 0)
        for row in everybody.lines
        if row.keys["partner"] and everybody.value(row) is not None
    }
    if slug not in amounts:
        return ""
    rank = 1 + sum(amount > amounts[slug] for amount in amounts.values())
    total = everybody.value(everybody.total)
    return findings.rank_in_words(rank, len(amounts), ratio(amounts[slug], Decimal(total) if total else None))


def _caption(answer: Figures, publication: Figures) -> Caption:
    """Return the texts of the chart."""
    sub = _("%(unit)s; what a year does not report is not drawn")
    return Caption(
        title=_title(answer, publication) or _("Contributions by year and type of revenue"),
        sub=sub % {"unit": capfirst(panels.unit_of(answer)[1])},
        source=answer.measures[0].rows.source,
        as_of=answer.as_of,
        demonstration=answer.total.demonstration,
    )


def _title(answer: Figures, publication: Figures) -> str:
    """Return what the latest year says; nothing of demonstration data, or where the reporting changed."""
    years = panels.years_of(publication)
    if not years or answer.total.demonstration or not panels.are_comparable(publication, years[-1]):
        return ""
    latest, before = _of_year(answer, years[-1]), _of_year(answer, years[-1] - 1)
    return findings.partner_finding(latest, before, year=years[-1])


def _year_lines(
    request: HttpRequest, answer: Figures, publication: Figures, types: Sequence[str]
) -> list[YearLine]:
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
        before = _of_year(answer, year - 1) if panels.are_comparable(publication, year) else None
        lines.append(
            YearLine(
                year,
                (*cells, (_("All, US$"), cell_of(by_year, row))),
                unearmarked_share(answer, publication, year),
                findings.signed(findings.change(by_year.value(row), before)),
            )
        )
    return lines


def unearmarked_share(answer: Figures, publication: Figures, year: int) -> Decimal | None:
    """Return the share of un-earmarked in the voluntary contributions of a year.

    None where nothing voluntary is stated, or the publication does not report un-earmarked ones of that year.
    """
    code = RevenueType.UNEARMARKED.value
    if (year, code) not in panels.by_year_and_type(publication):
        return None
    voluntary = _of_year(answer, year, panels.VOLUNTARY)
    if not voluntary or voluntary < 0:
        return None
    return ratio(_of_year(answer, year, (code,)) or Decimal(0), voluntary)
