"""What `ui/table.html` shows of a django-tables2 table: plain heads, rows and totals.

A cell is written by its type: a date as a date, a Decimal or int in a numeric column grouped, a missing value
as a dash. A column says it is numeric by its attributes: `attrs={"cell": {"class": "n"}}`; `data-decimals`
beside it gives the places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from ilo_dc.core.forms import POSITION
from ilo_dc.core.templatetags.ui import day
from ilo_dc.formats import text

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()

TICKS = frozenset(("tick", "select", "selection"))
MISSING = frozenset((None, "", "—", text.DASH))


@register.simple_tag(takes_context=True)
def table_heads(context: Context, table: Any) -> list[dict[str, Any]]:
    """Return the heads: label, class, and for a sortable column its state and the address that sorts by it."""
    return [
        {
            "label": column.header,
            "class": _classes(column, "th"),
            "tick": column.name in TICKS,
            **(_sorting(context, table, column) if column.orderable else {}),
        }
        for column in table.columns
    ]


@register.simple_tag
def table_rows(table: Any) -> Iterator[dict[str, Any]]:
    """Yield each row: its class and its cells."""
    columns = list(table.columns)
    heading = _heading(table, columns)
    layout = [(c, _classes(c, "td"), _decimals(c), str(c.header), c.name == heading) for c in columns]
    for row in table.paginated_rows:
        cells = [
            {
                "value": written(row.get_cell(column.name), numeric="n" in names.split(), decimals=decimals),
                "class": names,
                "label": label,
                "heading": is_heading,
            }
            for column, names, decimals, label, is_heading in layout
        ]
        kinds = str(row.attrs.get("class", "")).split()
        yield {"class": " ".join(kind for kind in kinds if kind not in {"even", "odd"}), "cells": cells}


@register.simple_tag
def table_totals(table: Any) -> dict[str, Any] | None:
    """Return the totals row of a table with `totals`: label, note, and the value of each column named.

    `totals = {"label": "All 214 approvals in this filter", "note": "...", "values": {"amount_usd": Decimal}}`
    """
    totals = getattr(table, "totals", None)
    if not totals:
        return None
    columns, values = list(table.columns), totals["values"]
    lead = [column for column in columns if column.name in TICKS]
    rest = columns[len(lead) :]
    first = next((place for place, column in enumerate(rest) if column.name in values), len(rest))
    return {
        "label": totals["label"],
        "note": totals.get("note", ""),
        "ticks": lead,
        "span": max(first, 1),
        "cells": [
            {
                "value": written(values[column.name], numeric=True, decimals=_decimals(column)),
                "class": _classes(column, "td"),
                "label": str(column.header),
            }
            if column.name in values
            else None
            for column in rest[max(first, 1) :]
        ],
    }


def written(value: Any, *, numeric: bool = False, decimals: int = 0) -> Any:
    """Return a cell as the page shows it."""
    if isinstance(value, str | None) and value in MISSING:
        return text.DASH
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if numeric and isinstance(value, Decimal | int):
        return text.fixed(value, decimals)
    return day(value) if isinstance(value, dt.date) else value


def _heading(table: Any, columns: list[Any]) -> str:
    """Return the column whose cells head their rows: `row_heading`, else the first that holds words."""
    named = getattr(table, "row_heading", None)
    return named or next((column.name for column in columns if column.name not in TICKS), "")


def _classes(column: Any, part: str) -> str:
    """Return the classes a column was declared with; its name is none of them, as names meet the styles."""
    declared = {**column.column.attrs.get("cell", {}), **column.column.attrs.get(part, {})}
    names = str(declared.get("class", ""))
    return f"tick-cell {names}".strip() if column.name in TICKS else names


def _decimals(column: Any) -> int:
    return int(column.column.attrs.get("cell", {}).get("data-decimals", 0))


def _sorting(context: Context, table: Any, column: Any) -> dict[str, str]:
    """Return how a column is sorted now, and the address that sorts by it."""
    state = "none"
    if column.is_ordered:
        state = "descending" if column.order_by_alias.is_descending else "ascending"
    query = context["request"].GET.copy()
    for name in POSITION:
        query.pop(name, None)
    query[table.prefixed_order_by_field] = column.order_by_alias.next
    return {"sort": state, "url": f"?{query.urlencode()}"}
