"""Small sheets of partnerships."""

from __future__ import annotations

import csv
from pathlib import Path

from funding.partnerships.imports import PARTNERSHIPS
from ilo_dc.core.imports.actions.files import Outcome, import_file
from ilo_dc.core.models import User

COLUMNS = tuple(column.name for column in PARTNERSHIPS.columns)


def row(code: str, **cells: str) -> dict[str, str]:
    """Return the cells of a partnership, with `cells` in place."""
    whole = {
        "code": code,
        "kind": "msp",
        "name_en": code.capitalize(),
        "source": "GB.347/POL/3, paragraph 18",
    }
    return {**whole, **cells}


def write(path: Path, *rows: dict[str, str]) -> Path:
    """Write a sheet and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(path: Path, *, by: User | None = None) -> Outcome:
    """Import a sheet."""
    return import_file(by=by, importer=PARTNERSHIPS, path=path)
