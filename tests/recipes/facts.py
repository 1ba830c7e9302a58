"""The smallest facts that tests of the shared machinery need."""

from __future__ import annotations

from decimal import Decimal

from ilo_dc.core.models import Country, Currency, Region
from portfolio.models import CooperationFramework, FrameworkCountry, FrameworkSubOutput, SubOutputState

COUNTRIES = {"KEN": "KE", "UGA": "UG"}


def reference() -> None:
    """Make one region, two countries and the currency."""
    region = Region.objects.create(code="africa", name_en="Africa")
    Currency.objects.create(code="USD", name="US Dollar")
    for iso3, iso2 in COUNTRIES.items():
        Country.objects.create(iso3=iso3, iso2=iso2, name_en=iso3.title(), region=region)


def framework(*iso3: str) -> CooperationFramework:
    """Return the derived framework of a set of countries, made where it is missing."""
    key = "-".join(sorted(iso3))
    made, is_new = CooperationFramework.objects.get_or_create(country_key=key, slug=key.lower())
    if is_new:
        for code in iso3:
            FrameworkCountry.objects.create(framework=made, country_id=code)
    return made


def record_sub_output(
    number: str,
    *iso3: str,
    required: Decimal | int = 100,
    available: Decimal | int = 40,
    finance_year: int = 2024,
) -> SubOutputState:
    """Record one sub-output of a framework (Kenya's unless told); call it inside a recording."""
    sub_output, _ = FrameworkSubOutput.objects.get_or_create(source_id=number)
    return SubOutputState.objects.create(
        sub_output=sub_output,
        framework=framework(*(iso3 or ("KEN",))),
        name=f"Sub-output {number}",
        agency="ILO",
        finance_year=finance_year,
        required=Decimal(required),
        available=Decimal(available),
        spent=Decimal(10),
    )
