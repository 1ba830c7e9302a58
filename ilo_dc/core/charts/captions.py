"""What a drawing gets that stands alone: a ground, its title and notes, a legend."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from ilo_dc.core.charts import theme

if TYPE_CHECKING:
    from ilo_dc.core.charts.drawings import Drawing

PADDING = 20
LEGEND_OFFSET = 30  # above the highest label of the value axis
TITLE_SIZE = 16
TITLE_LETTER, NOTE_LETTER = 8.6, 6.2  # pixels that a letter takes


def captioned(
    drawing: Drawing, title: str, notes: Sequence[str], *, width: int, legend: Mapping[str, str]
) -> dict[str, Any]:
    """Return a drawing that stands alone, on white, below title and notes; `legend` names its fills."""
    specification: dict[str, Any] = drawing.to_dict()
    specification["background"] = theme.WHITE
    specification["padding"] = PADDING
    specification["title"] = {
        "text": _lines(title, width / TITLE_LETTER),
        "subtitle": [line for note in notes if note for line in _lines(note, width / NOTE_LETTER)],
        "anchor": "start",
        "frame": "group",
        "fontSize": TITLE_SIZE,
        "color": theme.INK,
        "subtitleFontSize": theme.SMALL_SIZE,
        "subtitleColor": theme.DIM,
        "subtitlePadding": 6,
        "offset": 16,
    }
    if legend:
        specification["config"]["legend"] = {
            "orient": "top",
            "title": None,
            "labelFontSize": theme.SMALL_SIZE,
        }
        words = f"{orjson.dumps(legend).decode()}[datum.label]"
        for fill in _fills(specification):
            fill["legend"] = {"labelExpr": words, "offset": LEGEND_OFFSET}
    return specification


def _fills(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what paints marks by series, wherever it stands in a specification."""
    encoding = part.get("encoding", {})
    yield from (encoding[name] for name in ("fill", "stroke") if "field" in encoding.get(name, {}))
    for layer in part.get("layer", []):
        yield from _fills(layer)


def _lines(words: str, letters: float) -> list[str]:
    return textwrap.wrap(words, int(letters))
