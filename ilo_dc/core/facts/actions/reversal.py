"""Taking back a whole change of facts: what it closed is said again, what it said is closed.

Nothing is deleted or edited. The rows that stood before are recorded again, now and with the edition that
named them, so that every answer as of a moment before stays what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from ilo_dc.core.facts.actions.facts import source_fields

if TYPE_CHECKING:
    from ilo_dc.core.facts.models.change import Change
    from ilo_dc.core.facts.models.fact import Fact

# What the database stamps on a row that is recorded again.
STAMPED = frozenset({"change", "recorded_at", "superseded_by", "superseded_at", "backdated"})

# What the change made and what stands no more as it said: by whom.
REPLACED = """
SELECT coalesce(
    (SELECT now.change_id FROM {table} now WHERE now.superseded_at IS NULL AND {same_subject}),
    made.superseded_by_id)
FROM {table} made
WHERE made.change_id = %s AND made.superseded_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM {table} now WHERE now.superseded_at IS NULL AND {same_words})
"""
# What the change withdrew and what is said again: by whom.
NAMED_AGAIN = """
SELECT now.change_id
FROM {table} made JOIN {table} now ON now.superseded_at IS NULL AND {same_subject}
WHERE made.superseded_by_id = %s
  AND NOT EXISTS (SELECT 1 FROM {table} also WHERE also.change_id = %s AND {also_same_subject})
"""
# The trigger puts the change's own time in place of this one.
CLOSE = """
UPDATE {table} now SET superseded_at = clock_timestamp()
WHERE now.superseded_at IS NULL
  AND EXISTS (SELECT 1 FROM {table} made WHERE made.change_id = %s AND {same_subject})
"""
SAY_AGAIN = """
INSERT INTO {table} ({columns}, backdated)
SELECT {columns}, false FROM {table} WHERE superseded_by_id = %s ORDER BY id
"""


def later_changes(model: type[Fact], change: Change) -> set[int]:
    """Return the numbers of the changes that rest on what `change` said of the facts of `model`.

    One does when a subject of `change` no longer stands as that left it. A later change that was itself
    taken back leaves it as it was. Two statements, whatever the number of rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql(REPLACED, model), [change.pk])
        found = {number for (number,) in cursor.fetchall()}
        cursor.execute(_sql(NAMED_AGAIN, model), [change.pk, change.pk])
        return found | {number for (number,) in cursor.fetchall()}


def take_back_facts(model: type[Fact], change: Change) -> int:
    """Take back, inside an open `recording`, what `change` did to the facts of `model`; see `later_changes`.

    Two statements, whatever the number of rows. Returns how many rows were closed or said again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql(CLOSE, model), [change.pk])
        closed = cursor.rowcount
        cursor.execute(_sql(SAY_AGAIN, model), [change.pk])
        return closed + cursor.rowcount


def _sql(statement: str, model: type[Fact]) -> str:
    """Return a statement with the names of the model's table and columns."""
    quote = connection.ops.quote_name
    columns = {column.name: quote(str(column.column)) for column in model._meta.concrete_fields}
    by_attribute = {column.attname: quote(str(column.column)) for column in model._meta.concrete_fields}
    subject = [columns[name] for name in model.FACT_KEY]
    words = [by_attribute[name] for name in source_fields(model)]
    kept = [quoted for name, quoted in columns.items() if name not in STAMPED and name != model._meta.pk.name]
    return statement.format(
        table=quote(model._meta.db_table),
        columns=", ".join(kept),
        same_subject=" AND ".join(f"now.{name} = made.{name}" for name in subject),
        also_same_subject=" AND ".join(f"also.{name} = made.{name}" for name in subject),
        same_words=" AND ".join(f"now.{name} IS NOT DISTINCT FROM made.{name}" for name in words),
    )
