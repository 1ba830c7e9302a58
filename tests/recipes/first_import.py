"""Sheets of the first import, written from rows that say only what matters; totals stated unless told."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from ilo_dc.core.imports.actions.at_once import load_file
from ilo_dc.core.imports.actions.files import Outcome
from ilo_dc.core.imports.importer import Importer
from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.imports.scope import Scope

# What a row says unless told, by the code of its importer.
USUAL: dict[str, dict[str, str]] = {
    "first-agreements": {
        "partner": "germany",
        "kind": "contribution",
        "title": "Skills for youth",
        "signed_on": "2021-03-01",
        "last_day": "2024-03-31",
        "currency": "USD",
        "amount": "1130000.00",
        "levy": "paid_directly",
        "earmarking": "tight",
    },
    "first-approvals": {"approved_on": "2021-03-01", "currency": "USD", "amount": "1130000.00"},
    "first-receipts": {"currency": "USD", "amount": "1000.00", "effective_on": "2022-07-15"},
    "first-allocations": {"currency": "USD", "amount": "100.00", "allocated_on": "2022-07-15"},
    "first-expenditure": {"currency": "USD", "amount": "50.00", "spent_on": "2022-07-15"},
    "first-openings": {"currency": "USD", "amount": "500.00", "cut_over_on": "2023-01-01"},
}
DAY_OF = {
    "first-agreements": "signed_on",
    "first-approvals": "approved_on",
    "first-allocations": "allocated_on",
    "first-expenditure": "spent_on",
    "first-openings": "cut_over_on",
}
KIND_OF = {
    "first-agreements": "agreement",
    "first-approvals": "approval",
    "first-receipts": "receipt",
    "first-allocations": "allocation",
    "first-expenditure": "expenditure",
    "first-openings": "balance",
}


def totals(importer: Importer[Any], rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the lines that state what rows add up to."""
    day = DAY_OF.get(importer.code, "effective_on")
    sums: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        kind = row.get("kind", "") if importer.code == "first-receipts" else ""
        kind = "amendment" if row.get("amendment") and importer.code == "first-agreements" else kind
        key = (kind or KIND_OF[importer.code], row["currency"], row[day][:4])
        sums[key].append(Decimal(row["amount"]))
    named = any(column.name == "kind" for column in importer.columns)
    return [
        {
            "reference": "TOTAL",
            **({"kind": kind} if named else {}),
            "currency": currency,
            day: year,
            "amount": str(sum(amounts)),
            "rows": str(len(amounts)),
        }
        for (kind, currency, year), amounts in sums.items()
    ]


def sheet(
    folder: Path, importer: Importer[Any], *rows: dict[str, str], stated: list[dict[str, str]] | None = None
) -> Path:
    """Write rows with what is usual and the totals of them (`stated`: these instead); return the file."""
    whole = [{**USUAL[importer.code], **row} for row in rows]
    path = folder / f"{importer.code}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [column.name for column in importer.columns], restval="")
        writer.writeheader()
        writer.writerows([*whole, *(totals(importer, whole) if stated is None else stated)])
    return path


def load(path: Path, importer: Importer[Any], **more: Any) -> tuple[ImportBatch, Outcome]:
    """Load a sheet as the operator."""
    scope = Scope(valid_rows=more.pop("valid_rows", False))
    return load_file(
        **{"by": None, "importer": importer, "path": path, "scope": scope, "reason": "Test", **more}
    )
