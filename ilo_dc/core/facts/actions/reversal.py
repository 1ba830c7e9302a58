"""Taking back a whole change of facts: what it closed is said again, what it said is closed.

Nothing is deleted or edited. The rows that stood before are recorded again, now and with the edition that
named them, so that every answer as of a moment before stays what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.facts.models.change import Change
    from ilo_dc.core.facts.models.fact import Fact

# What the database stamps on a row that is recorded again.
STAMPED = frozenset({"change", "recorded_at", "superseded_by", "superseded_at", "backdated"})


def later_changes(model: type[Fact], change: Change) -> set[int]:
    """Return the numbers of the changes that rest on what `change` said of the facts of `model`.

    One does when it closed a row that `change` made, or says something of a subject that `change` closed.
    """
    rows: QuerySet[Any] = model._default_manager.order_by()
    closed_since = rows.filter(change=change, superseded_by__isnull=False).exclude(superseded_by=change)
    found = set(closed_since.values_list("superseded_by_id", flat=True).distinct())
    subjects = rows.filter(superseded_by=change)
    return found | set(_said_later(rows, subjects, change))


def _said_later(rows: QuerySet[Any], subjects: QuerySet[Any], change: Change) -> QuerySet[Any]:
    """Return the later changes that say something of the `subjects`, by their keys, in one query."""
    same = {name: OuterRef(name) for name in rows.model.FACT_KEY}
    later = rows.filter(change__gt=change.pk).filter(Exists(subjects.filter(**same)))
    return later.values_list("change_id", flat=True).distinct()


def take_back_facts(model: type[Fact], change: Change) -> int:
    """Take back, inside an open `recording`, what `change` did to the facts of `model`; see `later_changes`.

    Two statements, whatever the number of rows. Returns how many rows were closed or said again.
    """
    made = model._default_manager.filter(change=change, superseded_at__isnull=True)
    # The trigger puts the change's own time in place of this one.
    closed = made.update(superseded_at=timezone.now())
    return closed + _say_again(model, change)


def _say_again(model: type[Fact], change: Change) -> int:
    """Record again the rows that `change` closed; the database stamps them as it does every new row."""
    quote = connection.ops.quote_name
    columns = ", ".join(
        quote(str(column.column))
        for column in model._meta.concrete_fields
        if not column.primary_key and column.name not in STAMPED
    )
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}, backdated) "  # noqa: S608  (names of columns, no values)
            f"SELECT {columns}, false FROM {table} WHERE superseded_by_id = %s ORDER BY id",
            [change.pk],
        )
        return cursor.rowcount
