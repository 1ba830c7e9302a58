"""Sheets of sub-outputs for tests: lines, the places they name, and loading them."""

from __future__ import annotations

from pathlib import Path

from ilo_dc.core.imports.actions.files import Outcome, import_file
from ilo_dc.core.models import Country, Currency, Region, User
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS

HEADER = "iso3,country,id,agency,code,name,description,start,end,outcome,sdg,required,available,spent"
SHIPPED = FRAMEWORK_SUBOUTPUTS.shipped[0]


def row(number: str = "1", iso3: str = "KEN", **cells: str) -> str:
    """Return one line of a sheet."""
    values = {
        "iso3": iso3,
        "country": "",
        "id": number,
        "agency": "ILO",
        "code": "1.1",
        "name": f"Sub-output {number}",
        "description": "",
        "start": "2023-07-01",
        "end": "2027-12-31",
        "outcome": "Output 1",
        "sdg": "",
        "required": "100",
        "available": "40",
        "spent": "10",
        **cells,
    }
    return ",".join(values.values())


def make_places() -> None:
    """Make two countries of Africa, one of Asia, and the currency."""
    africa = Region.objects.create(code="africa", name_en="Africa")
    asia = Region.objects.create(code="asia-pacific", name_en="Asia and the Pacific")
    Currency.objects.create(code="USD", name="US Dollar")
    for iso3, iso2, name, region in (
        ("KEN", "KE", "Kenya", africa),
        ("NAM", "NA", "Namibia", africa),
        ("KHM", "KH", "Cambodia", asia),
    ):
        Country.objects.create(iso3=iso3, iso2=iso2, name_en=name, region=region)


def write_lines(path: Path, *lines: str | bytes) -> Path:
    """Write a sheet of lines below the header."""
    body = [line if isinstance(line, bytes) else line.encode() for line in (HEADER, *lines)]
    path.write_bytes(b"\n".join(body) + b"\n")
    return path


def load(path: Path, *, by: User | None = None) -> Outcome:
    """Import a file as the operator or a person does."""
    return import_file(by=by, importer=FRAMEWORK_SUBOUTPUTS, path=path, reason="test")
