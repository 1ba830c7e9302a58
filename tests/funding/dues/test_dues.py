"""What fell due is recorded by the night, once; counted and seen by whose it is."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding import tasks
from funding.agreements.actions import agreement_parts as parts
from funding.dues.actions.due_notices import tell_of_dues
from funding.dues.actions.dues import request_settling, settle_dues
from funding.dues.actions.owed import UnableToSettle
from funding.dues.measures import DONOR_REPORTS_DUE, INSTALMENTS_DUE, MEASURES
from funding.ledger.actions.postings import reverse_entry
from funding.models import DueDonorReport, DueInstalment
from ilo_dc.core.errors import Refused, UnableToAct, UnableToRead
from ilo_dc.core.facts.moments import settled_moment
from ilo_dc.core.measures import Question, Scope, figures
from ilo_dc.core.models import Notification
from tests.people import signed_in
from tests.recipes import agreements as cast
from tests.recipes import projects
from tests.recipes.dues import rates, receipt
from tests.test_parity import answer_of, reproduce, stated

DUE = date(2025, 2, 1)
NIGHT = date(2025, 2, 2)
API = "/api/v1/due-instalments/"
REPORTS = "/api/v1/due-donor-reports/"


@pytest.fixture
def agreement(manager: Any, germany: Any) -> Any:
    """A signed agreement of Germany in euros; the rates of two months are known."""
    rates(date(2025, 2, 1), date(2025, 3, 1))
    return cast.signed(manager, germany)


def current(model: Any = DueInstalment) -> list[tuple[Any, ...]]:
    """Return what is recorded now, in the order of its recording."""
    columns = ("partner__slug", "status")
    return list(model.objects.current().order_by("due_on", "pk").values_list(*columns))


def value(measure: Any, user: Any, scope: Scope = Scope.INTERNAL, **asked: Any) -> Any:
    return figures(measure, user=user, question=Question(scope=scope, **asked)).figure().value


def test_an_instalment_falls_due_in_the_night_after_its_day_and_once(manager: Any, agreement: Any) -> None:
    cast.instalment(manager, agreement, due_on=DUE)
    assert settle_dues(today=DUE)["created"] == 0
    assert settle_dues(today=NIGHT) == {"created": 1, "changed": 0, "withdrawn": 0, "unchanged": 0}
    assert settle_dues(today=NIGHT) == {"created": 0, "changed": 0, "withdrawn": 0, "unchanged": 1}
    assert current() == [("germany", "missing")]


def test_a_receipt_makes_it_late_and_its_reversal_missing_again(manager: Any, agreement: Any) -> None:
    cast.instalment(manager, agreement, due_on=DUE, amount=Decimal("500.00"))
    settle_dues(today=NIGHT)
    moment = settled_moment()
    receipt(agreement, date(2025, 2, 10), "200.00")
    settle_dues(today=date(2025, 2, 11))
    assert current() == [("germany", "part")]
    line = receipt(agreement, date(2025, 2, 12), "300.00")
    settle_dues(today=date(2025, 2, 13))
    late = DueInstalment.objects.current().get()
    assert (late.status, late.received, late.received_on) == ("late", Decimal("500.00"), date(2025, 2, 12))
    reverse_entry(by=None, entry=line, reason="Another partner paid")
    settle_dues(today=date(2025, 2, 14))
    assert current() == [("germany", "part")]
    then = DueInstalment.objects.as_known_at(moment).get()
    assert (then.status, then.received) == ("missing", 0)


def test_a_receipt_in_another_currency_counts_at_the_rate_of_its_day(manager: Any, agreement: Any) -> None:
    from ilo_dc.core.models import Currency

    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"name": "US dollar"})
    cast.instalment(manager, agreement, due_on=DUE, amount=Decimal("900.00"))
    receipt(agreement, DUE, "1000.00", currency=dollar)
    settle_dues(today=NIGHT)
    assert current() == [("germany", "in_time")]


@pytest.fixture
def without_rate(manager: Any, sweden: Any, agreement: Any) -> Any:
    """An agreement in kronor whose partner paid in dollars; no rate of the krona is known."""
    from ilo_dc.core.models import Currency

    krona, _made = Currency.objects.get_or_create(code="SEK", defaults={"name": "Swedish krona"})
    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"name": "US dollar"})
    made = cast.signed(manager, sweden, reference="DEMO-SEK", currency=krona)
    cast.instalment(manager, made, due_on=DUE, amount=Decimal("900.00"))
    receipt(made, DUE, "100.00", currency=dollar)
    return made


def test_one_agreement_without_a_rate_leaves_all_others_settled_and_is_named(
    manager: Any, agreement: Any, without_rate: Any
) -> None:
    cast.instalment(manager, agreement, due_on=DUE)
    cast.report(manager, without_rate, due_on=DUE)
    run = request_settling()
    assert run is not None
    tasks.settle_dues(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert str(without_rate) in run.failure
    assert "SEK" in run.failure
    assert current() == [("germany", "missing")]
    assert current(DueDonorReport) == [("sweden", "missing")]


def test_what_was_recorded_of_an_agreement_stays_while_its_rate_lacks(
    manager: Any, sweden: Any, agreement: Any
) -> None:
    from ilo_dc.core.models import Currency

    krona, _made = Currency.objects.get_or_create(code="SEK", defaults={"name": "Swedish krona"})
    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"name": "US dollar"})
    made = cast.signed(manager, sweden, reference="DEMO-SEK", currency=krona)
    cast.instalment(manager, made, due_on=DUE, amount=Decimal("900.00"))
    settle_dues(today=NIGHT)
    receipt(made, NIGHT, "100.00", currency=dollar)
    with pytest.raises(UnableToSettle, match="1 agreement"):
        settle_dues(today=date(2025, 2, 3))
    assert current() == [("sweden", "missing")]


def test_a_receipt_without_a_rate_and_without_instalments_stops_nothing(
    manager: Any, sweden: Any, agreement: Any
) -> None:
    from ilo_dc.core.models import Currency

    krona, _made = Currency.objects.get_or_create(code="SEK", defaults={"name": "Swedish krona"})
    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"name": "US dollar"})
    receipt(
        cast.signed(manager, sweden, reference="DEMO-SEK", currency=krona), DUE, "100.00", currency=dollar
    )
    cast.instalment(manager, agreement, due_on=DUE)
    assert settle_dues(today=NIGHT)["created"] == 1


def test_others_are_told_where_one_agreement_has_no_rate(
    manager: Any, agreement: Any, without_rate: Any
) -> None:
    for one in (agreement, without_rate):
        cast.instalment(manager, one, due_on=date(2025, 3, 1), amount=Decimal("50.00"))
    with pytest.raises(UnableToSettle):
        tell_of_dues(today=date(2025, 2, 20))
    told = Notification.objects.filter(recipient=manager, kind="N7").values_list("url", flat=True)
    assert [url for url in told if f"/{agreement.pk}/" in url]
    assert not [url for url in told if f"/{without_rate.pk}/" in url]


def test_what_is_moved_to_a_later_day_is_due_then(manager: Any, agreement: Any) -> None:
    made = cast.instalment(manager, agreement, due_on=DUE)
    settle_dues(today=NIGHT)
    data = parts.InstalmentData(due_on=date(2025, 3, 1), amount=made.amount)
    parts.INSTALMENTS.edit(by=manager, row=made, lock_version=made.version, data=data)
    assert settle_dues(today=NIGHT)["withdrawn"] == 1
    assert current() == []
    assert settle_dues(today=date(2025, 3, 2))["created"] == 1


def test_what_fell_due_is_not_removed(manager: Any, agreement: Any) -> None:
    made = cast.instalment(manager, agreement, due_on=DUE)
    report = cast.report(manager, agreement, due_on=DUE)
    settle_dues(today=NIGHT)
    for part, row in ((parts.INSTALMENTS, made), (parts.DONOR_REPORTS, report)):
        with pytest.raises(UnableToAct, match="It fell due and stays"):
            part.remove(by=manager, row=row, lock_version=row.version)


def test_nothing_is_due_of_a_draft_nor_after_the_end(
    manager: Any, germany: Any, agreement: Any, countries: Any
) -> None:
    waiting = cast.draft(manager, germany, reference="DEMO-2")
    cast.instalment(manager, waiting, due_on=DUE)
    cast.instalment(manager, agreement, due_on=DUE)
    cast.funded(manager, agreement, projects.running(manager, countries["ZWE"]))
    cast.moved(manager, agreement, "terminated", effective_on=date(2025, 1, 15))
    assert settle_dues(today=NIGHT)["created"] == 0


def test_each_of_several_partners_pays_its_own_and_is_due_its_reports(
    manager: Any, germany: Any, sweden: Any, agreement: Any
) -> None:
    both = cast.shared(manager, {germany: Decimal(400), sweden: Decimal(600)}, reference="DEMO-BOTH")
    for partner, amount in ((germany, 400), (sweden, 600)):
        cast.instalment(manager, both, due_on=DUE, amount=Decimal(amount), partner=partner)
    report = cast.report(manager, both, due_on=DUE)
    cast.report(manager, both, due_on=DUE, partner=sweden, sent_on=DUE)
    receipt(both, DUE, "600.00", legal_partner=sweden)
    settle_dues(today=NIGHT)
    assert sorted(current()) == [("germany", "missing"), ("sweden", "in_time")]
    assert sorted(current(DueDonorReport)) == [
        ("germany", "missing"),
        ("sweden", "in_time"),
        ("sweden", "missing"),
    ]
    data = parts.DonorReportData(kind=report.kind, due_on=DUE, sent_on=date(2025, 2, 20))
    parts.DONOR_REPORTS.edit(by=manager, row=report, lock_version=report.version, data=data)
    assert settle_dues(today=date(2025, 2, 21))["changed"] == 2
    assert ("germany", "late") in current(DueDonorReport)


@pytest.fixture
def world(manager: Any, germany: Any, sweden: Any, agreement: Any) -> dict[str, Any]:
    """Instalments and reports of Germany and of Sweden that fell due in two quarters, some done."""
    other = cast.signed(manager, sweden, reference="DEMO-2")
    for one in (agreement, other):
        cast.instalment(manager, one, due_on=DUE, amount=Decimal("500.00"))
        cast.instalment(manager, one, due_on=date(2025, 5, 1), amount=Decimal("700.00"))
        cast.report(manager, one, due_on=DUE, sent_on=DUE)
        cast.report(manager, one, due_on=date(2025, 5, 1))
    receipt(agreement, date(2025, 2, 10), "500.00")
    settle_dues(today=date(2025, 6, 1))
    return {"own": agreement, "other": other}


def test_staff_count_all_of_it_and_a_partner_its_own(
    world: Any, pardev_officer: Any, german_donor: Any, outsider: Any
) -> None:
    for measure in MEASURES:
        assert value(measure, pardev_officer) == 4
        assert value(measure, german_donor, Scope.OWN, where={"partner": ("germany",)}) == 2
        with pytest.raises(Refused):
            value(measure, german_donor)
        with pytest.raises(Refused):
            value(measure, german_donor, Scope.OWN, where={"partner": ("sweden",)})
        with pytest.raises(UnableToRead):
            value(measure, german_donor, Scope.OWN)
        with pytest.raises(Refused):
            value(measure, outsider, Scope.OWN, where={"partner": ("germany",)})
    late = {"partner": ("germany",), "status": ("late",), "month": ("2025-02",)}
    assert value(INSTALMENTS_DUE, german_donor, Scope.OWN, where=late) == 1
    quarter = {"quarter": ("2025-Q2",), "status": ("missing",)}
    assert value(DONOR_REPORTS_DUE, pardev_officer, where=quarter) == 2


def test_the_rows_reproduce_every_split_on_page_and_api(world: Any, pardev_officer: Any) -> None:
    client = signed_in(pardev_officer)
    for measure in MEASURES:
        for dimension in measure.splits:
            answer = answer_of(client, measure.code, (dimension.code,), scope="internal")
            assert sum(row["value"] for row in answer["rows"]) == answer["total"] == 4
            for row in (*answer["rows"], answer["total_row"]):
                assert reproduce(client, measure, row) == stated(measure, row), (measure.code, dimension.code)
                page = client.get(row["page"])
                assert page.status_code == 200


def test_page_api_and_file_show_a_partner_its_own_rows(
    world: Any, german_donor: Any, swedish_donor: Any
) -> None:
    for path, page in ((API, "/agreements/instalments/due/"), (REPORTS, "/agreements/reports/due/")):
        own, theirs = signed_in(german_donor), signed_in(swedish_donor)
        rows = own.get(path).json()["results"]
        assert {row["partner"] for row in rows} == {"germany"}
        assert len(rows) == 2
        assert theirs.get(f"{path}{rows[0]['id']}/").status_code == 404
        assert world["other"].reference not in own.get(page).content.decode()
        lines = list(
            csv.DictReader(StringIO(own.get(path, {"format": "csv"}).getvalue().decode("utf-8-sig")))
        )
        assert [int(line["id"]) for line in lines] == [row["id"] for row in rows]
        assert Client().get(path).status_code in {401, 403}


def test_finance_and_pardev_are_told_once_of_what_is_late_and_due_soon(
    world: Any, finance_officer: Any, pardev_officer: Any, field_officer: Any
) -> None:
    today = timezone.now().date()
    cast.instalment(pardev_officer, world["own"], due_on=today + timedelta(days=20))
    cast.report(pardev_officer, world["own"], due_on=today + timedelta(days=50))
    first = tell_of_dues(today=today)
    assert first["instalments"] > 0
    assert first["reports"] > 0
    assert tell_of_dues(today=today) == {"instalments": 0, "reports": 0}
    kinds = Notification.objects.filter(recipient=finance_officer).values_list("kind", flat=True)
    assert list(kinds) == ["N7"] * 4  # three late ones, one that is due soon
    letters = Notification.objects.filter(recipient=pardev_officer).values_list("kind", flat=True)
    assert sorted(letters) == ["N6"] * 3 + ["N7"] * 4
    assert not Notification.objects.filter(recipient=field_officer).exists()
    assert tell_of_dues(today=today + timedelta(days=45))["reports"] == 2  # within a week; the manager, too


def test_the_page_of_an_agreement_takes_few_statements(world: Any, pardev_officer: Any) -> None:
    client = signed_in(pardev_officer)
    client.get(f"/agreements/{world['own'].pk}/")
    with CaptureQueriesContext(connection) as taken:
        client.get(f"/agreements/{world['own'].pk}/")
    assert len(taken) <= 25, "\n".join(one["sql"][:120] for one in taken.captured_queries)


def test_the_agreement_says_what_was_received_and_how_late(world: Any, german_donor: Any) -> None:
    page = signed_in(german_donor).get(f"/agreements/{world['own'].pk}/").content.decode()
    assert "Received late" in page
    assert "Late by 9 days" in page.replace("\n", " ")
    assert "Not received" in page
