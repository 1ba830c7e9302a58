"""The components: what they write, and that a page may carry it under a strict policy."""

import datetime as dt
import gzip
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import django_filters.fields
import django_filters.widgets
import django_tables2
import pytest
import rcssmin
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from ilo_dc.core.charts import bars
from ilo_dc.core.charts.theme import COLOURS
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.ui.form_problems import problems_of
from ilo_dc.core.ui.forms import (
    AmountField,
    Section,
    SectionsMixin,
    active_filters,
    kept_parameters,
)
from ilo_dc.core.ui.paper import address_of
from ilo_dc.formats import text

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path
    for folder in ("ui", "account", "mfa", "socialaccount", "django", "portal/styleguide")
    for path in (ROOT / "templates" / folder).rglob("*.html")
) + sorted((ROOT / "templates").glob("*.html"))
DOCUMENTATION = ROOT / "static" / "css" / "api.css"  # of the one page that draws the API's documentation
STYLES = sorted(set((ROOT / "static" / "css").glob("*.css")) - {DOCUMENTATION})


def shown(source: str, request=None, **values) -> str:
    return Template(source).render(Context({"request": request, **values}))


def question(address: str):
    return SimpleNamespace(GET=QueryDict(address), path="/here/")


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "decimals", "written"),
        [
            (Decimal("2699784.02"), 0, "2,699,784"),
            (Decimal("2699784.02"), 2, "2,699,784.02"),
            (Decimal("0.5"), 0, "1"),
            (Decimal("-1250"), 0, "−1,250"),
            (Decimal("-0.4"), 0, "0"),
            (34, 0, "34"),
            (None, 2, "–"),
        ],
    )
    def test_it_groups_and_rounds_half_up(self, value, decimals, written):
        assert text.fixed(value, decimals) == written

    @pytest.mark.parametrize("value", [1.5, True])
    def test_it_refuses_what_money_never_is(self, value):
        with pytest.raises(TypeError):
            text.fixed(value)

    def test_it_writes_millions_with_one_decimal_and_no_false_zero(self):
        assert text.millions(Decimal("93249000")) == "93.2"
        assert text.millions(Decimal(4200)) == "<\u00a00.1"
        assert text.millions(0) == "0.0"
        assert text.millions(None) == "–"

    def test_it_writes_weights_as_the_language_writes_per_cent(self):
        assert text.exact_of_hundred(Decimal("40.00")) == "40%"
        assert text.exact_of_hundred(Decimal("62.5")) == "62.5%"
        assert text.exact_of_hundred(None) == "–"
        with translation.override("fr"):
            assert text.exact_of_hundred(Decimal("62.5")) == "62,5\u202f%"
            assert text.part_of_millions(100_000, 3_600_000) == "0,1 million de dollars É.-U. sur 3,6"
            assert text.part_of_millions(2_000_000, 3_600_000).startswith("2,0 millions ")

    def test_paper_says_addresses_whole_and_to_the_second(self, rf):
        asked = "/revenue/?type=R02%2CR03&as_of=2026-11-27T07%3A05%3A59.970783Z"
        told = address_of(rf.get("/"), asked)
        assert told == "http://testserver/revenue/?type=R02,R03&as_of=2026-11-27T07:06:00Z"
        assert address_of(rf.get("/here/?a=1")) == "http://testserver/here/?a=1"
        assert address_of(rf.get("/", headers={"host": "elsewhere.example"}), "/x/") == "/x/"

    def test_it_writes_days_in_words(self):
        assert shown("{{ day|in_words }}", day=dt.date(2026, 11, 12)) == "12 November 2026"
        assert shown("{{ code|in_words }}", code="2026-H1") == "2026-H1"
        with translation.override("fr"):
            assert shown("{{ day|in_words }}", day=dt.date(2026, 1, 1)) == "1er janvier 2026"

    def test_it_writes_shares(self):
        assert text.percent(Decimal("0.9138")) == "91.4%"
        assert text.of_hundred(Decimal("91.35")) == "91.4%"
        assert text.percent(None) == "–"

    def test_it_writes_amounts_with_their_currency(self):
        assert text.amount(Decimal(4200000)) == "US$\u00a04,200,000"
        assert text.amount(Decimal("2500000"), "EUR", 2) == "EUR\u00a02,500,000.00"

    def test_it_follows_the_language(self):
        with translation.override("fr"):
            assert text.fixed(Decimal("1095327.4"), 1) == "1\u202f095\u202f327,4"
        with translation.override("es"):
            assert text.long_date(dt.date(2026, 11, 12)) == "12 de noviembre de 2026"


