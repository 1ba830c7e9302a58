"""The countries that piloted Delivering as One, as a document lists them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from ilo_dc.core.models import Country
from ilo_dc.core.reference.shipped import read_shipped
from portfolio.frameworks.models.one_un_pilot import OneUnPilot

DATA = settings.BASE_DIR / "portfolio" / "data"


@transaction.atomic
def load_one_un_pilots(*, folder: Path = DATA) -> dict[str, int]:
    """Bring the pilots to what the shipped file lists; return {pilots}.

    A country that this installation does not know is left out.
    """
    listed = {row["iso3"]: row["source"] for row in read_shipped("one-un-pilots", folder=folder)}
    known = Country.objects.filter(pk__in=listed).values_list("pk", flat=True)
    OneUnPilot.objects.exclude(country__in=listed).delete()
    OneUnPilot.objects.bulk_create(
        [OneUnPilot(country_id=code, source=listed[code]) for code in known],
        update_conflicts=True,
        unique_fields=["country"],
        update_fields=["source"],
    )
    return {"pilots": len(known)}
