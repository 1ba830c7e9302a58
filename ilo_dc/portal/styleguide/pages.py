"""The styleguide: every component in every state, with invented values only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import django_filters
import django_tables2
from django import forms
from django.http import QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ilo_dc.core.charts import Series, line, ranked_bars, stacked_columns, theme
from ilo_dc.core.documents.pages import Listed
from ilo_dc.core.models import Document, Notification
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.parameters import reads_its_address
from ilo_dc.core.registers.number_filters import AmountFilter
from ilo_dc.core.ui.forms import AmountField, DayField, Section, SectionsMixin
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.work.items import WorkItem
from ilo_dc.core.work.rules import DueDate
from ilo_dc.portal.work.panels import Waiting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MILLION = 1_000_000
SIGNED = dt.date(2026, 11, 12)
AS_OF = dt.datetime(2026, 11, 20, 9, 42, tzinfo=dt.UTC)
CURRENCIES = [("USD", "USD"), ("EUR", "EUR"), ("DKK", "DKK")]
REGIONS = [("africa", "Africa"), ("americas", "Americas"), ("arab-states", "Arab States")]
FILLED = {"amount": Decimal("2500000.00"), "currency": "EUR", "rate": "0.926", "levy": "on_top"}
NUMERIC = {"cell": {"class": "n"}}

REVENUE = """
2013 226.0 – 430.8 69.7
2014 228.3 – 385.6 85.7
2015 179.5 12.6 384.0 62.9
2016 214.6 6.8 369.5 79.0
2017 – – – –
2018 201.7 12.7 388.9 88.7
2019 252.1 – 385.3 89.7
2020 262.5 – 405.5 78.9
2021 350.1 16.0 445.0 50.3
2022 382.6 16.5 409.8 39.9
2023 393.5 16.9 410.6 100.1
2024 436.0 16.4 480.3 117.3
"""
GAPS = [
    ("Atlantis", "5.0", "21.8", "24.2"),
    ("Land of a very long official name that does not fit beside its bar", "2.7", "0.5", "12.1"),
    ("Lilliput", "1.1", "0.3", "8.1"),
    ("Utopia", "2.4", "0", "0"),
]


@require_safe
@reads_its_address
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; search engines are told to stay away."""
    context = {
        "noindex": True,
        "title": _("Components"),
        "lead": _("Every part of the portal with its states. What is not here is not used."),
        "palette": _palette(),
        "figures": _figures(),
        "facts": {_("Partner"): "Atlantis", _("State"): _("Issued"), _("Evaluation"): None},
        "filter": StyleFilter(
            request.GET or QueryDict("region=africa&states=draft&states=issued&least=400000")
        ),
        "wrong": _wrong(),
        "second": ApprovalForm(prefix="second", initial=FILLED),
        "third": ApprovalForm(prefix="third", initial=FILLED),
        "table": _table(request),
        "none": ApprovalTable([]),
        "charts": _charts(),
        "steps": [_("Proposal"), _("Appraisal"), _("Approval"), _("Second review"), _("Minute issued")],
        "tabs": [(request.path, _("Results")), ("#progress", _("Resources")), ("#tabs", _("Updates"))],
        "events": _events(),
        "work": _work(),
        "notices": _notices(),
        "documents": _documents(),
        "runs": _runs(),
        "gap_rows": _gap_rows(),
        "targets": [(88, 70, 90), (Decimal("91.4"), 85, 90), (31, 30, 40), (None, 50, 90)],
        "signed": SIGNED,
        "moment": AS_OF,
        "amount": Decimal("2699784.02"),
        "share": Decimal("0.9138"),
        "less": Decimal(-1250),
        "legend_entries": [("Spent", theme.SPENT), ("Available", theme.AVAILABLE), ("Gap", theme.GAP)],
    }
    return render(request, "portal/styleguide/styleguide.html", context)


# --- Values -------------------------------------------------------------------------------------


