"""One row of a sheet, and how its cells are read without guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ilo_dc.core.days import day_of, outside
from ilo_dc.core.number_words import advice_on
from ilo_dc.core.numbers import UnableToReadNumber, read_number, to_the_cent
from ilo_dc.core.sheets import rules as cell_rules
from ilo_dc.core.sheets.guards import unguarded
from ilo_dc.core.sheets.reading import BrokenCell, NumberCell

if TYPE_CHECKING:
    from ilo_dc.core.imports.importer import Sheet

Words = str | Promise
T = TypeVar("T")

MAX_WHOLE_DIGITS = 15
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass
class Line:
    """One row of a sheet. Every reader returns None (or "") and notes a problem where a cell is unusable."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]

    def problem(self, column: str, message: Words) -> Any:
        """Note that the cell in `column` must be put right; return None, which is what it then means.

        Of a cell without a usable value its own advice was noted already; one more would mislead.
        """
        text = self.cells.get(column, "")
        if not isinstance(text, BrokenCell):
            self.sheet.add(self.number, column, text, _named(message, cell_rules.invisible_in(text)))

    def raw(self, column: str) -> str:
        """Return the cell exactly as it stands ("" where there is no such column or no value)."""
        text = self.cells.get(column, "")
        return "" if type(text) is BrokenCell else text

    def text(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return the cell without blanks around it; `longest` limits its characters (0: no limit)."""
        value = self.raw(column).strip()
        if not value.isascii() and not cell_rules.without_invisible(value):
            value = ""
        if not value and required:
            self.problem(column, _("Fill this in."))
        if longest and len(value) > longest:
            self.problem(column, _("Write at most %(longest)s characters.") % {"longest": longest})
        return value

    def sign(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return a cell that is no prose (code, number, date) without the characters that nobody sees.

        They are counted in the sheet's remarks.
        """
        text = self.text(column, required=required, longest=longest)
        if text.isascii():
            return text
        raw = self.raw(column)
        value = cell_rules.without_invisible(text)
        if (hidden := cell_rules.invisible_in(raw)) and value != raw.strip():
            self.sheet.remarks_on.invisible.add(self.number, self.sheet.shown(column), hidden, value)
        return value

    def words(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return the cell as text that search finds: composed letters, however the source wrote them.

        The quote that exports put before what would run as a formula is taken off again; of a register's
        export it is off already.
        """
        value = unicodedata.normalize("NFC", self.text(column, required=required, longest=longest))
        return unguarded(value) if self.sheet.export is None else value

    def amount(
        self, column: str, *, required: bool = True, least: Decimal | None = None, to_cent: bool = False
    ) -> Decimal | None:
        """Return the cell as a Decimal of at most two places.

        `to_cent` rounds longer decimals half up and counts them in the sheet's notes: for sources that
        carry float noise, whose texts are plain decimals.
        """
        text = self.sign(column, required=required)
        if not text:
            return None
        plain = to_cent and PLAIN_NUMBER.fullmatch(text) is not None
        decimals = MAX_WHOLE_DIGITS if to_cent else 2
        amount = Decimal(text) if plain else self.decimal(column, decimals=decimals)
        if amount is None:
            return None
        if abs(amount) >= 10**MAX_WHOLE_DIGITS:
            return self.problem(column, _("This number is too large to be an amount."))
        exact = to_the_cent(amount)
        if amount != exact and not self._is_noise(column, amount):
            if not to_cent:
                return self.problem(column, _("Write at most two decimal places."))
            self.sheet.remarks_on.rounded += 1
        if least is not None and exact < least:
            return self.problem(column, _("Write %(least)s or more.") % {"least": least})
        return exact

    def decimal(self, column: str, *, decimals: int) -> Decimal | None:
        """Return a cell as it is stored, or what its text says; None (with a problem) where it says none."""
        cell = self.raw(column)
        if isinstance(cell, NumberCell):
            return Decimal(cell)
        try:
            return read_number(cell.strip(), decimals=decimals, programs=True)
        except UnableToReadNumber as error:
            return self.problem(column, advice_on(error))

    def _is_noise(self, column: str, amount: Decimal) -> bool:
        """Return whether a number's longer decimals are a spreadsheet's arithmetic; count them if so."""
        exact = cell_rules.rounded_number(amount, 2)
        if exact is None or not isinstance(self.raw(column), NumberCell):
            return False
        column = self.sheet.shown(column)
        self.sheet.remarks_on.noise.add(self.number, column, f"{amount:f}", f"{exact:f}")
        return True

    def whole(self, column: str, *, least: int = 0, most: int = 10**9, required: bool = True) -> int | None:
        """Return the cell as a whole number between `least` and `most`."""
        if not self.sign(column, required=required):
            return None
        number = self.decimal(column, decimals=0)
        if number is not None and (not least <= number <= most or number % 1):
            return self.problem(
                column, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
            )
        return None if number is None else int(number)

    def day(self, column: str, *, required: bool = True) -> date | None:
        """Return the cell as a date written 2026-02-05 (a workbook's date cells are read as that)."""
        text = self.sign(column, required=required)
        if not text:
            return None
        day = day_of(text)
        if day is None:
            return self.problem(column, _("Write the date as year-month-day: 2026-02-05."))
        advice = outside(day)
        return self.problem(column, advice) if advice else day

    def yes_or_no(self, column: str) -> bool | None:
        """Return a cell that says true or false, in any case (a spreadsheet writes TRUE)."""
        text = self.sign(column).casefold()
        if text and text not in {"true", "false"}:
            return self.problem(column, _("Write true or false."))
        return text == "true" if text else None

    def choice(self, column: str, choices: Mapping[str, T], *, required: bool = True) -> T | None:
        """Return what the cell stands for in `choices`."""
        text = self.sign(column, required=required)
        if text and text not in choices:
            words = {word.casefold(): word for word in choices}
            if text.casefold() not in words:
                some = ", ".join(list(choices)[:12])
                return self.problem(column, _("Not known here. Write one of: %(some)s.") % {"some": some})
            text = words[text.casefold()]
        return choices.get(text)

    def code(
        self, column: str, known: Container[str], message: Words, *, required: bool = True
    ) -> str | None:
        """Return the one of the `known` codes that the cell names, in whatever case; else note `message`."""
        text = self.sign(column, required=required)
        if not text:
            return None
        found = next((code for code in (text, text.upper(), text.lower()) if code in known), None)
        return found if found is not None else self.problem(column, message)


def _named(message: Words, hidden: str) -> str:
    """Return a problem's message with what nobody sees in its cell."""
    if not hidden:
        return str(message)
    return _("%(message)s The cell holds characters that nobody sees: %(hidden)s.") % {
        "message": message,
        "hidden": hidden,
    }
