"""Columns that say one thing to readers of a page and another to those of CSV and XLSX.

Each is django-tables2's own split, `render()` for the page and `value()` for files, declared with the column
instead of by a pair of methods on every table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.utils import Accessor

from ilo_dc.core.ui.tags import demo

Written = Callable[[Any], Any]


class RegisterTable(django_tables2.Table):
    """The columns of a register, all of them declared; the order of its rows is the register's own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"orderable": False, **options})


def exported(label: Any, **options: Any) -> django_tables2.Column:
    """Return a column for CSV and XLSX that pages do not show."""
    return django_tables2.Column(label, visible=False, default="", **options)


def demonstration(record: Any) -> str:
    """Mark a row of demonstration data."""
    return demo(record.demonstration)


class PageColumn(django_tables2.Column):
    """A cell that the page writes by `page(record)`; files carry the plain value."""

    def __init__(self, label: Any, page: Written, **options: Any) -> None:
        super().__init__(label, **options)
        self.page = page

    def render(self, record: Any) -> Any:
        """Return the cell of the page."""
        return self.page(record)

    def value(self, value: Any) -> Any:
        """Return the cell of files."""
        return value


class CodeColumn(django_tables2.Column):
    """A choice: the page writes its label, or `page(code)`; files carry the code, which filters take."""

    def __init__(self, label: Any, page: Written | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.page = page

    def render(self, value: Any, record: Any, bound_column: BoundColumn) -> Any:
        """Return the cell of the page; `value` is the label."""
        return value if self.page is None else self.page(self.value(record, bound_column))

    def value(self, record: Any, bound_column: BoundColumn) -> Any:
        """Return the code."""
        return Accessor(bound_column.accessor).resolve(record)


class LinkColumn(django_tables2.Column):
    """A name that leads somewhere, and what a reader must know of its row; files carry the plain value.

    Each of the arguments is asked of the record:
        to: the address; empty: the name stands without a link.
        text: what the page shows; without it the value.
        language: the language that the text is written in; empty: the page's.
        marks: what follows the link; None: nothing.
    """

    def __init__(
        self,
        label: Any,
        to: Written | None = None,
        *,
        text: Written | None = None,
        language: Written | None = None,
        marks: Written | None = demonstration,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.to, self.text, self.language, self.marks = to, text, language, marks

    def render(self, value: Any, record: Any) -> Any:
        """Return the cell of the page."""
        url = self.to(record) if self.to else ""
        name = _named(
            url, self.language(record) if self.language else "", self.text(record) if self.text else value
        )
        return format_html("{} {}", name, self.marks(record)) if self.marks else name

    def value(self, value: Any) -> Any:
        """Return the cell of files."""
        return value


def _named(url: str, language: str, text: Any) -> SafeString | Any:
    """Return a text as a link, marked with its language, or as it stands."""
    lang = format_html(' lang="{}"', language) if language else ""
    if url:
        return format_html('<a href="{}"{}>{}</a>', url, lang, text)
    return format_html("<span{}>{}</span>", lang, text) if lang else text
