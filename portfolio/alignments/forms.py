"""The form of an alignment matrix: three selects a cell, and what was read, in one field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.ui.forms import DayField
from portfolio.alignments.actions import Cell, UnableToSetAlignment
from portfolio.alignments.models import Alignment

if TYPE_CHECKING:
    from django.http import QueryDict

    from portfolio.alignments.exports import Matrix

PARTS = ("extent", "level", "role")
READ = re.compile(r"([pou][0-9n]{0,18}-r[0-9]{1,18}):([0-9]{1,18})")


class MatrixForm(forms.Form):
    """What concerns all changed cells together."""

    effective_on = DayField(
        label=gettext_lazy("With effect from"),
        help_text=gettext_lazy("Of the cells that you change; not in the future."),
    )
    correction = forms.BooleanField(
        label=gettext_lazy("What was recorded there was a mistake"),
        help_text=gettext_lazy(
            "The cells that you change take its place from that day on. Leave this empty for what has "
            "changed since: then what was recorded held until that day."
        ),
        required=False,
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False)


def read_text(read: Mapping[str, int | None]) -> str:
    """Return what was read as one hidden field carries it: `p12-r5:331 o44-r5:332`."""
    return " ".join(f"{name}:{number}" for name, number in read.items() if number)


def typed_cells(data: QueryDict, matrix: Matrix) -> dict[str, Cell]:
    """Return the cells that a form sent, by name; whether words go together the action decides.

    Raises:
        UnableToSetAlignment: a cell says something of a row or column that is there no more.
    """
    read = {name: int(number) for name, number in READ.findall(data.get("read", ""))}
    cells = {}
    for row in matrix.rows:
        for cell in row.cells:
            if f"{cell.name}-extent" in data:
                extent, level, role = (data.get(f"{cell.name}-{part}", "") for part in PARTS)
                cells[cell.name] = Cell(
                    cell.column.result, row.priority, row.outcome, extent, level, role, read.get(cell.name)
                )
    sent = {name.removesuffix("-extent") for name in data if name.endswith("-extent") and data[name]}
    if sent - cells.keys():
        raise UnableToSetAlignment(
            _("A priority, an outcome or a result was removed meanwhile. Nothing was saved: look again.")
        )
    return cells


def changed_cells(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return the cells that say something else than the fact that was read, which never changes."""
    facts = Alignment.objects.in_bulk({cell.read for cell in cells.values() if cell.read})
    values = {number: fact.field_values for number, fact in facts.items()}
    return {
        name: cell for name, cell in cells.items() if cell.field_values != values.get(cell.read, ("", "", ""))
    }
