"""The way from a figure to the form that reports a problem with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ilo_dc.formats import text

ADDRESS_MOST, SCOPE_MOST = 1000, 600  # characters of a figure's rows and scope that a report of it carries


def problem_url(figure: Any, value: str) -> str:
    """Return the form that reports a problem with a figure, shown as `value`; what has no code has none."""
    if not getattr(figure.measure, "code", ""):
        return ""
    unit = text.million_dollars(figure.value) if figure.measure.unit == "USD" else ""
    shown = {
        "measure": figure.measure.code,
        "value": f"{value} {unit}".strip(),
        "scope": figure.scope_text[:SCOPE_MOST],
        "as_of": figure.as_of.isoformat(),
        "rows": figure.page if len(figure.page) <= ADDRESS_MOST else "",
    }
    return f"{reverse('report-figure')}?{urlencode(shown)}"