class TestDates:
    def test_it_is_short_in_lists_and_long_in_text(self):
        when = dt.date(2026, 11, 12)
        assert shown("{% day when %}", when=when) == '<time datetime="2026-11-12">12 Nov 2026</time>'
        assert ">12 November 2026<" in shown('{% day when "long" %}', when=when)
        assert shown("{% day when %}", when=None) == "–"

    def test_a_moment_is_in_utc(self):
        east = dt.timezone(dt.timedelta(hours=9))
        assert "11 Nov 2026, 23:30 UTC" in shown(
            "{% moment when %}", when=dt.datetime(2026, 11, 12, 8, 30, tzinfo=east)
        )


class TestMarks:
    def test_a_badge_escapes_and_ignores_an_unknown_kind(self):
        assert shown('{% badge label "shiny" %}', label="<b>") == '<span class="badge">&lt;b&gt;</span>'

    def test_a_status_has_a_word_and_a_kind(self):
        assert shown('{% status "On track" "ok" %}') == '<span class="status status-ok">On track</span>'

    def test_the_demonstration_tag_is_left_out_when_it_does_not_apply(self):
        assert shown("{% demo no %}", no=False) == ""
        assert "Demonstration data" in shown("{% demo %}")

    def test_a_rule_at_the_end_of_a_bar_stands_within_it(self):
        drawn = shown("{% target_bar 25 50 100 100 marks=marks %}", marks=[0, 50, 100])
        rule = r'<rect x="([^"]*)" y="0" width="(1.5|2.5)"[^>]*?(?:translate\(([^)]*)\)"/>|/>)'
        rules = re.findall(rule, drawn)
        assert rules == [
            ("0%", "1.5", ""),
            ("50%", "1.5", "-0.75"),
            ("100%", "1.5", "-1.5"),
            ("100%", "2.5", "-2.5"),
        ]

    def test_a_gap_bar_draws_spent_inside_available_inside_required(self):
        drawn = shown("{% gap_bar 25 50 100 %}")
        assert re.findall(r'width="(\d+%)"', drawn) == ["100%", "50%", "50%", "25%"]
        assert 'x="50%"' in drawn

    def test_the_bar_of_a_sum_shows_its_gap_although_others_have_more_than_they_need(self):
        drawn = shown("{% gap_bar 25 110 100 missing=20 %}")
        assert re.findall(r'width="(\d+%)"', drawn) == ["100%", "20%", "80%", "25%"]
        assert shown("{% gap_bar 25 110 100 missing=0 %}") == shown("{% gap_bar 25 110 100 %}")

    def test_a_bar_takes_the_colour_of_its_series(self):
        fills = [
            re.search('fill="([^"]+)"', shown(f'{{% bar 1 2 "{kind}" %}}'))[1]
            for kind in ("own", "group", "assessed", "voluntary_unearmarked")
        ]
        assert len(set(fills)) == 4

    def test_less_is_drawn_as_the_share_of_the_way_where_less_is_better(self):
        numbers = {"baseline": Decimal(75), "actual": Decimal(66), "target": Decimal(50), "band": Decimal(75)}
        falling = bars.way(**numbers, marks=[Decimal(60), Decimal(80)])
        assert falling == bars.Way(
            Decimal("0.36"), Decimal(0), Decimal(1), [Decimal("0.6"), Decimal(0)], Decimal(1)
        )
        rising = bars.way(**{**numbers, "target": Decimal(90)})
        assert rising == bars.Way(Decimal(66), Decimal(75), Decimal(90), [], Decimal(90))
        assert bars.way(baseline=None, actual=None, target=None, band=None).maximum is None
        for baseline in (None, Decimal(5)):
            assert bars.way(baseline=baseline, actual=Decimal(9), target=None, band=None).maximum is None
        assert bars.way(baseline=None, actual=Decimal(9), target=Decimal(12), band=None).maximum == 12

    def test_a_bar_of_nothing_known_is_empty(self):
        assert "<rect" not in shown("{% bar nothing 100 %}", nothing=None)