def _palette() -> list[tuple[theme.Paint, str]]:
    series = [*theme.STRONG, *theme.CONTEXT, theme.SPENT, theme.GAP, theme.GROUP, theme.TARGET]
    return [(paint, paint.fill) for paint in series]


def _figure(unit: str, value: Any, **more: Any) -> SimpleNamespace:
    """Return an invented figure in the shape that measures give."""
    measure = SimpleNamespace(
        code="example",
        unit=unit,
        label=more.pop("label"),
        definition=more.pop("definition", _("An invented figure that shows the component.")),
        formula=more.pop("formula", "Σ amount_usd"),
        term_units=more.pop("term_units", ("USD", "USD")),
    )
    values = {
        "numerator": None,
        "denominator": None,
        "scope_text": _("All invented rows, whole Office."),
        "as_of": AS_OF,
        "source": _("The styleguide"),
        "source_date": None,
        "row_count": 1206,
        "page": "#tables",
        "evidence": "#charts",
        "denominator_page": "",
        "denominator_count": 1206,
        "demonstration": False,
    }
    return SimpleNamespace(measure=measure, value=value, **{**values, **more})


def _figures() -> list[SimpleNamespace]:
    return [
        _figure("USD", Decimal("452440000.00"), label=_("Voluntary contributions, 2024"), demonstration=True),
        _figure("USD", Decimal(4200), label=_("A very small amount"), source_date=dt.date(2024, 12, 31)),
        _figure("count", 34, label=_("Funding partners"), formula="count(partners)", row_count=34),
        _figure(
            "ratio",
            Decimal(52) / Decimal(55),
            label=_("Programmes with a tripartite committee"),
            formula="committees ÷ programmes",
            term_units=("count", "count"),
            numerator=52,
            denominator=55,
            denominator_page="#tables",
        ),
        _figure("USD", None, label=_("No value yet"), row_count=0),
    ]


def _charts() -> dict[str, Any]:
    revenue = [
        Series("voluntary_earmarked", _("Earmarked")),
        Series("voluntary_unearmarked", _("Un-earmarked")),
        Series("assessed", _("Assessed")),
        Series("other", _("Other revenue")),
    ]
    values = {}
    for year, *cells in (row.split() for row in REVENUE.strip().splitlines()):
        for series, cell in zip(revenue, cells, strict=True):
            values[year, series.code] = None if cell == "–" else Decimal(cell) * MILLION
    years = sorted({year for year, _code in values})
    rates = {("2010–11", "rate"): Decimal("76.2"), ("2012–13", "rate"): Decimal("83.9")}
    rates["2014–15", "rate"] = Decimal("91.4")
    label = _("Example with invented values; the data table below has them all.")
    return {
        "columns": stacked_columns(years=years, series=revenue, values=values, label=label),
        "lines": line(periods=years, series=revenue[:3], values=values, label=label, width=620),
        "rate": line(
            periods=["2010–11", "2012–13", "2014–15"],
            series=[Series("rate", _("Delivery rate"))],
            values=rates,
            marks={"2010–11": 75, "2012–13": 85, "2014–15": 90},
            start=60,
            scale=1,
            suffix="%",
            width=620,
            label=label,
        ),
        "gaps": ranked_bars(
            rows=[
                (name, dict(zip(("spent", "available", "gap"), map(_dollars, parts), strict=True)))
                for name, *parts in GAPS
            ],
            series=[
                Series("spent", _("Spent")),
                Series("available", _("Available, not yet spent")),
                Series("gap", _("Gap")),
            ],
            shown="gap",
            label=label,
            head=_("Country or area"),
        ),
    }


def _gap_rows() -> list[dict[str, Any]]:
    rows = []
    for name, *parts in GAPS:
        spent, unspent, gap = map(_dollars, parts)
        available = spent + unspent
        rows.append(
            {"name": name, "spent": spent, "available": available, "gap": gap, "required": available + gap}
        )
    return rows


