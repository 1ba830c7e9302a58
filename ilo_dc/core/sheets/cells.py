"""What reading hands on: cells as people see them."""

from __future__ import annotations


class NumberCell(str):
    """A cell that is stored as a number: its noise is a spreadsheet's arithmetic, not somebody's typing."""

    __slots__ = ()
