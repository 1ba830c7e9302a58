"""Stated totals: lines of a file that say what it has of each kind, currency and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.first_import.rules import Difference, Key, Sum, Totals
from funding.first_import.vocab import TOTAL, StatedKind
from ilo_dc.core.imports.described import Column
from ilo_dc.formats import text

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from ilo_dc.core.imports.importer import Sheet
    from ilo_dc.core.imports.lines import Line

ROWS = Column(
    "rows",
    gettext_lazy("Of a line with TOTAL alone: how many rows of its kind, currency and year the file has."),
    required=False,
)


def is_total(line: Line) -> bool:
    """Return whether a line states a total instead of a row."""
    return line.raw("reference").strip() == TOTAL


class StatedTotals:
    """The totals of one file; a kind of sheet tells the day and the kinds by its own columns."""

    def __init__(self, kinds: Collection[str], *, day: str, kind: str = "kind") -> None:
        self.kinds, self.day, self.kind, self.totals = kinds, day, kind, Totals()
        self.counted: dict[int, tuple[Key, Decimal]] = {}  # by row

    def state(self, line: Line) -> None:
        """Take a line with TOTAL; what it lacks is noted."""
        kind = next(iter(self.kinds)) if len(self.kinds) == 1 else self._kind(line)
        year = line.whole(self.day, least=1900, most=2200)
        rows, amount, currency = line.whole("rows"), line.amount("amount"), line.sign("currency")
        if kind is None or year is None or rows is None or amount is None or not currency:
            return
        key = Key(kind, currency, year)
        if key in self.totals.stated:
            line.problem(self.day, _("This total is stated already."))
        self.totals.stated[key] = Sum(rows, amount)

    def _kind(self, line: Line) -> str | None:
        found = line.choice(self.kind, {one: one for one in self.kinds})
        return found or None

    def count(self, line: Line, key: Key, amount: Decimal) -> None:
        """Count one row, taken or not."""
        self.totals.add(key, amount)
        self.counted[line.number] = key, amount

    def compare(self, sheet: Sheet, *, taken: Collection[int]) -> None:
        """Note every total that differs; a file with one is refused whole, whatever rows are chosen.

        Where rows are left out, what is `taken` (their numbers) is said beside what the file states.
        """
        if sheet.refused:
            return
        self._compare_whole(sheet)
        taken_alone = Totals(stated=self.totals.stated)
        for number, (key, amount) in self.counted.items():
            if number in taken:
                taken_alone.add(key, amount)
        for one in taken_alone.differences():
            if not sheet.refused and one.key in self.totals.stated:
                words = _words_of(one)
                sheet.remarks_on.further.append(
                    _(
                        "%(kind)s, %(currency)s, %(year)s: the file states %(stated_rows)s rows and "
                        "%(stated)s. Without the rows with errors %(rows)s rows and %(found)s are taken: a "
                        "difference of %(difference)s."
                    )
                    % words
                )

    def _compare_whole(self, sheet: Sheet) -> None:
        for one in self.totals.differences():
            sheet.refused = True
            words = _words_of(one)
            if one.key in self.totals.stated:
                message = _(
                    "%(kind)s, %(currency)s, %(year)s: the file states %(stated_rows)s rows and %(stated)s, "
                    "it has %(rows)s rows and %(found)s: a difference of %(difference)s."
                )
            else:
                message = _(
                    "%(kind)s, %(currency)s, %(year)s: the file has %(rows)s rows and %(found)s, and states "
                    "no total of them. Add a line with TOTAL."
                )
            sheet.add(0, "amount", "", message % words)


def _words_of(one: Difference) -> dict[str, Any]:
    return {
        "kind": StatedKind(one.key.kind).label,
        "currency": one.key.currency,
        "year": one.key.year,
        "stated_rows": one.stated.rows,
        "stated": text.amount(one.stated.amount, one.key.currency, 2),
        "rows": one.found.rows,
        "found": text.amount(one.found.amount, one.key.currency, 2),
        "difference": text.amount(one.found.amount - one.stated.amount, one.key.currency, 2),
    }