def _dollars(millions: str) -> Decimal:
    return Decimal(millions) * MILLION


def _events() -> list[dict[str, Any]]:
    return [
        {
            "at": dt.date(2026, 11, 14),
            "title": _("Update submitted"),
            "text": "Outcome 2.1",
            "badge": _("In review"),
            "kind": "note",
        },
        {
            "at": dt.date(2026, 9, 30),
            "title": _("Update accepted"),
            "url": "#progress",
            "text": "Outcome 1.1",
            "badge": _("Accepted"),
            "kind": "ok",
        },
        {"at": dt.date(2026, 9, 1), "title": _("Programme signed")},
    ]


def _work() -> list[Waiting]:
    def item(title: str, subject: str, due_on: dt.date | None) -> WorkItem:
        return WorkItem(title, "#tables", _("Update"), AS_OF - dt.timedelta(days=12), subject, due_on)

    return [
        Waiting(item(_("Write the update"), f"ATL10{number}", due_on), 12, DueDate(due_on, AS_OF.date()))
        for number, due_on in enumerate((SIGNED, AS_OF.date(), None), start=1)
    ]


def _notices() -> list[Notification]:
    values = {"file": "atlantis.csv", "errors": 3}
    text = "“%(file)s” has errors (%(errors)s); nothing was saved."
    return [
        Notification(pk=2, kind=NoticeKind.N16, text=text, values=values, created_at=AS_OF),
        Notification(pk=1, kind=NoticeKind.N16, text=text, values=values, created_at=AS_OF, read_at=AS_OF),
    ]


def _documents() -> list[Listed]:
    minutes = Document(
        title=_("Minutes of the committee"),
        name="minutes.pdf",
        media_type="application/pdf",
        size=348_160,
        attached_at=AS_OF,
        demonstration=True,
    )
    return [Listed(minutes, "#tables", "#tables", about=_("Minutes of a meeting"), who="Ada")]


def _runs() -> list[SimpleNamespace]:
    def run(pk: int, state: str, shown: str, **more: Any) -> SimpleNamespace:
        values = {"done": 0, "total": 0, "step": "", "failure": "", **more}
        return SimpleNamespace(
            pk=pk, label=_("Import of sub-outputs"), state=state, get_state_display=shown, **values
        )

    failure = _("Row 14: the outcome code ATL199 does not exist. Nothing was saved.")
    return [
        run(1, "pending", _("Waiting")),
        run(2, "running", _("Running"), done=412, total=1279, step=_("Checking rows")),
        run(3, "done", _("Done"), done=1279, total=1279),
        run(4, "failed", _("Failed"), done=14, total=1279, failure=failure),
    ]


# --- Forms, filters, tables ---------------------------------------------------------------------


class ApprovalForm(SectionsMixin, forms.Form):
    """Fields of every kind."""

    reference = forms.CharField(label="Agreement reference", help_text="Copy it from the first page")
    signed = DayField(label="Date of the last signature")
    currency = forms.ChoiceField(label="Currency", choices=CURRENCIES)
    amount = AmountField(label="Amount", help_text="Total, support cost included")
    rate = forms.CharField(
        label="UN operational rate", help_text="Filled from the date", disabled=True, required=False
    )
    levy = forms.ChoiceField(
        label="1% coordination levy",
        choices=[("on_top", "Applies, paid on top"), ("included", "Included"), ("exempt", "Exempt")],
        widget=forms.RadioSelect,
    )
    regions = forms.MultipleChoiceField(
        label="Regions", choices=REGIONS, widget=forms.CheckboxSelectMultiple, required=False
    )
    agreement = forms.FileField(label="Signed agreement", help_text="PDF, at most 20 MB", required=False)
    note = LinesField(
        label="Note for the second reviewer",
        rows=3,
        max_length=500,
        required=False,
        help_text="Stays inside the department",
    )
    checked = forms.BooleanField(label="I checked the amount against the signed agreement")

    sections = (
        Section("Agreement", ("reference", "signed", "levy", "regions")),
        Section("Amount", ("currency", "amount", "rate"), "In the currency of the agreement."),
        Section("Evidence", ("agreement", "note", "checked")),
    )


