"""Descriptions of the drawings for Altair. Numbers become floats here: pixels, no longer money."""

from __future__ import annotations

import math
import re
import textwrap
from itertools import pairwise
from typing import Any, Literal

import altair as alt
import orjson

from ilo_dc.core.charts import theme
from ilo_dc.formats import text


@alt.theme.register("portal", enable=True)
def portal_theme() -> alt.theme.ThemeConfig:
    """Return the one theme of all drawings."""
    return {"config": theme.config()}  # type: ignore[typeddict-item]


Drawing = alt.Chart | alt.LayerChart | alt.FacetChart

LABELS = 150
INDENT = 42  # the labels of the value axis stand inside the drawing, before the first column
NARROW_BELOW = 480
WIDE_YEAR, SHORT_YEAR = 36, 22  # pixels that a year takes in four figures, in two
YEAR = re.compile(r"[0-9]{4}")
LEAST = 15  # pixels between two labels
LINE_HEIGHT = 15


def stacked_columns(data: dict[str, Any], *, width: int, height: int = 340) -> Drawing:
    """Return columns by year, labelled directly at the end where there is room."""
    is_wide = width >= NARROW_BELOW
    inner = width - (LABELS if is_wide else 0)
    order = {one["code"]: place for place, one in enumerate(data["series"])}
    known = [
        {"year": year, "code": code, "value": float(value), "exact": value, "place": order[code]}
        for year, code, value in data["values"]
        if value is not None
    ]
    top, bottom = _extent(known)
    scale = alt.Scale(domain=[bottom, top], nice=False)
    x = alt.X(
        "year:N",
        sort=data["years"],
        scale=alt.Scale(domain=data["years"], range=[INDENT, inner], paddingInner=0.26, paddingOuter=0.13),
        axis=_years_axis(data["years"], inner),
    )
    y = alt.Y("value:Q", stack="zero", scale=scale, axis=_axis(top, bottom, data["unit"]))
    base = alt.Chart(alt.Data(values=known))
    layers: list[Drawing] = [_painted(base.mark_bar(), data["series"]).encode(x=x, y=y, order="place:Q")]
    layers += _dashes(data, known, x, scale)
    if is_wide:
        layers += _values_inside(data, known, x, scale=scale, inner=inner)
        layers.append(_end_labels(_ends(data, known, (top - bottom) / (height - 40)), scale, inner))
    return _finished(layers, inner, height - 30)


def _dashes(data: dict[str, Any], known: list[dict[str, Any]], x: alt.X, scale: alt.Scale) -> list[Drawing]:
    """Return a dash for each year of which nothing is known."""
    silent = [{"year": year, "y": 0} for year in data["years"] if year not in {row["year"] for row in known}]
    if not silent:
        return []
    mark = alt.Chart(alt.Data(values=silent)).mark_text(text=text.DASH, dy=-8, fill=theme.DIM)
    return [mark.encode(x=x, y=alt.Y("y:Q", scale=scale))]


def _values_inside(
    data: dict[str, Any], known: list[dict[str, Any]], x: alt.X, *, scale: alt.Scale, inner: int
) -> list[Drawing]:
    """Return the first series' values inside its columns, where the columns are wide and high enough."""
    first = data["series"][0]["code"]
    highest = max((row["value"] for row in known), default=0)
    rows = [
        {"year": row["year"], "value": row["value"], "text": _brief(row["exact"])}
        for row in known
        if row["code"] == first and row["value"] > highest / 8
    ]
    if (inner - INDENT) / max(len(data["years"]), 1) < 34 or not rows:
        return []
    mark = alt.Chart(alt.Data(values=rows)).mark_text(
        fill=theme.WHITE, fontSize=theme.VALUE_SIZE, baseline="top", dy=4
    )
    return [mark.encode(x=x, y=alt.Y("value:Q", scale=scale), text="text:N")]


def _ends(data: dict[str, Any], known: list[dict[str, Any]], unit: float) -> list[dict[str, Any]]:
    """Return the label of each series beside the last column, moved apart where they would touch.

    `unit` is how much of the value one pixel is worth.
    """
    last = [row for row in known if row["year"] == data["years"][-1]]
    floor, ends = 0.0, []
    for one in data["series"]:
        for row in last:
            if row["code"] == one["code"] and row["value"] > 0:
                written = f"{one['name']} {_brief(row['exact'])}"
                ends.append({"y": floor + row["value"] / 2, "text": written, "colour": one["label"]})
                floor += row["value"]
    return _apart(ends, unit)