FIGURE = SimpleNamespace(
    measure=SimpleNamespace(
        code="gap", label="Resource gap", definition="What is missing.", formula="Σ max(r − a, 0)", unit="USD"
    ),
    value=Decimal("93249000.00"),
    numerator=None,
    denominator=None,
    scope_text="993 sub-outputs.",
    as_of=dt.datetime(2026, 2, 5, tzinfo=dt.UTC),
    source="UN INFO",
    source_date=dt.date(2026, 2, 4),
    row_count=993,
    page="/frameworks/?gap=1",
    evidence="/api/v1/framework-suboutputs/?gap=1",
    denominator_page="",
    denominator_count=993,
    demonstration=False,
)


class TestFigures:
    def test_an_explanation_has_its_five_entries_and_both_links(self):
        drawer = shown("{% explain figure %}", figure=FIGURE)
        assert re.findall(r"<dt>(.*?)</dt>", drawer) == ["Definition", "Scope", "Formula", "As of", "Rows"]
        assert 'href="/frameworks/?gap=1">993 rows' in drawer
        assert 'href="/api/v1/framework-suboutputs/?gap=1"' in drawer
        assert "4 February 2026" in drawer
        assert "5 February 2026" in drawer

    def test_a_ratio_shows_its_division(self):
        measure = SimpleNamespace(
            **{**vars(FIGURE.measure), "unit": "ratio", "term_units": ("count", "count")}
        )
        ratio = SimpleNamespace(
            **{
                **vars(FIGURE),
                "measure": measure,
                "value": Decimal(52) / 55,
                "numerator": 52,
                "denominator": 55,
            }
        )
        assert "52 ÷ 55 = 94.5%" in shown("{% explain figure %}", figure=ratio)
        assert "52 of 55" in shown("{% kpi figure %}", figure=ratio)

    @pytest.mark.parametrize(
        ("units", "written"),
        [
            (("USD", "USD"), "US$\u00a052 ÷ US$\u00a055"),
            (("days", "count"), "52 ÷ 55"),
            (("count", "count"), "52 ÷ 55"),
        ],
    )
    def test_each_term_is_written_by_its_own_unit(self, units, written):
        measure = SimpleNamespace(**{**vars(FIGURE.measure), "unit": "ratio", "term_units": units})
        values = {"measure": measure, "numerator": Decimal(52), "denominator": Decimal(55)}
        ratio = SimpleNamespace(**{**vars(FIGURE), **values, "value": Decimal(52) / 55})
        assert re.sub("<[^>]+>", "", shown("{% terms figure %}", figure=ratio)) == written
        assert f"{written} = 94.5%" in shown("{% explain figure %}", figure=ratio)
        assert ("52 of 55" in shown("{% kpi figure %}", figure=ratio)) is ("USD" not in units)

    def test_a_key_figure_without_a_value_shows_a_dash(self):
        nothing = SimpleNamespace(**{**vars(FIGURE), "value": None})
        tile = shown("{% kpi figure %}", figure=nothing)
        assert '<p class="kpi-value">–</p>' in tile


class Fields(SectionsMixin, forms.Form):
    amount = AmountField(label="Amount", help_text="Support cost included")
    note = forms.CharField(label="Note", required=False)

    sections = (Section("Money", ("amount",)),)