def _wrong() -> ApprovalForm:
    """Return a form with errors of every kind."""
    form = ApprovalForm(
        {"reference": "EC-4417", "currency": "EUR", "amount": "two millions", "rate": "0.926"}
    )
    form.is_valid()
    form.add_error("reference", "EC-4417 is already logged.")
    form.add_error(None, "The shares add up to 95%, not 100%.")
    return form


class StyleFilter(django_filters.FilterSet):
    """Filters of every kind, over nothing."""

    search = django_filters.CharFilter(label="Search", method="ignore")
    region = django_filters.ChoiceFilter(label="Region", choices=REGIONS, empty_label="All", method="ignore")
    states = django_filters.MultipleChoiceFilter(
        label="States",
        choices=[("draft", "Draft"), ("issued", "Issued"), ("returned", "Returned")],
        widget=forms.CheckboxSelectMultiple,
        method="ignore",
    )
    signed = django_filters.DateFromToRangeFilter(
        label="Signed", widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}), method="ignore"
    )
    least = AmountFilter(label="At least, US$", method="ignore")

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=_Nothing())

    def ignore(self, rows: Any, _name: str, _value: Any) -> Any:
        """Filter nothing."""
        return rows


class _Nothing:
    """A queryset of nothing, so that the styleguide asks no database."""

    model = None

    def all(self) -> _Nothing:
        """Return nothing."""
        return self


class ApprovalTable(django_tables2.Table):
    """Columns of every kind."""

    title = django_tables2.Column("Agreement")
    signed = django_tables2.Column("Signed", attrs={"cell": {"class": "nowrap"}})
    partner = django_tables2.Column("Partner", orderable=False)
    amount = django_tables2.Column("Agreement amount", attrs=NUMERIC, orderable=False)
    amount_usd = django_tables2.Column("US$", attrs=NUMERIC)
    share = django_tables2.Column("Spent", attrs={"cell": {"class": "bar-cell"}}, orderable=False)
    state = django_tables2.Column("State", orderable=False)

    caption = "Approvals, invented"
    empty_advice = "Remove “Arab States” or widen the dates."

    class Meta:
        empty_text = "No approval matches this filter."


def _table(request: HttpRequest) -> ApprovalTable:
    from ilo_dc.core.ui import tags as ui  # its tags make the cells that other pages take from columns

    def row(title: str, partner: str, usd: int | None, state: tuple[str, str]) -> dict[str, Any]:
        return {
            "title": SafeString(f'<a href="#tables">{title}</a><span class="sub-line">DEMO-2026-118</span>'),
            "signed": SIGNED,
            "partner": partner,
            "amount": "EUR 2,500,000",
            "amount_usd": None if usd is None else Decimal(usd),
            "share": ui.gap_bar(usd and usd // 4, usd and usd // 2, usd, 12_000_000),
            "state": ui.badge(*state),
        }

    table = ApprovalTable(
        [
            row("Skills for a green transition, phase II", "Atlantis", 4_200_000, ("Issued", "ok")),
            row(
                "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "Lilliput", 10_395_010, ("Draft", "")
            ),
            row("Partnership programme", "Utopia", None, ("Returned", "bad")),
        ],
        order_by=request.GET.get("sort", "-signed"),
        request=request,
    )
    table.totals = [
        {"label": "On other pages: 210 rows", "values": {"amount_usd": Decimal("316813910.00")}},
        {
            "label": "All 214 approvals in this filter",
            "note": "They match the figure, to the cent.",
            "values": {"amount_usd": Decimal("331408920.00")},
        },
    ]
    return table
