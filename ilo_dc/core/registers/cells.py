"""A table's cells as exports write them: each column is looked at once for all rows.

What a cell says stays as django-tables2 has it: `value_<name>`, else `render_<name>`, else `value()` of the
column, which is the plain value, with the label of a choice, unless the column says otherwise. Its own loop
asks for each cell anew what function that is and which arguments it takes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import django_tables2
from django.db.models import Model
from django_tables2.columns import BoundColumn
from django_tables2.utils import Accessor

from ilo_dc.core.registers.columns import CodeColumn

Read = Callable[[Any], Any]
GIVEN = frozenset({"record", "value"})


def cells(table: django_tables2.Table) -> Iterator[list[Any]]:
    """Yield the exported values of each row, in the order of the columns' declaration."""
    names = list(type(table).base_columns)
    readers: list[Read | None] = []
    for row in table.rows:
        readers = readers or [_reader(table.columns[name], row.record) for name in names]
        yield [
            read(row.record) if read is not None else row.get_cell_value(name)
            for name, read in zip(names, readers, strict=True)
        ]


def _reader(column: BoundColumn, sample: Any) -> Read | None:
    """Return what reads a column of one row; None: only the table itself can."""
    coded = getattr(column.value, "__func__", None) is CodeColumn.value
    asked = None if coded else _asked(column.value)
    if asked is None and not (coded or _shows_plainly(column)):
        return None
    accessor = Accessor(column.accessor)
    value_of = _value_reader(accessor, {} if coded else _labels(accessor, sample))
    empty, write = column.column.empty_values, column.value

    def read(record: Any) -> Any:
        value = value_of(record)
        if value in empty:
            return None
        if asked is None:
            return value
        given = {"record": record, "value": value}
        return write(**{name: given[name] for name in asked})

    return read


def _asked(write: Callable[..., Any]) -> tuple[str, ...] | None:
    """Return the arguments that `value_<name>` takes; None: others than a row's own."""
    parameters = inspect.signature(write).parameters
    return tuple(parameters) if parameters.keys() <= GIVEN else None


def _shows_plainly(column: BoundColumn) -> bool:
    """Return whether the column writes the value as it is."""
    kind = type(column.column)
    plain = kind.value is django_tables2.Column.value and kind.render is django_tables2.Column.render
    return plain and getattr(column.value, "__self__", None) is column.column


def _value_reader(accessor: Accessor, labels: dict[Any, str]) -> Read:
    """Return what finds a value, worded by `labels`, in a row; None where nothing is on the way to it."""
    find = attrgetter(accessor.replace(accessor.SEPARATOR, "."))

    def value_of(record: Any) -> Any:
        try:
            value = find(record)
        except AttributeError:
            return accessor.resolve(record, quiet=True)
        if callable(value):
            return accessor.resolve(record, quiet=True)
        return labels.get(value, value) if labels else value

    return value_of


def _labels(accessor: Accessor, sample: Any) -> dict[Any, str]:
    """Return the labels of a column of choices, in the reader's language."""
    field = accessor.get_field(sample) if isinstance(sample, Model) else None
    choices = getattr(field, "flatchoices", ())
    return {code: str(label) for code, label in choices}
