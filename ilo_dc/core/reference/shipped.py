"""The files that ship in `ilo_dc/core/data/` (see SOURCES.md there)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

DATA: Path = settings.BASE_DIR / "ilo_dc" / "core" / "data"


def read_shipped(name: str, *, folder: Path = DATA) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped CSV file, every cell as text: Namibia's code is `NA`."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
