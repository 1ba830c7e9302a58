"""Charts drawn on the server: a wide and a narrow SVG, a legend and the data table beside them.

Pages call `stacked_columns`, `ranked_bars` and `line`. A drawing is kept in the cache by the hash of its
data, the theme's version and the size; only a miss loads the renderer.
"""

from ilo_dc.core.charts.charts import Chart, Series, line, ranked_bars, stacked_columns

__all__ = ["Chart", "Series", "line", "ranked_bars", "stacked_columns"]
