"""The invented outcomes of countries without a programme, and global products, of a demonstration."""

from __future__ import annotations

import csv

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country
from ilo_dc.core.versions.actions import history_context
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome, OutcomePublication
from portfolio.outcomes.models.global_product import GlobalProduct, ProductCountry
from portfolio.outcomes.vocab import TextLanguage

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration" / "outcomes.csv"
REASON = gettext_noop("Demonstration outcomes without a programme and global products")


@transaction.atomic
def load_demonstration_outcomes() -> dict[str, int]:
    """Add them, the outcomes published; return how many of each. Nothing is added where they are already.

    A home that was begun before they came gets them, too. A country that is not there is passed over.
    """
    if not is_demonstration() or GlobalProduct.objects.filter(demonstration=True).exists():
        return {"outcomes": 0, "global products": 0}
    with DATA.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    with history_context(None, REASON):
        outcomes = _load_outcomes([line for line in lines if line["country"]])
        products = _load_products([line for line in lines if not line["country"]])
    return {"outcomes": outcomes, "global products": products}


def _load_outcomes(lines: list[dict[str, str]]) -> int:
    countries = Country.objects.in_bulk([line["country"] for line in lines])
    known = set(CountryProgrammeOutcome.objects.values_list("code", flat=True))
    rows = CountryProgrammeOutcome.objects.bulk_create(
        CountryProgrammeOutcome(
            country=countries[line["country"]],
            code=line["code"],
            title=line["title"],
            language=line["language"],
            demonstration=True,
        )
        for line in lines
        if line["country"] in countries and line["code"] not in known
    )
    if rows:
        with recording(by=None, reason=REASON):
            facts = [OutcomePublication(outcome=row, published=True) for row in rows]
            post(Plan(created=facts), edition=None, demonstration=True)
            CountryProgrammeOutcome.objects.filter(pk__in=[row.pk for row in rows]).update(published=True)
    return len(rows)


def _load_products(lines: list[dict[str, str]]) -> int:
    known = set(GlobalProduct.objects.values_list("code", flat=True))
    new = [line for line in lines if line["code"] not in known]
    products = GlobalProduct.objects.bulk_create(
        GlobalProduct(
            code=line["code"],
            title=line["title"],
            language=TextLanguage(line["language"]),
            description=line["description"],
            demonstration=True,
        )
        for line in new
    )
    named = Country.objects.in_bulk([code for line in new for code in line["for"].split()])
    ProductCountry.objects.bulk_create(
        ProductCountry(product=product, country=named[code], demonstration=True)
        for product, line in zip(products, new, strict=True)
        for code in line["for"].split()
        if code in named
    )
    return len(products)
