"""Sheets in: exchange rates, in the UN Treasury's two formats or as a plain sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.rates.imports.treasury_files import TreasuryFile, is_treasury_file
from funding.rates.models import ExchangeRate
from funding.rates.policies import may_import_rates
from funding.rates.vocab import DOLLAR, RateSource
from ilo_dc.core.facts.actions.facts import compare
from ilo_dc.core.imports.described import Column, Source
from ilo_dc.core.imports.exported import Export
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.imports.scope import ScopedBy
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Currency
from ilo_dc.core.sheets.rules import rounded_number

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.imports.lines import Line
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.people.grants import Viewer

PLACES, LARGEST = 6, Decimal(10) ** 12
MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


def month_of(day: date) -> str:
    """Return the month of a day as a scope names it: 2026-07."""
    return f"{day:%Y-%m}"


class ExchangeRateImporter(Importer[ExchangeRate]):
    """Exchange rates: a file adds and changes; a revision in the month lists the changed currencies only."""

    code = "exchange-rates"
    label = gettext_lazy("Exchange rates (UN Treasury)")
    description = gettext_lazy(
        "UN operational rates of exchange: the XML or the text file that the UN Treasury offers, or a sheet. "
        "It adds and changes rates; with the scope of the months that it names, a rate of them that it does "
        "not name is withdrawn."
    )
    columns = (
        Column("currency", gettext_lazy("ISO 4217 code"), example="EUR"),
        Column("effective_on", gettext_lazy("Day from which the rate holds"), example="2026-07-01"),
        Column("rate", gettext_lazy("Units of the currency to one US dollar"), example="0.853"),
        Column("source", gettext_lazy("unore unless told; demo in a demonstration"), required=False),
    )
    source = Source(
        code="un-operational-rates",
        title=gettext_noop("UN operational rates of exchange"),
        publisher=gettext_noop("United Nations Treasury"),
        licence=gettext_noop("Public United Nations data"),
    )
    scoped_by = ScopedBy(
        "month",
        gettext_lazy("Months"),
        kinds=(ScopeKind.ADD, ScopeKind.NAMED, ScopeKind.CHOSEN),
        advice=gettext_lazy("Write months as 2026-07."),
    )
    facts = (ExchangeRate,)
    exports = (Export("exchange-rates", frozenset({"currency", "effective_on", "rate", "recorded_at"})),)

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load rates."""
        return may_import_rates(user)

    def is_published(self, path: Path) -> bool:
        """Return whether it is the UN Treasury's own file."""
        return is_treasury_file(path)

    def open(self, path: Path, scope: Scope) -> Sheet:
        """Return the sheet, or the UN Treasury's own file."""
        if is_treasury_file(path):
            return TreasuryFile(path, self.columns)
        return super().open(path, scope)

    def named_in(self, rows: list[ExchangeRate]) -> set[str]:
        """Return the months that the file names."""
        return {month_of(row.effective_on) for row in rows}

    def narrowed(self, rows: list[ExchangeRate], names: frozenset[str]) -> list[ExchangeRate]:
        """Return the rows of the months `names`."""
        return [row for row in rows if month_of(row.effective_on) in names]

    def names_of_scope(self, names: Iterable[str]) -> dict[str, str]:
        """Return the months among `names`."""
        return {name: name for name in names if MONTH.fullmatch(name)}

    def read(self, sheet: Sheet) -> list[ExchangeRate]:
        """Return one row per currency and day; the same rate may stand there once for each country."""
        known = set(Currency.objects.values_list("pk", flat=True))
        invents = is_demonstration()
        rows: dict[tuple[str, date], ExchangeRate] = {}
        for line in sheet:
            row = _rate(line, known, invents=invents)
            if row is None:
                continue
            key = (row.currency_id, row.effective_on)
            if key in rows and rows[key].rate != row.rate:
                line.problem("rate", _("The file gives this currency another rate on the same day."))
            rows[key] = row
        if not rows and not sheet.problems.count:
            sheet.add(0, "", "", _("The file holds no rate."))
        return list(rows.values())

    def plan(self, rows: list[ExchangeRate], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Compare the file with the rates recorded for its months.

        What it no longer has of them is withdrawn, but never what stands in for the UN's in a demonstration.
        """
        recorded = ExchangeRate.objects.current()
        if not scope.is_whole:
            months = Q(pk__in=[])
            for name in scope.names:
                months |= Q(effective_on__year=int(name[:4]), effective_on__month=int(name[5:]))
            recorded = recorded.filter(months)
        plan = compare(rows, within=recorded)
        plan.withdrawn = [row for row in plan.withdrawn if row.source == RateSource.UNORE]
        return plan


def _rate(line: Line, known: set[str], *, invents: bool) -> ExchangeRate | None:
    """Return the line as a rate, None when a cell is unusable; only who `invents` takes DEMO rates."""
    currency = line.code("currency", known, _("No currency has this code. Write its ISO 4217 code: EUR."))
    day = line.day("effective_on")
    rate = _units(line)
    source = line.choice("source", {str(one): one for one in RateSource}, required=False)
    if source == RateSource.DEMO and not invents:
        line.problem("source", _("A live installation takes no DEMO rate."))
    if currency is None or day is None or rate is None:
        return None
    if currency == DOLLAR and rate != 1:
        return line.problem("rate", _("One US dollar is one US dollar: write 1."))
    return ExchangeRate(currency_id=currency, effective_on=day, rate=rate, source=source or RateSource.UNORE)


def _units(line: Line) -> Decimal | None:
    """Return the rate of a line: above 0, with at most six places."""
    if not line.sign("rate"):
        return None
    number = line.decimal("rate", decimals=PLACES)
    if number is None:
        return None
    rate = rounded_number(number, PLACES) if abs(number) < LARGEST else None
    if rate is None or rate <= 0:
        return line.problem("rate", _("Write a number above 0 with at most six decimal places."))
    return rate


EXCHANGE_RATES = ExchangeRateImporter()
