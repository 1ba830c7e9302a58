"""Country programme outcomes and global products for tests, without a programme or above their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portfolio.models import CountryProgrammeOutcome, GlobalProduct, ProgrammeOutcome


def cpo(country: Any, number: int = 501, **values: Any) -> CountryProgrammeOutcome:
    """Return the outcome of a country with this number in its code, made where there is none."""
    whole = {"title": f"More people of {country.pk} have decent work", "demonstration": True, **values}
    code = f"{country.pk}{number}"
    return CountryProgrammeOutcome.objects.get_or_create(country=country, code=code, defaults=whole)[0]


def product(number: int = 501, **values: Any) -> GlobalProduct:
    """Return the global product with this number in its code, made where there is none."""
    whole = {"title": f"Knowledge on decent work, {number}", "demonstration": True, **values}
    return GlobalProduct.objects.get_or_create(code=f"GLO{number}", defaults=whole)[0]


def above(places: Iterable[ProgrammeOutcome]) -> list[ProgrammeOutcome]:
    """Return unsaved places in programmes of countries, each with its outcome, in three statements."""
    rows = list(places)
    wanted = {row.code: row.programme.country_id for row in rows}
    CountryProgrammeOutcome.objects.bulk_create(
        (
            CountryProgrammeOutcome(country_id=iso3, code=code, title="More decent work", demonstration=True)
            for code, iso3 in wanted.items()
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    known = {one.code: one for one in CountryProgrammeOutcome.objects.filter(code__in=wanted)}
    for row in rows:
        row.cpo = known[row.code]
    return rows