class TestForms:
    def test_a_field_is_label_hint_error_control_in_this_order(self):
        group = Fields({"amount": "much"})["amount"].as_field_group()
        order = [group.find(part) for part in ("<label", 'class="hint"', '<ul class="error"', "<input")]
        assert -1 not in order
        assert order == sorted(order)

    def test_a_control_names_its_hint_and_its_error(self):
        group = Fields({"amount": "much"})["amount"].as_field_group()
        described = re.search(r'aria-describedby="([^"]+)"', group)[1].split()
        assert len(described) == 2
        assert all(f'id="{name}"' in group for name in described)
        assert 'aria-invalid="true"' in group

    @pytest.mark.parametrize(
        ("language", "typed"),
        [
            ("en", "2,500,000.50"),
            ("en", "2500000.50"),
            ("en", " 2 500 000.50 "),
            ("fr", "2 500 000,50"),
            ("fr", "2\u202f500\u202f000,50"),
            ("fr", "2.500.000,50"),
            ("fr", "2500000.50"),
        ],
    )
    def test_an_amount_is_read_as_people_type_it(self, language, typed):
        with translation.override(language):
            assert AmountField().clean(typed) == Decimal("2500000.50")

    def test_an_amount_is_shown_grouped(self):
        assert 'value="2,500,000.00"' in str(Fields(initial={"amount": Decimal("2500000.00")})["amount"])

    def test_the_summary_leads_to_each_control(self):
        form = Fields({})
        form.is_valid()
        form.add_error(None, "The shares add up to 95%.")
        problems = list(problems_of(form))
        assert [(problem.label, problem.target) for problem in problems] == [
            ("", ""),
            ("Amount", "id_amount"),
        ]
        summary = shown("{% error_summary form %}", form=form)
        assert '<a href="#id_amount">Amount: ' in summary

    def test_a_field_that_no_section_names_comes_last(self):
        names = [[bound.name for bound in section.bound] for section in Fields().bound_sections]
        assert names == [["amount"], ["note"]]


class TestFilters:
    address = QueryDict("region=africa&states=a&states=b&signed_after=2026-01-02&ordering=-usd&cursor=abc")

    def test_each_value_in_force_is_a_chip_that_removes_itself_alone(self):
        chips = active_filters(form_of(self.address), self.address)
        assert [chip.label for chip in chips] == [
            "Region: Africa",
            "State: Draft",
            "State: Issued",
            "Signed: from 2 Jan 2026",
        ]
        left = QueryDict(chips[1].url.removeprefix("?"))
        assert left.getlist("states") == ["b"]
        assert left["region"] == "africa"
        assert "cursor" not in left

    def test_what_is_not_a_filter_is_kept_but_not_the_position(self):
        assert kept_parameters(form_of(self.address), self.address) == [("ordering", "-usd")]

    def test_a_dimension_names_its_keys(self):
        def read(key):
            if key == "XXX":
                raise UnableToRead("No such country.")
            return key

        dimension = SimpleNamespace(
            empty=("none", "Not attributed"), read=read, names=lambda keys: {key: key.title() for key in keys}
        )

        class Countries(forms.Form):
            country = forms.CharField(label="Country")

        address = QueryDict("country=KEN,none,XXX")

        chips = active_filters(Countries(address), address, {"country": SimpleNamespace(dimension=dimension)})

        assert [chip.label for chip in chips] == ["Country: Ken, Not attributed, XXX"]


def form_of(address):
    class Plain(forms.Form):
        region = forms.ChoiceField(label="Region", choices=[("africa", "Africa"), ("asia", "Asia")])
        states = forms.MultipleChoiceField(label="State", choices=[("a", "Draft"), ("b", "Issued")])
        signed = django_filters.fields.DateRangeField(
            label="Signed", widget=django_filters.widgets.DateRangeWidget()
        )

    return Plain(address)