def _apart(ends: list[dict[str, Any]], unit: float) -> list[dict[str, Any]]:
    """Return labels with at least LEAST pixels between them, in order, as near to their place as can be."""
    ends.sort(key=lambda end: end["y"])
    for end in ends:
        end["lines"] = len(_lines(end["text"], LABELS - 8))
    for lower, upper in pairwise(ends):
        upper["y"] = max(upper["y"], lower["y"] + LEAST * (lower["lines"] + upper["lines"]) / 2 * unit)
    return ends


def _end_labels(ends: list[dict[str, Any]], scale: alt.Scale, inner: int) -> Drawing:
    """Return the labels at the right of the drawing, each in its series' colour."""
    layers: list[Drawing] = []
    for colour, count in sorted({(end["colour"], end["lines"]) for end in ends}):
        rows = [
            {**end, "text": "\n".join(_lines(end["text"], LABELS - 8))}
            for end in ends
            if (end["colour"], end["lines"]) == (colour, count)
        ]
        weight: Literal[400, 600] = 400 if colour == theme.DIM else 600
        mark = alt.Chart(alt.Data(values=rows)).mark_text(
            align="left",
            fill=colour,
            fontWeight=weight,
            dx=8,
            dy=-LINE_HEIGHT * (count - 1) / 2,
            lineBreak="\n",
            lineHeight=LINE_HEIGHT,
        )
        layers.append(mark.encode(x=alt.value(inner), y=alt.Y("y:Q", scale=scale), text="text:N"))
    return alt.layer(*layers)


def ranked_bars(data: dict[str, Any], *, width: int, height: int = 0) -> Drawing:
    """Return horizontal bars: the label beside the bar, or above it in the narrow drawing."""
    is_wide = width >= NARROW_BELOW
    indent = min(260, width // 3) if is_wide else 0
    lines = [_lines(row["label"], (indent or width) - 12) for row in data["rows"]]
    most = max(map(len, lines), default=1)
    step = (26 if is_wide else 44) + LINE_HEIGHT * (most - 1)
    order = {one["code"]: place for place, one in enumerate(data["series"])}
    known = [
        {"row": place, "code": code, "value": float(value), "place": order[code]}
        for place, row in enumerate(data["rows"])
        for code, value in row["values"]
        if value is not None and float(value) > 0
    ]
    longest = max((_sum(known, row=place) for place in range(len(data["rows"]))), default=0) or 1
    scale = alt.Scale(domain=[0, longest], range=[indent, width - 64], nice=False)
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(data["rows"]))), padding=0), axis=None)
    x = alt.X("value:Q", stack="zero", scale=scale, axis=None)
    shift = 0 if is_wide else 9 + LINE_HEIGHT * (most - 1) // 2
    base = alt.Chart(alt.Data(values=known))
    bars = _painted(base.mark_bar(size=14, yOffset=shift), data["series"]).encode(x=x, y=y, order="place:Q")
    ends = [
        {"row": place, "x": _sum(known, row=place), "text": row["end"]}
        for place, row in enumerate(data["rows"])
    ]
    value = alt.Chart(alt.Data(values=ends)).mark_text(
        align="left", dx=8, dy=shift, fill=theme.DIM, fontSize=theme.SMALL_SIZE
    )
    layers = [
        bars,
        *_names(lines, y, lift=0 if is_wide else 9),
        value.encode(x=alt.X("x:Q", scale=scale), y=y, text="text:N"),
    ]
    return _finished(layers, width, step * max(len(data["rows"]), 1))


def _names(lines: list[list[str]], y: alt.Y, *, lift: int) -> list[Drawing]:
    """Return the labels of bars, whole, each as many lines as it needs, its middle `lift` above the row's."""
    layers = []
    for count in sorted({len(one) for one in lines}):
        rows = [
            {"row": place, "text": "\n".join(one)} for place, one in enumerate(lines) if len(one) == count
        ]
        mark = alt.Chart(alt.Data(values=rows)).mark_text(
            align="left",
            fontWeight=600,
            lineBreak="\n",
            lineHeight=LINE_HEIGHT,
            dy=-lift - LINE_HEIGHT * (count - 1) / 2,
        )
        layers.append(mark.encode(x=alt.value(0), y=y, text="text:N"))
    return layers


