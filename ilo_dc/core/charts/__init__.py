"""Charts drawn on the server: a wide and a narrow SVG, a legend and the data table beside them.

Pages call `stacked_columns`, `ranked_bars` and `line`. A drawing is kept in the cache by the hash of its
data, the theme's version and the size; only a miss loads the renderer.
"""

from ilo_dc.core.charts.charts import Chart, Series, line, ranked_bars, stacked_columns
from ilo_dc.core.charts.pictures import (
    PNG,
    Caption,
    is_picture_asked,
    picture_address,
    picture_response,
    without_chart,
)

__all__ = [
    "PNG",
    "Caption",
    "Chart",
    "Series",
    "is_picture_asked",
    "line",
    "picture_address",
    "picture_response",
    "ranked_bars",
    "stacked_columns",
    "without_chart",
]
