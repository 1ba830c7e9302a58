"""Columns of registers: what the page shows of a row, beside the data that CSV and XLSX carry.

A file carries what is stored (`RegisterTable.file_cells`), the same in every language. How the page shows it
is declared with the column: its label, a link, a badge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.utils import Accessor

from ilo_dc.core.languages import foreign_language
from ilo_dc.core.ui.reading_tags import demo_row

Written = Callable[[Any], Any]


class RegisterTable(django_tables2.Table):
    """The columns of a register, all of them declared; the order of its rows is the register's own.

    `caption`, `empty_text` and `empty_advice` are written into the class.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        # What the library takes from `Meta` alone, it would lay over what the class says.
        empty = getattr(type(self), "empty_text", None)
        super().__init__(*args, **{"orderable": False, "empty_text": empty, **options})

    def file_cells(self, records: Iterable[Any]) -> Iterator[list[Any]]:
        """Yield the cells of each record in the order of the columns' declaration, as files carry them.

        A cell is the stored value at the column's accessor, or what the table's `value_<name>(record)`
        returns; None where there is none. It is never what the page shows (`render_<name>`, a label).
        """
        readers = [self._file_reader(name) for name in self.base_columns]
        for record in records:
            yield [read(record) for read in readers]

    def _file_reader(self, name: str) -> Written:
        written: Written | None = getattr(self, f"value_{name}", None)
        if written is not None:
            return written
        accessor = Accessor(self.columns[name].accessor)
        find = attrgetter(accessor.replace(accessor.SEPARATOR, "."))

        def read(record: Any) -> Any:
            try:
                return find(record)
            except AttributeError:
                return accessor.resolve(record, quiet=True)

        return read


def exported(label: Any, **options: Any) -> django_tables2.Column:
    """Return a column for CSV and XLSX that pages do not show."""
    return django_tables2.Column(label, visible=False, default="", **options)


def demonstration(record: Any) -> str:
    """Mark a row of demonstration data; the table says what the mark means."""
    return demo_row(record.demonstration)


class PageColumn(django_tables2.Column):
    """A cell that the page writes by `page(record)`."""

    def __init__(self, label: Any, page: Written, **options: Any) -> None:
        super().__init__(label, **options)
        self.page = page

    def render(self, record: Any) -> Any:
        """Return the cell of the page."""
        return self.page(record)


class CodeColumn(django_tables2.Column):
    """A choice: the page writes its label, or `page(code)`."""

    def __init__(self, label: Any, page: Written | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.page = page

    def render(self, value: Any, record: Any, bound_column: BoundColumn) -> Any:
        """Return the cell of the page; `value` is the label."""
        return value if self.page is None else self.page(Accessor(bound_column.accessor).resolve(record))


class LinkColumn(django_tables2.Column):
    """A name that leads somewhere, and what a reader must know of its row.

    Each of the arguments is asked of the record:
        to: the address; empty: the name stands without a link.
        text: what the page shows; without it the value.
        marks: what follows the link; None: nothing.
    """

    def __init__(
        self,
        label: Any,
        to: Written | None = None,
        *,
        text: Written | None = None,
        marks: Written | None = demonstration,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.to, self.text, self.marks = to, text, marks

    def render(self, value: Any, record: Any) -> Any:
        """Return the cell of the page."""
        url = self.to(record) if self.to else ""
        name = _named(url, self.text(record) if self.text else value)
        return format_html("{} {}", name, self.marks(record)) if self.marks else name


def _named(url: str, text: Any) -> SafeString | Any:
    """Return a text as a link, which says the language of the text, or as it stands."""
    if not url:
        return text
    language = foreign_language(text)
    if not language:
        return format_html('<a href="{}">{}</a>', url, text)
    return format_html('<a href="{}" lang="{}">{}</a>', url, language, str(text))
