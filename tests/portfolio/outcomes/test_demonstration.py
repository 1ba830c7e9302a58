"""The demonstration has outcomes without a programme and global products, once, also in an older home."""

from __future__ import annotations

from portfolio.demonstration.outcomes import load_demonstration_outcomes
from portfolio.models import CountryProgrammeOutcome, GlobalProduct, OutcomePublication


def test_a_demonstration_has_outcomes_without_a_programme_and_products(published):
    alone = CountryProgrammeOutcome.objects.filter(places_in_programmes=None)
    assert alone.filter(published=True, demonstration=True).count() == 6
    assert OutcomePublication.objects.current().filter(published=True, demonstration=True).count() == 6
    assert GlobalProduct.objects.filter(demonstration=True).count() == 4
    assert load_demonstration_outcomes() == {"outcomes": 0, "global products": 0}
    GlobalProduct.objects.all().delete()
    assert load_demonstration_outcomes() == {"outcomes": 0, "global products": 4}
