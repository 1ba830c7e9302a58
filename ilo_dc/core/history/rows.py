"""Rows of several tables in one statement: the database hands each over as JSON, whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db import models

Table = type["models.Model"]

ROWS = "SELECT %s, to_jsonb(row), NULL::jsonb FROM {table} AS row WHERE row.{key} = ANY(%s)"
# The audit row of the same object before each.
WITH_EARLIER = """
SELECT %s, to_jsonb(row), to_jsonb(earlier) FROM {table} AS row
LEFT JOIN LATERAL (
    SELECT * FROM {table} AS before
    WHERE before.pgh_obj_id = row.pgh_obj_id AND before.pgh_id < row.pgh_id
    ORDER BY before.pgh_id DESC LIMIT 1
) AS earlier ON true
WHERE row.{key} = ANY(%s)
"""


def rows_by_key(wanted: Mapping[Table, Collection[Any]]) -> dict[Table, dict[Any, Any]]:
    """Return the rows of the wanted keys, by table and key."""
    found: dict[Table, dict[Any, Any]] = {table: {} for table in wanted}
    for table, row, _earlier in _read(ROWS, wanted):
        found[table][row.pk] = row
    return found


def events_by_key(wanted: Mapping[Table, Collection[Any]]) -> dict[Table, dict[Any, Any]]:
    """Return audit rows by table and number, each with the row before it as `earlier` (None: the first)."""
    found: dict[Table, dict[Any, Any]] = {table: {} for table in wanted}
    for table, row, earlier in _read(WITH_EARLIER, wanted):
        row.earlier = earlier
        found[table][row.pk] = row
    return found


def _read(select: str, wanted: Mapping[Table, Collection[Any]]) -> list[tuple[Table, Any, Any]]:
    asked = {table._meta.db_table: (table, list(keys)) for table, keys in wanted.items() if keys}
    if not asked:
        return []
    quote = connection.ops.quote_name
    parts = [
        select.format(table=quote(name), key=quote(str(table._meta.pk.column)))
        for name, (table, _keys) in asked.items()
    ]
    values = [value for name, (_table, keys) in asked.items() for value in (name, keys)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    return [(asked[name][0], *(_row_of(asked[name][0], one) for one in pair)) for name, *pair in rows]


def _row_of(table: Table, text: str | None) -> Any:
    """Return a row of JSON as the table's own; numbers stay exact."""
    if text is None:
        return None
    stored = json.loads(text, parse_float=Decimal)
    fields = table._meta.concrete_fields
    values = [field.to_python(stored[str(field.column)]) for field in fields]
    return table.from_db(connection.alias, [field.attname for field in fields], values)
