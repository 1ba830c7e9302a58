"""What pages ask for: a `Chart` of figures. Values are Decimal or int, None where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.charts import theme
from ilo_dc.core.charts.render import drawn, pictured
from ilo_dc.formats import text

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from ilo_dc.core.charts.theme import Paint
    from ilo_dc.formats.text import Number

    Label = str


@dataclass(frozen=True)
class Series:
    """One series: its code, which gives the colour, and the label people read."""

    code: str
    label: str


@dataclass(frozen=True)
class Chart:
    """A drawing in two widths, its legend (label, paint) and its data table, as `{% chart %}` shows them."""

    wide: SafeString
    narrow: SafeString
    label: str
    legend: tuple[tuple[str, Paint], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    needs_legend: bool = False  # also in the wide drawing: not every series has a label there
    drawn_of: tuple[str, dict[str, Any], dict[str, Any]] = field(default=("", {}, {}), repr=False)

    def picture(self, title: str, notes: Sequence[str]) -> bytes:
        """Return the wide drawing as PNG, under its title and `notes`, with its legend where it needs one."""
        kind, data, options = self.drawn_of
        return pictured(kind, data, options, title=title, notes=notes, legend=self.needs_legend)


def stacked_columns(
    *,
    years: Sequence[Label],
    series: Sequence[Series],
    values: Mapping[tuple[Label, str], Number],
    label: str,
    unit: str = "",
    **options: Any,
) -> Chart:
    """Return columns by year, stacked by series, the first series at the foot.

    `values` holds (year, series code) -> US dollars, or another unit with `scale=1`. A missing or None value
    is not drawn; a year without any shows a dash. Options: `scale` (default 1,000,000: US$ million), `head`
    (the first column's title), `total` (a total column in the data table, default True), `width` (default
    760), `height`.
    """
    scale = options.pop("scale", 1_000_000)
    total = options.pop("total", True)
    head = options.pop("head", _("Year"))
    paints = theme.paints([one.code for one in series])
    data = {
        "years": [str(year) for year in years],
        "series": [_series(one, paints) for one in series],
        "values": [
            [str(year), one.code, _scaled(values.get((year, one.code)), scale)]
            for year in years
            for one in series
        ],
        "unit": unit or _("US$ million"),
    }
    rows = []
    for year in years:
        cells = [values.get((year, one.code)) for one in series]
        if total:
            known = [cell for cell in cells if cell is not None]
            cells.append(sum(known) if known else None)
        rows.append((str(year), *(_cell(cell, scale) for cell in cells)))
    return _chart(
        "stacked_columns",
        data,
        label,
        options,
        legend=tuple((one.label, paints[one.code]) for one in series),
        columns=(head, *(one.label for one in series), *([_("Total")] if total else [])),
        rows=tuple(rows),
        needs_legend=bool(years) and not all(values.get((years[-1], one.code)) for one in series),
    )


def ranked_bars(
    *,
    rows: Sequence[tuple[Label, Mapping[str, Number]]],
    series: Sequence[Series],
    label: str,
    unit: str = "",
    **options: Any,
) -> Chart:
    """Return one horizontal bar a row, in the order given, its parts side by side in the order of `series`.

    Each row is (label, {series code: amount}). For resource gaps the series are `spent`, `available` (not
    yet spent) and `gap`, and the parts add up to what is required. Options: `scale`, `head`, `width`, `shown`
    (the code of the series whose value stands at the bar's end; default: the whole).
    """
    scale = options.pop("scale", 1_000_000)
    head = options.pop("head", "")
    shown = options.pop("shown", "")
    paints = theme.paints([one.code for one in series])
    data = {
        "rows": [
            {
                "label": str(name),
                "values": [[one.code, _scaled(parts.get(one.code), scale)] for one in series],
                "end": _cell(parts.get(shown) if shown else _whole(parts, series), scale),
            }
            for name, parts in rows
        ],
        "series": [_series(one, paints) for one in series],
        "unit": unit or _("US$ million"),
    }
    return _chart(
        "ranked_bars",
        data,
        label,
        options,
        legend=tuple((one.label, paints[one.code]) for one in series),
        columns=(head, *(one.label for one in series)),
        rows=tuple(
            (str(name), *(_cell(parts.get(one.code), scale) for one in series)) for name, parts in rows
        ),
    )


def line(
    *,
    periods: Sequence[Label],
    series: Sequence[Series],
    values: Mapping[tuple[Label, str], Number],
    label: str,
    unit: str = "",
    **options: Any,
) -> Chart:
    """Return lines over time with a point for each value; a missing value breaks the line.

    Options: `scale` (default 1,000,000), `marks` ({period: value}: milestones, drawn as short rules, and the
    points below them hollow), `mark_label`, `start` (the scale starts there, say so in the subtitle),
    `suffix` ("%"), `decimals` (default 1), `head`, `width`, `height`.
    """
    scale = options.pop("scale", 1_000_000)
    head = options.pop("head", _("Period"))
    marks: Mapping[Label, Number] = options.pop("marks", {})
    mark_label = options.pop("mark_label", _("Milestone"))
    decimals, suffix = options.setdefault("decimals", 1), options.setdefault("suffix", "")
    paints = theme.paints([one.code for one in series])
    data = {
        "periods": [str(period) for period in periods],
        "series": [_series(one, paints) for one in series],
        "values": [
            [str(period), one.code, _scaled(values.get((period, one.code)), scale)]
            for period in periods
            for one in series
        ],
        "marks": [[str(period), _scaled(marks.get(period), scale)] for period in periods],
        "mark_label": mark_label,
        "unit": unit if suffix else unit or _("US$ million"),
        "start": None if options.get("start") is None else str(options.pop("start")),
    }
    options.pop("start", None)
    columns = [head, *(one.label for one in series), *([mark_label] if marks else [])]
    rows = []
    for period in periods:
        cells = [values.get((period, one.code)) for one in series] + ([marks.get(period)] if marks else [])
        rows.append((str(period), *(_cell(cell, scale, decimals, suffix) for cell in cells)))
    legend = [(one.label, theme.Paint(paints[one.code].stroke or paints[one.code].fill)) for one in series]
    if marks:
        legend.append((mark_label, theme.STRONG[1]))
    return _chart(
        "line", data, label, options, legend=tuple(legend), columns=tuple(columns), rows=tuple(rows)
    )


def _chart(kind: str, data: dict[str, Any], label: str, options: dict[str, Any], **table: Any) -> Chart:
    """Return the chart with both drawings."""
    wide = {**options, "width": options.get("width", theme.WIDE)}
    narrow = {**options, "width": theme.NARROW, "height": min(options.get("height", 260), 260)}
    return Chart(
        wide=drawn(kind, data, wide, label=label, name="wide"),
        narrow=drawn(kind, data, narrow, label=label, name="narrow"),
        label=label,
        drawn_of=(kind, data, wide),
        **table,
    )


def _series(one: Series, paints: Mapping[str, Paint]) -> dict[str, Any]:
    return {"code": one.code, "label": str(one.label), **paints[one.code]._asdict(), "name": str(one.label)}


def _scaled(value: Number, scale: int) -> str | None:
    """Return a value in the unit drawn, as text: exact in the hash, a number only inside the renderer."""
    if value is None:
        return None
    if isinstance(value, float):
        raise TypeError("Chart values are Decimal or int.")
    return str(value / text.Decimal(scale))


def _cell(value: Number, scale: int, decimals: int = 1, suffix: str = "") -> str:
    if value is None:
        return text.DASH
    return text.fixed(text.Decimal(value) / scale, decimals if scale > 1 or suffix else 0) + suffix


def _whole(parts: Mapping[str, Number], series: Sequence[Series]) -> Number:
    known = [parts[one.code] for one in series if parts.get(one.code) is not None]
    return sum(known) if known else None  # type: ignore[arg-type]
