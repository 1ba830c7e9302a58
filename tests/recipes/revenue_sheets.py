"""Small sheets of both publications."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

BY_TYPE = ("agency", "sub_agency", "calendar_year", "amount", "sub_type_name", "rev_type", "sub_type")
BY_CONTRIBUTOR = ("year", "donor", "revenue_type", "amount_usd")


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """Write a CSV and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def typed(year: int, amount: str, code: str) -> list[str]:
    """Return a row of the publication by type."""
    return ["ILO", "ILO", str(year), amount, "", "", code]
