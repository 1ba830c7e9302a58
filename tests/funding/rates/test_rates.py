"""Exchange rates: which one converts, where they are listed, and those of a demonstration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from funding.demonstration.rates import UnableToLoadRates, load_demonstration_rates
from funding.models import ExchangeRate
from funding.rates.imports.rates import EXCHANGE_RATES
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.reference.actions.loading import load_reference_data
from tests.people import signed_in
from tests.recipes.rate_sheets import import_rates, plain_sheet

ROWS = [("EUR", "2026-07-01", "0.853"), ("EUR", "2026-12-31", "0.9"), ("JPY", "2026-07-01", "144.3512")]


@pytest.fixture
def currencies(installation):
    load_reference_data()


@pytest.fixture
def known(currencies, tmp_path):
    import_rates(plain_sheet(tmp_path / "rates.csv", ROWS))


def test_a_missing_month_is_an_error_that_names_it(known):
    for day in (date(2026, 6, 30), date(2026, 8, 1), date(2025, 7, 1)):
        with pytest.raises(UnableToConvert) as refused:
            ExchangeRate.objects.rate_on("EUR", day)
        assert f"EUR for {day:%B %Y}" in refused.value.message
    with override("es"), pytest.raises(UnableToConvert) as refused:
        ExchangeRate.objects.rate_on("EUR", date(2026, 8, 1))
    assert "agosto de 2026" in refused.value.message


def test_the_rate_of_the_last_day_of_december_is_januarys_too(known):
    assert ExchangeRate.objects.rate_on("EUR", date(2027, 1, 20)) == (Decimal("0.9"), "unore")
    with pytest.raises(UnableToConvert):
        ExchangeRate.objects.rate_on("EUR", date(2026, 12, 30))


def test_dollars_need_no_rate(currencies, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ExchangeRate.objects.rate_on("USD", date(1999, 1, 1)) == (Decimal(1), "")


def test_page_api_and_file_list_the_same_rates(known, client):
    page = client.get(reverse("funding:exchange-rates"), {"currency": "jpy"}).content.decode()
    assert "144.3512" in page
    assert "0.8530" not in page
    found = client.get("/api/v1/exchange-rates/", {"currency": "EUR", "until": "2026-07-31"}).json()[
        "results"
    ]
    assert [(row["currency"], row["effective_on"], row["rate"]) for row in found] == [
        ("EUR", "2026-07-01", "0.853000")
    ]
    lines = client.get("/api/v1/exchange-rates/?format=csv").getvalue().decode().splitlines()
    assert len(lines) == 4
    assert client.get("/api/v1/exchange-rates/", {"until": "July"}).status_code == 400


def test_those_who_load_published_data_import_rates_and_others_are_told_who_does(currencies, people):
    page = signed_in(people["pardev_officer"]).get(reverse("import-new")).content.decode()
    assert "Exchange rates (UN Treasury)" in page
    assert EXCHANGE_RATES.policy(people["manager"])
    for name in ("field_officer", "german_donor"):
        assert "partnership officers" in (EXCHANGE_RATES.policy(people[name]).reason or "")


def test_a_demonstration_has_a_rate_labelled_demo_for_every_month_to_the_end_of_2027(currencies, client):
    loaded = load_demonstration_rates()["rates"]
    assert loaded == ExchangeRate.objects.filter(source="demo", demonstration=True).count() > 10_000
    assert load_demonstration_rates() == {"rates": 0}
    months = {(row.year, row.month) for row in ExchangeRate.objects.dates("effective_on", "month")}
    assert len(months) == 240
    # 0.7474381 drawing rights to the dollar and 0.8259175 to the euro in April 2025, the last one known.
    for day in (date(2025, 4, 30), date(2027, 12, 31)):
        assert ExchangeRate.objects.rate_on("EUR", day) == (Decimal("0.904979"), "demo")
    assert "DEMO" in client.get(reverse("funding:exchange-rates")).content.decode()


def test_a_live_installation_refuses_the_rates_of_a_demonstration(db):
    found_installation(mode="live")
    load_reference_data()
    with pytest.raises(UnableToLoadRates):
        load_demonstration_rates()
    for marked in (True, False):
        rate = ExchangeRate(
            currency_id="EUR", effective_on=date(2026, 7, 1), rate=1, source="demo", demonstration=marked
        )
        with pytest.raises(IntegrityError), transaction.atomic(), recording(by=None, reason="DEMO"):
            rate.save()
