"""Exchange rates as the UN Treasury offers them, in small, and as plain sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from funding.rates.imports.rates import EXCHANGE_RATES
from ilo_dc.core.imports.actions.files import Outcome, import_file
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ScopeKind

ADDS = Scope(ScopeKind.ADD)
Rate = tuple[str, str, str]


def treasury_xml(path: Path, rates: Sequence[Rate]) -> Path:
    """Write rates, each (code, day as 01 Jul 2026, rate), as the Treasury's XML."""
    rows = "\r\n".join(
        f"\t<UN_OPERATIONAL_RATES>\r\n\t\t<f_curr_code>{code}\t</f_curr_code>\r\n"
        f"\t\t<eff_date>{day}</eff_date>\r\n\t\t<rate>{rate}</rate>\r\n\t</UN_OPERATIONAL_RATES>"
        for code, day, rate in rates
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\r\n'
    path.write_text(f"{head}<UN_OPERATIONAL_RATES_DATASET>\r\n{rows}\r\n</UN_OPERATIONAL_RATES_DATASET>")
    return path


def treasury_text(path: Path, rates: Sequence[Rate]) -> Path:
    """Write the same as the Treasury's text: columns by tabs under a heading, names not in UTF-8."""
    rows = [f"C\u00f4te d'Ivoire\tsome name\t{code}\t{day}\t{rate}" for code, day, rate in rates]
    head = ["UN Operational Rates of Exchange", "", "Country\tCurrency\tAbbreviation\tEffective\tRate"]
    path.write_bytes("\r\n".join([*head, *rows, "", "No warranty of accuracy."]).encode("latin-1"))
    return path


def plain_sheet(path: Path, rates: Sequence[Rate], *, header: str = "currency,effective_on,rate") -> Path:
    """Write rates as a plain sheet; days as 2026-07-01."""
    path.write_text("\n".join([header, *(",".join(row) for row in rates)]) + "\n")
    return path


def import_rates(path: Path, *, scope: Scope = ADDS) -> Outcome:
    """Import a file of rates as the operator."""
    return import_file(by=None, importer=EXCHANGE_RATES, path=path, scope=scope)
