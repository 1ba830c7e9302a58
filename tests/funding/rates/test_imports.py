from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from funding.models import ExchangeRate
from funding.rates.imports.rates import EXCHANGE_RATES
from ilo_dc.core.imports.actions.files import try_file
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.reference.actions.loading import load_reference_data
from tests.recipes.rate_sheets import import_rates, plain_sheet, treasury_text, treasury_xml

JULY = [("EUR", "01 Jul 2026", "0.853"), ("EUR", "01 Jul 2026", "0.853"), ("JPY", "01 Jul 2026", "144.35")]


@pytest.fixture
def currencies(installation):
    load_reference_data()


def rates(**filters):
    rows = ExchangeRate.objects.current().filter(**filters).order_by("currency_id", "effective_on")
    return [(row.currency_id, row.effective_on.isoformat(), row.rate) for row in rows]


@pytest.mark.parametrize("write", [treasury_xml, treasury_text])
def test_the_treasurys_own_files_are_read_whoever_repeats_a_currency_and_are_no_demonstration(
    currencies, tmp_path, write
):
    outcome = import_rates(write(tmp_path / "rates", JULY))
    assert (outcome.problem_count, outcome.rows, outcome.summary["created"]) == (0, 3, 2)
    assert rates() == [("EUR", "2026-07-01", Decimal("0.853")), ("JPY", "2026-07-01", Decimal("144.35"))]
    assert not ExchangeRate.objects.filter(demonstration=True).exists()
    assert import_rates(write(tmp_path / "again", JULY)).change is None


def test_a_revision_within_the_month_adds_the_currencies_that_changed(currencies, tmp_path):
    import_rates(treasury_xml(tmp_path / "a", JULY))
    outcome = import_rates(treasury_xml(tmp_path / "b", [("EUR", "15 Jul 2026", "0.861")]))
    assert (outcome.summary["created"], outcome.summary["withdrawn"]) == (1, 0)
    found = [ExchangeRate.objects.rate_on("EUR", date(2026, 7, day))[0] for day in (1, 14, 15, 31)]
    assert found == [Decimal("0.853"), Decimal("0.853"), Decimal("0.861"), Decimal("0.861")]


def test_a_corrected_rate_supersedes_and_what_was_known_before_is_still_told(currencies, tmp_path):
    import_rates(treasury_xml(tmp_path / "a", JULY))
    before = timezone.now()
    import_rates(treasury_xml(tmp_path / "b", [("EUR", "01 Jul 2026", "0.854")]))
    day = date(2026, 7, 3)
    assert ExchangeRate.objects.in_force_on("EUR", day).rate == Decimal("0.854")
    assert ExchangeRate.objects.in_force_on("EUR", day, known_at=before).rate == Decimal("0.853")


def test_months_that_are_said_to_be_whole_lose_the_rates_that_are_not_named(currencies, tmp_path):
    import_rates(treasury_xml(tmp_path / "a", [*JULY, ("JPY", "01 Aug 2026", "150")]))
    outcome = import_rates(treasury_xml(tmp_path / "b", [("EUR", "01 Jul 2026", "0.853")]), scope=Scope())
    assert outcome.summary["withdrawn"] == 1
    assert rates(currency="JPY") == [("JPY", "2026-08-01", Decimal(150))]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("EUR", "2026-07-01", "0"), "rate"),
        (("EUR", "2026-07-01", "-1"), "rate"),
        (("EUR", "2026-07-01", "0.1234567"), "rate"),
        (("EUR", "2026-07-01", "9999999999999"), "rate"),
        (("EUR", "2026-07-01", ""), "rate"),
        (("EUR", "2026-02-31", "1"), "effective_on"),
        (("QQQ", "2026-07-01", "1"), "currency"),
        (("USD", "2026-07-01", "1.01"), "rate"),
    ],
)
def test_an_unusable_cell_is_named_and_nothing_is_saved(currencies, tmp_path, row, column):
    outcome = import_rates(plain_sheet(tmp_path / "rates.csv", [("JPY", "2026-07-01", "144"), row]))
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(3, column)]
    assert rates() == []


def test_two_rates_of_one_day_are_refused_and_a_day_that_no_calendar_has_is_named(currencies, tmp_path):
    rows = [*JULY, ("EUR", "01 Jul 2026", "0.9"), ("JPY", "31 Jun 2026", "1")]
    outcome = import_rates(treasury_xml(tmp_path / "rates", rows))
    assert [(problem.row, problem.column) for problem in outcome.problems] == [
        (4, "rate"),
        (5, "effective_on"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"<UN_OPERATIONAL_RATES_DATASET><UN_OPERATIONAL_RATES>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><UN_OPERATIONAL_RATES_DATASET>&a;</UN_OPERATIONAL_RATES_DATASET>',
        b"<UN_OPERATIONAL_RATES_DATASET></UN_OPERATIONAL_RATES_DATASET>",
    ],
)
def test_a_damaged_or_empty_file_of_the_treasury_is_a_problem(currencies, tmp_path, content):
    path = tmp_path / "rates.xml"
    path.write_bytes(content)
    [problem] = import_rates(path).problems
    assert "The file" in problem.message


def test_a_live_installation_takes_no_demo_rate(db, tmp_path):
    found_installation(mode="live")
    load_reference_data()
    header = "currency,effective_on,rate,source"
    sheet = plain_sheet(tmp_path / "a.csv", [("EUR", "2026-07-01", "1", "demo")], header=header)
    [problem] = import_rates(sheet).problems
    assert (problem.column, problem.message) == ("source", "A live installation takes no DEMO rate.")


def test_what_was_exported_comes_back_as_it_is(currencies, tmp_path):
    header = "currency,effective_on,rate,source"
    rows = [("EUR", "2026-07-01", "0.853", "demo"), ("JPY", "2026-07-01", "144", "unore")]
    import_rates(plain_sheet(tmp_path / "a.csv", rows, header=header))
    for name in ("csv", "xlsx"):
        path = tmp_path / f"export.{name}"
        answer = Client().get(f"/api/v1/exchange-rates/?format={name}")
        path.write_bytes(answer.getvalue())
        outcome = try_file(importer=EXCHANGE_RATES, path=path)
        assert not outcome.problems
        assert {name: outcome.summary[name] for name in ("created", "changed", "withdrawn", "unchanged")} == {
            "created": 0,
            "changed": 0,
            "withdrawn": 0,
            "unchanged": 2,
        }