def line(
    data: dict[str, Any], *, width: int, height: int = 340, decimals: int = 1, suffix: str = ""
) -> Drawing:
    """Return lines with points, milestones as short rules, and the series' names at the end."""
    is_wide = width >= NARROW_BELOW
    several = len(data["series"]) > 1
    inner = width - (LABELS if is_wide and several else 0)
    marks = [{"period": p, "value": float(v)} for p, v in data["marks"] if v is not None]
    known = _points(data, {mark["period"]: mark["value"] for mark in marks}, decimals, suffix)
    top, bottom = _extent([*known, *marks], data["start"])
    scale = alt.Scale(domain=[bottom, top], nice=False, zero=False)
    axis = _years_axis(data["periods"], inner)
    band = alt.Scale(type="band", domain=data["periods"], range=[INDENT, inner])
    x = alt.X("period:N", sort=data["periods"], scale=band, axis=axis)
    y = alt.Y("value:Q", scale=scale, axis=_axis(top, bottom, data["unit"], suffix))
    step = (inner - INDENT) / max(len(data["periods"]), 1)
    layers: list[Drawing] = []
    if marks:
        _worded(marks, known, decimals, suffix)
        layers.append(_milestones(marks, x, y, step))
    for one in data["series"]:
        own = [row for row in known if row["code"] == one["code"]]
        layers += _one_line(one, own, x, y, labelled=[] if several else own if step > 44 else own[-1:])
    if several and is_wide:
        layers.append(_end_labels(_line_ends(data, known, (top - bottom) / (height - 40)), scale, inner))
    return _finished(layers, inner, height - 30)


def _points(
    data: dict[str, Any], marks: dict[str, float], decimals: int, suffix: str
) -> list[dict[str, Any]]:
    """Return the known values with the run of the line they belong to, and whether they miss a milestone."""
    runs: dict[str, int] = {}
    points = []
    for period, code, value in data["values"]:
        if value is None:
            runs[code] = runs.get(code, 0) + 1
            continue
        written = text.fixed(text.Decimal(value), decimals) + suffix
        points.append(
            {
                "period": period,
                "code": code,
                "value": float(value),
                "run": runs.get(code, 0),
                "missed": period in marks and float(value) < marks[period],
                "text": written,
            }
        )
    return points


def _one_line(
    one: dict[str, Any], own: list[dict[str, Any]], x: alt.X, y: alt.Y, *, labelled: list[dict[str, Any]]
) -> list[Drawing]:
    """Return a series: its line, its points (hollow: a milestone was missed), the values of `labelled`."""
    paint = one["stroke"] or one["fill"]
    base = alt.Chart(alt.Data(values=own))
    layers = [base.mark_line(stroke=paint).encode(x=x, y=y, detail="run:N")]
    for missed, fill in ((False, paint), (True, theme.WHITE)):
        rows = [row for row in own if row["missed"] is missed]
        if rows:
            point = alt.Chart(alt.Data(values=rows)).mark_point(fill=fill, stroke=paint, opacity=1)
            layers.append(point.encode(x=x, y=y))
    for missed, shift in ((False, -16), (True, 18)):
        rows = [row for row in labelled if row["missed"] is missed]
        if rows:
            value = alt.Chart(alt.Data(values=rows)).mark_text(dy=shift, fontWeight=700, fill=paint)
            layers.append(value.encode(x=x, y=y, text="text:N"))
    return layers


def _worded(marks: list[dict[str, Any]], known: list[dict[str, Any]], decimals: int, suffix: str) -> None:
    """Give each milestone its text, and the side of its rule where the line does not pass."""
    places = 0 if all(mark["value"] == round(mark["value"]) for mark in marks) else decimals
    values = {row["period"]: row for row in known}
    before = None
    for mark in marks:
        point = values.get(mark["period"])
        mark["text"] = text.fixed(text.Decimal(str(mark["value"])), places) + suffix
        mark["above"] = bool(point and point["missed"])
        rises = before is not None and point is not None and point["value"] > before
        mark["end"] = rises and not mark["above"]
        before = point["value"] if point else before


def _milestones(marks: list[dict[str, Any]], x: alt.X, y: alt.Y, step: float) -> Drawing:
    """Return milestones as short rules with their value beside them."""
    half = step * 0.32
    teal = theme.STRONG[1].fill
    base = alt.Chart(alt.Data(values=marks))
    ends = [
        base.mark_point(
            shape="M-1,0H1", strokeWidth=3, opacity=1, fill=teal, stroke=teal, size=(2 * half) ** 2
        ).encode(x=x, y=y)
    ]
    for above in (False, True):
        for end in (False, True):
            rows = [mark for mark in marks if mark["above"] is above and mark["end"] is end]
            if rows:
                label = alt.Chart(alt.Data(values=rows)).mark_text(
                    align="right" if end else "left",
                    baseline="bottom" if above else "top",
                    dx=half if end else -half,
                    dy=-5 if above else 6,
                    fill=teal,
                    fontWeight=600,
                    fontSize=theme.SMALL_SIZE,
                )
                ends.append(label.encode(x=x, y=y, text="text:N"))
    return alt.layer(*ends)


