"""The places and partners that the people of a demonstration are limited to."""

from __future__ import annotations

from typing import Any

from ilo_dc.core.models import Country, OrganisationCode, Region

COUNTRIES = {
    "CIV": ("CI", "Côte d’Ivoire", "africa"),
    "NAM": ("NA", "Namibia", "africa"),
    "ZWE": ("ZW", "Zimbabwe", "africa"),
    "COL": ("CO", "Colombia", "americas"),
    "ECU": ("EC", "Ecuador", "americas"),
    "PER": ("PE", "Peru", "americas"),
}


def make_reference(germany: Any) -> None:
    """Make the reference data that the cast is limited to."""
    for iso3, (iso2, name, code) in COUNTRIES.items():
        region = Region.objects.get_or_create(code=code, defaults={"name_en": code.capitalize()})[0]
        words = {"iso2": iso2, "name_en": name, "region": region}
        Country.objects.get_or_create(iso3=iso3, defaults=words)
    OrganisationCode.objects.get_or_create(organisation=germany, scheme="dac", code="5")