class Approvals(django_tables2.Table):
    title = django_tables2.Column("Agreement")
    status = django_tables2.Column("State", orderable=False)
    signed = django_tables2.Column("Signed")
    amount_usd = django_tables2.Column("US$")
    rows = django_tables2.Column("Rows", attrs={"cell": {"class": "n"}})

    caption = "Approvals"


ROW = {
    "title": "Skills",
    "status": "Issued",
    "signed": dt.date(2026, 11, 12),
    "amount_usd": Decimal("4200000.00"),
    "rows": 1206,
}
TABLE = '{% include "ui/table.html" %}'


class TestTables:
    def test_cells_are_written_by_their_type(self):
        page = shown(TABLE, question(""), table=Approvals([ROW, {**ROW, "amount_usd": None}]))
        assert '<th scope="row">Skills</th>' in page
        assert '<td class="n" data-th="US$">4,200,000</td>' in page
        assert '<td class="n" data-th="US$">–</td>' in page
        assert '<td class="n" data-th="Rows">1,206</td>' in page
        assert ">12 Nov 2026</time>" in page

    def test_a_column_called_like_a_style_takes_no_style(self):
        page = shown(TABLE, question(""), table=Approvals([ROW]))
        assert '<td data-th="State">Issued</td>' in page

    def test_heads_say_how_they_sort_and_keep_the_filter(self):
        table = Approvals([ROW], order_by="-signed")
        page = shown(TABLE, question("region=africa&cursor=x"), table=table)
        assert 'aria-sort="descending"><a href="?region=africa&amp;sort=signed"' in page
        assert page.count("aria-sort") == 4

    def test_a_register_sorts_by_its_own_orders(self):
        register = SimpleNamespace(orderings={"signed": ("signed",)})
        page = shown(
            TABLE, question("limit=20"), table=Approvals([ROW]), register=register, ordering="signed"
        )
        assert 'aria-sort="ascending"><a href="?limit=20&amp;ordering=-signed"' in page
        assert page.count("aria-sort") == 1

    def test_totals_say_what_they_cover(self):
        table = Approvals([ROW])
        whole = {"label": "All 214 approvals", "values": {"amount_usd": Decimal("331408920.00")}}
        table.totals = [{"label": "On other pages", "values": {"amount_usd": Decimal("5.00")}}, whole]
        page = shown(TABLE, question(""), table=table)
        assert '<th scope="row" colspan="3">All 214 approvals</th>' in page
        assert '<td class="n" data-th="US$">331,408,920</td>' in page
        assert page.index("On other pages") < page.index("All 214 approvals")

    def test_it_shows_every_row_that_the_page_was_given(self, rf):
        table = Approvals([ROW] * 60, request=rf.get("/"))
        assert shown(TABLE, question(""), table=table).count('<th scope="row">') == 60

    def test_an_empty_table_says_so(self):
        assert 'class="empty"' in shown(TABLE, question(""), table=Approvals([]))


class TestPaging:
    def test_it_says_how_many_of_how_many(self):
        assert "50 of 1,214 rows" in shown('{% pager 50 1214 next="?cursor=x" %}')
        assert "50 of more than 100,000 rows" in shown(
            "{% pager shown=50 total=100000 capped=yes %}", yes=True
        )
        assert "1 row<" in shown("{% pager 1 %}")


class TestStrictPolicy:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
    def test_no_template_holds_a_style_or_a_script(self, path):
        source = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script|javascript:", source)

    def test_the_styles_are_three_files_of_at_most_14_kilobytes(self):
        base = (ROOT / "templates" / "base.html").read_text()
        assert base.count('rel="stylesheet"') == len(STYLES) == 3
        served = [rcssmin.cssmin(path.read_text()).encode() for path in STYLES]
        assert sum(len(gzip.compress(style, 9)) for style in served) <= 14_000

    def test_every_colour_of_a_drawing_has_a_role(self):
        source = (ROOT / "static" / "css" / "figures.css").read_text()
        mapped = set(re.findall(r'\[(?:fill|stroke)="(#[0-9A-F]{6})"\]', source))
        assert mapped == COLOURS
