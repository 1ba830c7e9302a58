"""Colours, type and sizes of every drawing.

The values are those of the light scheme. `static/css/figures.css` maps each of them to a role, so that one
drawing serves the light scheme, the dark one, paper and download: write no other value.
"""

from __future__ import annotations

from typing import Any, NamedTuple

VERSION = 3

# No drawing is purple: that is the colour of demonstration data alone.
BLUE, TEAL, BROWN, AMBER = "#1E2DBE", "#008C91", "#7D3C0A", "#C98500"
GREEN, PALE_GREEN = "#1F5A0F", "#E9F8E1"
PALE_BLUE, PALE_GREY = "#BEDCFA", "#EDF0F2"
NAVY, STEEL, GREY = "#230050", "#4A6FA5", "#6D6D6D"
PINK, RED = "#FDE3E5", "#C8303C"
INK, DIM, LINE, WHITE = "#2D2D2D", "#565C63", "#DCE2E6", "#FFFFFF"

COLOURS = frozenset(
    (
        *(BLUE, TEAL, BROWN, AMBER, GREEN, PALE_GREEN, PALE_BLUE, PALE_GREY),
        *(NAVY, STEEL, GREY, PINK, RED, INK, DIM, LINE, WHITE),
    )
)


class Paint(NamedTuple):
    """How a series is painted: its fill, an outline where the fill is pale, the colour of its label."""

    fill: str
    stroke: str | None = None
    label: str = DIM


STRONG = (Paint(BLUE, label=BLUE), Paint(TEAL, label=TEAL), Paint(BROWN, label=BROWN), Paint(AMBER))
CONTEXT = (Paint(PALE_BLUE, STEEL), Paint(PALE_GREY, GREY))
SPENT, AVAILABLE, GAP = Paint(NAVY, label=INK), Paint(BLUE, label=BLUE), Paint(PINK, RED, RED)
GROUP = Paint(STEEL, label=STEEL)
TARGET = Paint(RED, label=RED)
MARK = Paint(INK, label=INK)
TRACK = (Paint(PALE_GREY), Paint(PALE_BLUE))

# A series keeps its colour on all pages. The keys are codes, never labels.
SERIES = {
    "voluntary_earmarked": STRONG[0],
    "voluntary_unearmarked": STRONG[1],
    "assessed": CONTEXT[0],
    "other": CONTEXT[1],
    "spent": SPENT,
    "available": AVAILABLE,
    "gap": GAP,
    "group": GROUP,
    "results_achieved": Paint(GREEN, label=GREEN),
    "on_track": Paint(PALE_GREEN, GREEN, GREEN),
    "no_progress": STRONG[3],
}

FONT = "Noto Sans, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
LABEL_SIZE, VALUE_SIZE, SMALL_SIZE = 12.5, 11, 12
WIDE, NARROW = 760, 330


def paints(codes: list[str]) -> dict[str, Paint]:
    """Return the paint of each series: its own, else the next strong one, else context."""
    spare = iter([paint for paint in STRONG if paint not in {SERIES.get(code) for code in codes}])
    return {code: SERIES.get(code) or next(spare, CONTEXT[1]) for code in codes}


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of all drawings."""
    return {
        "background": None,
        "padding": {"left": 0, "right": 0, "top": 4, "bottom": 0},
        "font": FONT,
        "view": {"stroke": None},
        "legend": {"disable": True},
        "axis": {
            "labelFont": FONT,
            "labelFontSize": SMALL_SIZE,
            "labelColor": DIM,
            "title": None,
            "domain": False,
            "ticks": False,
            "gridColor": LINE,
            "gridWidth": 1,
            "labelPadding": 6,
        },
        "axisX": {"grid": False, "domain": True, "domainColor": INK, "labelAngle": 0},
        "axisY": {
            "grid": True,
            "labelAlign": "left",
            "labelBaseline": "bottom",
            "labelPadding": 0,
            "labelOffset": -4,
        },
        "bar": {"cornerRadius": 0},
        "line": {"strokeWidth": 2.5, "strokeCap": "round"},
        "point": {"filled": True, "size": 95, "strokeWidth": 2.5},
        "text": {"fill": INK, "fontSize": LABEL_SIZE, "font": FONT},
    }