def _line_ends(data: dict[str, Any], known: list[dict[str, Any]], unit: float) -> list[dict[str, Any]]:
    """Return each series' name beside its last value."""
    ends = []
    for one in data["series"]:
        own = [row for row in known if row["code"] == one["code"]]
        if own:
            ends.append(
                {"y": own[-1]["value"], "text": f"{one['name']} {own[-1]['text']}", "colour": one["label"]}
            )
    return _apart(ends, unit)


# --- Shared -------------------------------------------------------------------------------------


def _painted(chart: alt.Chart, series: list[dict[str, Any]]) -> alt.Chart:
    """Return marks filled and outlined by series."""
    codes = [one["code"] for one in series]
    fills = [one["fill"] for one in series]
    strokes = [one["stroke"] or one["fill"] for one in series]
    return chart.encode(
        fill=alt.Fill("code:N", scale=alt.Scale(domain=codes, range=fills)),
        stroke=alt.Stroke("code:N", scale=alt.Scale(domain=codes, range=strokes)),
        strokeWidth=alt.value(0.8),
    )


def _extent(known: list[dict[str, Any]], start: str | None = None) -> tuple[float, float]:
    """Return top and bottom of the scale: from zero unless told, below it where values are."""
    if known and "place" in known[0]:
        years = {row["year"] for row in known}
        sums = [sum(r["value"] for r in known if r["year"] == year and r["value"] > 0) for year in years]
        lows = [sum(r["value"] for r in known if r["year"] == year and r["value"] < 0) for year in years]
    else:
        sums = lows = [row["value"] for row in known]
    low = float(start) if start is not None else min([0.0, *lows])
    top = max([*sums, low + 1e-9])
    step = _step(top - low)
    if start is None and low < 0:
        low = -step * math.ceil(-low / step)
    rounded = low + step * math.ceil((top - low) / step - 1e-9)
    return (rounded if rounded - top < step * 0.6 else top + step * 0.1), low


def _step(span: float) -> float:
    """Return a round distance that gives three to five lines."""
    size = 10.0 ** math.floor(math.log10(span))
    return next(size * factor for factor in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if span / (size * factor) <= 5)


def _axis(top: float, bottom: float, unit: str, suffix: str = "") -> alt.Axis:
    """Return the value axis: round lines, labels standing on them, the unit on the highest."""
    step = _step(top - bottom)
    count = int((top - bottom) / step + 1e-6)
    values = [round(bottom + step * place, 9) for place in range(count + 1)]
    places = 0 if all(value == round(value) for value in values) else 1
    written = [text.fixed(text.Decimal(str(value)), places) for value in values]
    written[-1] = f"{written[-1]}{suffix} {unit}".strip()
    if bottom == 0:
        written[0] = ""
    words = orjson.dumps(written).decode()
    return alt.Axis(values=values, labelExpr=f"{words}[round((datum.value - ({values[0]!r})) / {step!r})]")


def _years_axis(years: list[str], width: int) -> alt.Axis:
    """Return an axis of all years, in two figures (’24) where four have no room, of every second ... at last.

    The last year is always there.
    """
    is_short = len(years) > width // WIDE_YEAR and all(YEAR.fullmatch(year) for year in years)
    room = max(width // (SHORT_YEAR if is_short else WIDE_YEAR), 2)
    every = -(-len(years) // room)
    shown = [year for place, year in enumerate(reversed(years)) if place % every == 0][::-1]
    words = "'’' + slice(datum.label, 2)" if is_short else "datum.label"
    return alt.Axis(values=shown, labelExpr=words)


def _sum(known: list[dict[str, Any]], *, row: int) -> float:
    return float(sum(one["value"] for one in known if one["row"] == row))


def _brief(exact: str) -> str:
    """Write a value beside its mark: small ones with one decimal, so that 0.5 is not 1."""
    value = text.Decimal(exact)
    return text.fixed(value, 1 if abs(value) < 10 and value != value.to_integral_value() else 0)


def _lines(label: str, pixels: int) -> list[str]:
    """Return a label in as many lines as its place asks for: nothing of it is cut off."""
    return textwrap.wrap(label, max(int(pixels / 7.2), 8)) or [label]


def _finished(layers: list[Any], width: int, height: int) -> Drawing:
    return alt.layer(*layers).properties(width=width, height=height)
