"""What an importer says of its sheets: their columns, whose they are, where what they lack is put right."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its header, what to write in it, and whether the sheet must have it."""

    name: str
    help: Words
    required: bool = True
    example: str = ""


@dataclass(frozen=True)
class Source:
    """Whose file it is: what every edition of it has in common."""

    code: str
    title: str
    publisher: str
    licence: str = ""
    note: str = ""


@dataclass(frozen=True)
class Remedy:
    """A page where an importer can put right what a cell of `column` lacks.

    `parameter` is the name under which its address takes the cell; empty: it takes none.
    """

    column: str
    page: str
    label: Words
    parameter: str = ""
