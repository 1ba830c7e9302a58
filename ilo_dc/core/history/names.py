"""What rows are called in a history: by their words, never by a number of the database.

A model whose `__str__` is made of keys says in `NAMED_BY` which of its columns name it: those that lead to
other rows are called as these are.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from ilo_dc.core.history.rows import rows_by_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db import models

Rows = dict[Any, dict[Any, Any]]  # by model, by key


def named_rows(wanted: Mapping[type[models.Model], set[Any]]) -> Rows:
    """Return the rows of the wanted keys, and all whose names theirs are made of; one query for each step."""
    found: Rows = {}
    sought = {model: set(keys) for model, keys in wanted.items() if keys}
    while sought:
        step = rows_by_key(sought)
        for model, keys in sought.items():
            found.setdefault(model, {}).update(dict.fromkeys(keys) | step[model])
        sought = _keys_beyond((row for rows in step.values() for row in rows.values()), found)
    return found


def name_of_row(row: Any, rows: Rows) -> str:
    """Return what a row is called; `rows` holds those that its name is made of."""
    named_by = getattr(type(row), "NAMED_BY", ())
    if not named_by:
        return str(row)
    return " · ".join(word for path in named_by if (word := _part(row, path, rows)))


def name_at_key(model: type[models.Model], key: Any, rows: Rows) -> str:
    """Return what the row of a key is called; one that is gone has no name any more."""
    row = rows.get(model, {}).get(key)
    return _("one that was removed since") if row is None else name_of_row(row, rows)


def keys_in_name(row: Any) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield model and key of each row that the name of `row` is made of."""
    for path in getattr(type(row), "NAMED_BY", ()):
        field = _field(row, path)
        if isinstance(field, ForeignKey) and (key := getattr(row, field.attname)) is not None:
            yield field.related_model, key


def _keys_beyond(rows: Iterable[Any], found: Rows) -> dict[type[models.Model], set[Any]]:
    beyond: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        for model, key in keys_in_name(row):
            if key not in found.get(model, {}):
                beyond.setdefault(model, set()).add(key)
    return beyond


def _part(row: Any, path: str, rows: Rows) -> str:
    field = _field(row, path)
    if field is None:
        return str(attrgetter(path)(row))
    value = getattr(row, field.attname)
    if isinstance(field, ForeignKey):
        return "" if value is None else name_at_key(field.related_model, value, rows)
    return str(dict(field.flatchoices).get(value, value))


def _field(row: Any, path: str) -> Any:
    try:
        return row._meta.get_field(path)
    except FieldDoesNotExist:
        return None
