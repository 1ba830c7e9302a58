"""What rows are called in a history: by their words, never by a number of the database.

A model whose `__str__` is made of keys says in `NAMED_BY` which of its columns name it: those that lead to
other rows are called as these are. Words that people wrote say their language, as on every page: the rows
that hold it are read with the others.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from ilo_dc.core.history.rows import rows_by_key
from ilo_dc.core.languages import joined, parents_with_language, text_of_row, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db import models

Rows = dict[Any, dict[Any, Any]]  # by model, by key


def named_rows(wanted: Mapping[type[models.Model], set[Any]]) -> Rows:
    """Return the rows of the wanted keys, and all that their names and languages lead to.

    One query for each step, however many rows.
    """
    found: Rows = {}
    sought = {model: set(keys) for model, keys in wanted.items() if keys}
    while sought:
        step = rows_by_key(sought)
        for model, keys in sought.items():
            found.setdefault(model, {}).update(dict.fromkeys(keys) | step[model])
        sought = _keys_beyond((row for rows in step.values() for row in rows.values()), found)
    for rows in found.values():
        for row in rows.values():
            _tie(row, found)
    return found


def name_of_row(row: Any, rows: Rows) -> str:
    """Return what a row is called; `rows` holds those that its name is made of."""
    _tie(row, rows)
    named_by = getattr(type(row), "NAMED_BY", ())
    if not named_by:
        return str(row)
    return joined(" · ", (word for path in named_by if (word := _part(row, path, rows))))


def name_at_key(model: type[models.Model], key: Any, rows: Rows) -> str:
    """Return what the row of a key is called; one that is gone has no name any more."""
    row = rows.get(model, {}).get(key)
    return _("one that was removed since") if row is None else name_of_row(row, rows)


def text_then(row: Any, name: str, value: Any, rows: Rows) -> Any:
    """Return a value of the column `name` of an audit row, a text with its language; `rows` hold this."""
    _tie(row, rows)
    return text_of_row(row.pgh_tracked_model, row, name, value)


def keys_beside(row: Any) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield model and key of each row that the name of `row` is made of, or that leads to its language."""
    named_by = (_field(row, path) for path in getattr(type(row), "NAMED_BY", ()))
    for field in (*named_by, *_ways_to_language(row)):
        if isinstance(field, ForeignKey) and (key := getattr(row, field.attname)) is not None:
            yield field.related_model, key


def _ways_to_language(row: Any) -> Iterator[Any]:
    """Yield the foreign keys of a row, or of an audit row, that lead to the language of its texts."""
    for name in parents_with_language(getattr(row, "pgh_tracked_model", type(row))):
        if (field := _field(row, name)) is not None:  # an audit row leaves out what never changes
            yield field


def _tie(row: Any, rows: Rows) -> None:
    """Let a row know those that lead to the language of its texts, which ask the database for none."""
    for field in _ways_to_language(row) if row is not None else ():
        parent = rows.get(field.related_model, {}).get(getattr(row, field.attname))
        if parent is not None:
            field.set_cached_value(row, parent)


def _keys_beyond(rows: Iterable[Any], found: Rows) -> dict[type[models.Model], set[Any]]:
    beyond: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        for model, key in keys_beside(row):
            if key not in found.get(model, {}):
                beyond.setdefault(model, set()).add(key)
    return beyond


def _part(row: Any, path: str, rows: Rows) -> str:
    field = _field(row, path)
    if field is None:
        return together(attrgetter(path)(row))
    value = getattr(row, field.attname)
    if isinstance(field, ForeignKey):
        return "" if value is None else name_at_key(field.related_model, value, rows)
    return together(dict(field.flatchoices).get(value, value))


def _field(row: Any, path: str) -> Any:
    try:
        return row._meta.get_field(path)
    except FieldDoesNotExist:
        return None
