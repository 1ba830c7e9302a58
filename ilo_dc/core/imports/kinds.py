"""What kind of sheet a file is, told by its header: a wrong one is answered at once, not by columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ilo_dc.core.imports.importer import Importer

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """A kind of file that somebody may have meant.

    Attributes:
        advice: what to do with such a file.
        headers: sets of columns; a header with all of one is of this kind.
        hidden_sheet: the title of a hidden sheet that its workbook has; empty: it is told by its header.
    """

    advice: Words
    headers: tuple[frozenset[str], ...] = ()
    hidden_sheet: str = ""

    def fits(self, names: Collection[str], hidden_sheets: Collection[str]) -> bool:
        """Return whether a file with this header and these hidden sheets is of this kind."""
        if self.hidden_sheet:
            return self.hidden_sheet in hidden_sheets
        return any(header.issubset(names) for header in self.headers)


def kind_of(importer: Importer[Any]) -> Kind:
    """Return the kind of file that an importer takes: its own layout, or an export of its registers."""
    own = frozenset(column.name for column in importer.columns if column.required)
    advice = _("It looks like “%(kind)s”: choose that kind.") % {"kind": importer.label}
    return Kind(advice, (own, *(export.marks for export in importer.exports)))


@dataclass(frozen=True)
class Expected:
    """What a file was sent as, and the `kinds` that may have been meant instead."""

    label: Words
    kinds: Sequence[Kind] = ()

    def wrong_kind(
        self, required: Collection[str], names: Collection[str], hidden_sheets: Collection[str]
    ) -> str:
        """Return what to say of a file of another kind; empty: it is of this kind, if perhaps incomplete.

        Another kind it is where less than half of the `required` columns stand in its header, or where some
        are missing and another kind fits whole.
        """
        found = sum(name in names for name in required)
        if found == len(required):
            return ""
        advice = next((kind.advice for kind in self.kinds if kind.fits(names, hidden_sheets)), "")
        if not advice and found * 2 >= len(required):
            return ""
        return _("This is not a sheet of “%(kind)s”. %(advice)s") % {
            "kind": self.label,
            "advice": advice or _("It must be a CSV or XLSX file with the columns of the template."),
        }
