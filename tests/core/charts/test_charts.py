"""The charts: what a drawing may hold, what it leaves out, and that it is made once."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from funding.revenue.panels import DRAWN_TYPES
from ilo_dc.core.charts import Series, line, ranked_bars, render, stacked_columns, theme
from portfolio.programmes.vocab import Progress

ROOT = Path(__file__).resolve().parents[3]
REVENUE = [Series("voluntary_earmarked", "Earmarked"), Series("assessed", "Assessed")]
YEARS = ["2022", "2023", "2024"]
VALUES = {
    ("2022", "voluntary_earmarked"): Decimal(382_600_000),
    ("2022", "assessed"): Decimal(409_800_000),
    ("2024", "voluntary_earmarked"): Decimal(436_000_000),
    ("2024", "assessed"): None,
}
PARTS = [Series("spent", "Spent"), Series("available", "Available"), Series("gap", "Gap")]


def parsed(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314  (our own renderer's output)


def columns(**more):
    return stacked_columns(
        **{"years": YEARS, "series": REVENUE, "values": VALUES, "label": "Revenue by year", **more}
    )


def bars():
    rows = [
        ("Atlantis", {"spent": Decimal(5_000_000), "available": Decimal(0), "gap": Decimal(24_200_000)}),
        ("Lilliput <b>", {"spent": None, "available": None, "gap": None}),
    ]
    return ranked_bars(rows=rows, series=PARTS, label="Gaps", shown="gap")


def rates(**more):
    return line(
        periods=["2010–11", "2012–13"],
        series=[Series("rate", "Delivery rate")],
        values={("2010–11", "rate"): Decimal("76.2"), ("2012–13", "rate"): Decimal("83.9")},
        marks={"2010–11": 75, "2012–13": 85},
        scale=1,
        start=60,
        suffix="%",
        label="Delivery rate",
        **more,
    )


@pytest.fixture(params=[columns, bars, rates], ids=["columns", "bars", "line"])
def chart(request):
    return request.param()


class TestDrawings:
    def test_a_page_may_carry_them(self, chart):
        for drawing in (chart.wide, chart.narrow):
            root = parsed(drawing)
            assert root.get("role") == "img"
            assert root.get("aria-label") == chart.label
            assert root.get("direction") == "ltr"
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert tags <= {"svg", "g", "path", "line", "rect", "circle", "text", "tspan"}
            names = {name for element in root.iter() for name in element.attrib}
            assert not names & {"style", "id", "onclick", "href", "clip-path"}

    def test_there_is_a_wide_and_a_narrow_one(self, chart):
        assert [parsed(drawing).get("class") for drawing in (chart.wide, chart.narrow)] == [
            "wide",
            "narrow",
        ]
        assert [parsed(drawing).get("width") for drawing in (chart.wide, chart.narrow)] == [
            "760",
            "330",
        ]

    def test_all_colours_are_the_theme_s(self, chart):
        used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart.wide + chart.narrow)) - {"none"}
        assert used <= theme.COLOURS

    def test_text_is_never_smaller_than_11_pixels(self, chart):
        assert min(map(float, re.findall(r'font-size="([\d.]+)"', chart.wide + chart.narrow))) >= 11


class TestColours:
    def test_no_drawing_has_the_colour_of_demonstration_data(self):
        styles = (ROOT / "static/css/foundation.css").read_text()
        purple = re.search(r"--purple: (#\w{6});", styles)[1]
        assert "--demo: var(--purple);" in styles
        assert purple not in theme.COLOURS
        used = {value for paint in (*theme.STRONG, *theme.CONTEXT, *theme.SERIES.values()) for value in paint}
        assert purple not in used

    @pytest.mark.parametrize(
        "codes", [list(Progress.values), [code for code, _name in DRAWN_TYPES.values()]], ids=str
    )
    def test_series_of_pages_have_colours_of_their_own(self, codes):
        assert set(codes) <= theme.SERIES.keys()
        assert len({theme.SERIES[code] for code in codes}) == len(codes)


class TestLabels:
    LONG = (
        "United Kingdom of Great Britain and Northern Ireland, with the Isle of Man and the Channel Islands"
    )

    @pytest.mark.parametrize("name", ["wide", "narrow"])
    def test_the_label_of_a_bar_is_whole(self, name):
        rows = [(self.LONG, {"gap": Decimal(24_200_000)}), ("Kenya", {"gap": Decimal(1_000_000)})]
        drawing = getattr(ranked_bars(rows=rows, series=PARTS[2:], label="Gaps"), name)
        assert "…" not in drawing
        assert self.LONG in " ".join(parsed(drawing).itertext())

    def test_the_label_of_a_column_s_part_is_whole(self):
        series = [Series("a", self.LONG), Series("b", "Short")]
        values = {("2024", "a"): Decimal(5_000_000), ("2024", "b"): Decimal(500_000)}
        drawing = columns(years=["2024"], series=series, values=values).wide
        assert self.LONG in " ".join(parsed(drawing).itertext())
        assert "Short 0.5" in "".join(parsed(drawing).itertext())

    def test_every_year_has_its_label_in_two_figures_where_four_have_no_room(self):
        years = [str(year) for year in range(2010, 2025)]
        values = {(year, "a"): Decimal(5_000_000) for year in years}
        drawing = columns(years=years, series=[Series("a", "Revenue")], values=values)
        for shown in (drawing.wide, drawing.narrow):
            labels = {"".join(text.itertext()) for text in parsed(shown).iter() if text.tag.endswith("text")}
            assert labels >= {f"’{year[2:]}" for year in years} or labels >= set(years)


class TestMissingValues:
    def test_a_year_without_any_is_a_dash_in_drawing_and_table(self):
        chart = columns()
        assert ">–</text>" in chart.wide
        assert chart.rows[1] == ("2023", "–", "–", "–")

    def test_a_missing_type_is_not_drawn_and_not_zero(self):
        chart = columns()
        assert chart.wide.count(f'fill="{theme.PALE_BLUE}"') == 1
        assert chart.rows[2] == ("2024", "436.0", "–", "436.0")

    def test_a_row_of_nothing_known_has_no_bar(self):
        chart = bars()
        assert "Lilliput &lt;b&gt;" in chart.wide
        assert chart.rows[1][1:] == ("–", "–", "–")

    def test_a_missing_value_breaks_a_line(self):
        periods = ["2020", "2021", "2022", "2023", "2024"]
        values = {(period, "a"): Decimal(1_000_000) for period in periods if period != "2022"}
        chart = line(periods=periods, series=[Series("a", "A")], values=values, label="Line")
        strokes = re.findall(
            r'<path d="M[^"]+" stroke="#1E2DBE" stroke-width="2.5" stroke-linecap', chart.wide
        )
        assert len(strokes) == 2


class TestSeries:
    def test_a_series_keeps_its_colour_and_others_take_the_next(self):
        paints = theme.paints(["assessed", "new", "voluntary_earmarked"])
        assert paints["assessed"] == theme.CONTEXT[0]
        assert paints["voluntary_earmarked"] == theme.STRONG[0]
        assert paints["new"] == theme.STRONG[1]

    def test_the_legend_names_every_series(self):
        assert [label for label, _paint in rates().legend] == ["Delivery rate", "Milestone"]

    def test_a_missed_milestone_is_a_hollow_point(self):
        assert f'fill="{theme.WHITE}" stroke="{theme.BLUE}"' in rates().wide

    def test_it_refuses_floats(self):
        with pytest.raises(TypeError):
            columns(values={("2024", "assessed"): 1.5})


class TestCache:
    def test_a_second_call_renders_nothing(self, monkeypatch):
        first = columns()
        monkeypatch.setattr(render, "_rendered", lambda *_args: pytest.fail("rendered again"))
        assert columns() == first

    @pytest.mark.parametrize("change", [{"label": "Another"}, {"width": 620}, {"unit": "US$"}])
    def test_other_words_or_sizes_are_another_drawing(self, change):
        assert columns().wide != columns(**change).wide

    def test_a_new_theme_is_another_drawing(self, monkeypatch):
        columns()
        monkeypatch.setattr(theme, "VERSION", theme.VERSION + 1)
        monkeypatch.setattr(render, "_rendered", lambda *_args: "<svg xmlns='http://www.w3.org/2000/svg'/>")
        assert "<path" not in columns().wide


def test_importing_the_charts_does_not_load_the_renderer():
    """A process that forks after the renderer has run hangs."""
    command = (
        "import sys, ilo_dc.core.charts; sys.exit('vl_convert' in sys.modules or 'altair' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
