"""What `ui/table.html` shows of a django-tables2 table: plain heads, rows and totals.

A cell is written by its type: a date as a date, an amount grouped, a missing value as a dash. A column that
holds a Decimal is numeric; one with whole numbers says so by its attributes, `{"cell": {"class": "n"}}`,
because a number may be a name. `data-decimals` beside the class gives the places.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from ilo_dc.core.ui.forms import POSITION
from ilo_dc.core.ui.reading_tags import is_demonstration
from ilo_dc.core.ui.tags import day, moment
from ilo_dc.formats import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template import Context

register = template.Library()

TICKS = frozenset(("tick", "select", "selection"))
MISSING = frozenset((None, "", "—", text.DASH))
MOST_DECIMALS = 4


@dataclass
class Column:
    """How one column is shown."""

    name: str
    label: str
    names: str
    decimals: int | None
    is_heading: bool
    is_tick: bool

    @property
    def is_numeric(self) -> bool:
        """Whether its figures stand below each other."""
        return "n" in self.names.split()


@register.simple_tag(takes_context=True)
def table_parts(context: Context, table: Any) -> dict[str, Any]:
    """Return heads, rows and totals of `table`."""
    columns = _columns(table)
    records = [
        (row.attrs.get("class", ""), [row.get_cell(one.name) for one in columns])
        for row in table.rows  # all that the page was given: it is cut by keyset, never here
    ]
    _recognise_numbers(columns, [cells for _names, cells in records])
    return {
        "heads": [
            {"column": one, **_sorting(context, table, bound)}
            for one, bound in zip(columns, table.columns, strict=True)
        ],
        "rows": [
            {
                "class": " ".join(name for name in names.split() if name not in {"even", "odd"}),
                "cells": [
                    {"column": one, "value": written(cell, numeric=one.is_numeric, decimals=one.decimals)}
                    for one, cell in zip(columns, cells, strict=True)
                ],
            }
            for names, cells in records
        ],
        "totals": _totals(table, columns),
        "demonstration": any(is_demonstration(row.record) for row in table.rows),
    }


def written(value: Any, *, numeric: bool = False, decimals: int | None = 0) -> Any:
    """Return a cell as the page shows it."""
    if isinstance(value, str | None):
        return text.DASH if value in MISSING else value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if numeric and isinstance(value, Decimal | int):
        return text.fixed(value, decimals or 0)
    if isinstance(value, dt.datetime):
        return moment(value)
    return day(value) if isinstance(value, dt.date) else value


def _columns(table: Any) -> list[Column]:
    """Return the columns as declared; the first heads its rows, unless `row_heading` names another.

    A column's name is no class, as django-tables2 would have it: names would meet the stylesheet's.
    """
    bound = list(table.columns)
    ticks = {column.name for column in bound if column.name in TICKS}
    first = next((column.name for column in bound if column.name not in ticks), "")
    heading = getattr(table, "row_heading", "") or first
    columns = []
    for column in bound:
        declared = {**column.column.attrs.get("cell", {}), **column.column.attrs.get("td", {})}
        tick = "tick-cell " if column.name in ticks else ""
        places = declared.get("data-decimals")
        columns.append(
            Column(
                name=column.name,
                label=str(column.header),
                names=f"{tick}{declared.get('class', '')}".strip(),
                decimals=None if places is None else int(places),
                is_heading=column.name == heading,
                is_tick=column.name in ticks,
            )
        )
    return columns


def _recognise_numbers(columns: list[Column], records: list[list[Any]]) -> None:
    """Mark columns that hold Decimals as numeric, with the places that their values need."""
    for place, column in enumerate(columns):
        values = [cells[place] for cells in records if isinstance(cells[place], Decimal)]
        if values and not column.is_numeric and not column.is_heading:
            column.names = f"{column.names} n".strip()
        if values and column.decimals is None:
            column.decimals = _places(values)


def _places(values: list[Decimal]) -> int:
    """Return no places for amounts; for small numbers as many as they have, up to four."""
    if any(abs(value) >= 1000 for value in values):
        return 0
    exponents = [value.normalize().as_tuple().exponent for value in values]
    return min(max((-int(exponent) for exponent in exponents), default=0), MOST_DECIMALS) if exponents else 0


def _totals(table: Any, columns: list[Column]) -> list[dict[str, Any]]:
    """Return the last rows of a table with `totals`: label, note, and the value of each column named.

    `totals = [{"label": "All 214 approvals in this filter", "note": "...", "values": {"amount": Decimal}}]`
    """
    return [_total(totals, columns) for totals in getattr(table, "totals", None) or ()]


def _total(totals: Mapping[str, Any], columns: list[Column]) -> dict[str, Any]:
    values = totals["values"]
    ticks = [one for one in columns if one.is_tick]
    rest = columns[len(ticks) :]
    span = max(next((place for place, one in enumerate(rest) if one.name in values), len(rest)), 1)
    cells = [
        {"column": one, "value": written(values[one.name], numeric=True, decimals=one.decimals)}
        if one.name in values
        else None
        for one in rest[span:]
    ]
    return {
        "label": totals["label"],
        "note": totals.get("note", ""),
        "ticks": ticks,
        "span": span,
        "cells": cells,
    }


def _sorting(context: Context, table: Any, bound: Any) -> dict[str, str]:
    """Return how a column is sorted now and the address that sorts by it; nothing when it is not sortable.

    A register sorts by the names of its `orderings`, a column by its own or the one in its `order_by`,
    another table as django-tables2 does.
    """
    listing = context.get("register")
    if listing is not None:
        name = next(iter(bound.column.order_by or ()), bound.name)
        if name not in listing.orderings:
            return {}
        now, parameter = str(context.get("ordering", "")), "ordering"
        state = {name: "ascending", f"-{name}": "descending"}.get(now, "none")
        following = f"-{name}" if state == "ascending" else name
    elif bound.orderable:
        state = "none"
        if bound.is_ordered:
            state = "descending" if bound.order_by_alias.is_descending else "ascending"
        parameter, following = table.prefixed_order_by_field, str(bound.order_by_alias.next)
    else:
        return {}
    query = context["request"].GET.copy()
    for name in POSITION:
        query.pop(name, None)
    query[parameter] = following
    return {"sort": state, "url": f"?{query.urlencode()}"}
