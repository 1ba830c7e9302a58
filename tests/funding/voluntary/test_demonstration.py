"""The demonstration ledger is the published partner table, by construction, whatever is recorded later."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Count, Max, Min, Sum
from django.test import Client

from funding.agreements.actions import agreement_parts as parts
from funding.approvals.actions.issue import cancel_approval
from funding.demonstration.ledger import UnableToLoadLedger, load_demonstration_ledger
from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.postings import Posting, post_entry, reverse_entry
from funding.ledger.vocab import EntryKind
from funding.models import Agreement, Approval, LedgerEntry, Pool
from ilo_dc.core.models import Currency, Organisation
from ilo_dc.core.reference.actions.organisations import merge_organisation
from ilo_dc.core.reference.vocab import CodeScheme
from tests.people import make_admin, play

pytestmark = pytest.mark.usefixtures("published")

TABLE = Path(settings.BASE_DIR) / "funding" / "data" / "funding_partners_2020_2022.csv"
ASKED = {
    "measure": "approvals",
    "by": "reporting_partner",
    "period": "2020..2022",
    "as_of": "2023-01-17",
}


def figure(**changes: str) -> dict[str, Any]:
    answer = Client().get("/api/v1/figures/", {**ASKED, **changes})
    assert answer.status_code == 200, answer.content
    return answer.json()


def published_table() -> dict[str, Decimal]:
    """Return the rows of the paper by the address of the partner."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: Decimal(row["amount_usd_thousand"]) * 1000 for row in csv.DictReader(file)}
    partners = Organisation.objects.filter(codes__scheme=CodeScheme.PAPERS)
    slugs = dict(partners.values_list("codes__code", "slug"))
    return {slugs[code]: amount for code, amount in rows.items()}


def by_partner(answer: dict[str, Any]) -> dict[str, Decimal]:
    return {row["reporting_partner"]: Decimal(row["value"]) for row in answer["rows"]}


def test_the_figure_is_the_partner_table_of_the_paper() -> None:
    answer = figure()
    assert len(answer["rows"]) == 34
    assert by_partner(answer) == published_table()
    assert Decimal(answer["total"]) == Decimal(1_095_327_000)
    assert Decimal(figure(resource_type="RBSA")["total"]) == Decimal(50_900_000)
    assert answer["label"] == "Approvals (the paper says contributions)"
    assert "by construction" in answer["note"]
    assert answer["demonstration"] is True
    assert Decimal(figure(as_of="")["total"]) == Decimal(1_095_327_000 + 800_000)  # recorded after the day


def test_its_rbsa_is_paid_in_its_year_as_the_ceb_has_it() -> None:
    paid = figure(measure="contributions", by="year", resource_type="RBSA", period="2017..2022", as_of="")
    years = {row["year"]: Decimal(row["value"]) for row in paid["rows"]}
    assert (years[2021], years[2022]) == (Decimal("15999918.04"), Decimal("16536877.00"))
    assert (years[2018], years[2020]) == (Decimal("12726186.70"), Decimal("18363204.96"))
    assert years[2017] + years[2018] + years[2019] < Decimal(33_900_000)
    approved = figure(by="year", resource_type="RBSA", period="2017..2022", as_of="")
    assert {row["year"]: Decimal(row["value"]) for row in approved["rows"]} == years
    members = figure(resource_type="RBSA")["rows"]
    assert len(members) == 9


def test_it_covers_ten_biennia_all_of_it_marked_and_within_its_bounds() -> None:
    lines = LedgerEntry.objects.all()
    assert not lines.filter(demonstration=False).exists()
    assert not lines.filter(backdated=False).exists()
    assert lines.count() <= 25_000
    days = lines.aggregate(first=Min("effective_on"), last=Max("effective_on"))
    assert days["first"].year == 2008
    assert days["last"] <= date(2026, 6, 30)
    for measure in ("approvals", "contributions"):
        answer = figure(measure=measure, by="biennium", period="", as_of="")
        assert len(answer["rows"]) == 10
        assert all(Decimal(row["value"]) > 0 and row["demonstration"] for row in answer["rows"])
        without = figure(measure=measure, by="", period="", as_of="", demonstration="false")
        assert without["total"] is None
    check_ledger()


def test_its_approvals_are_issued_as_people_issue_them() -> None:
    approvals = Approval.objects.all()
    assert not approvals.exclude(status="issued", demonstration=True).exists()
    for year in approvals.values("minute_year").annotate(number=Count("pk"), last=Max("minute_number")):
        assert year["number"] == year["last"]  # without a gap
    issued = list(approvals.with_signature().with_ledger().select_related("agreement"))
    assert len(issued) > 500
    for one in issued:
        assert one.amount_usd > 0
        assert one.minute["number"] == one.minute_name
        if one.agreement.currency_id == "USD" and one.agreement.levy != "included":
            assert one.amount_usd == one.amount
    shares = approvals.annotate(sum=Sum("shares__share")).exclude(sum=None)
    assert set(shares.values_list("sum", flat=True)) == {Decimal(100)}
    approved = Agreement.objects.filter(approvals__isnull=False).distinct().count()
    assert approved == Agreement.objects.exclude(kind="child").count()
    children = Pool.objects.filter(agreement__kind="child").select_related("balance")
    assert all(pool.balance.approved > 0 for pool in children)


def test_it_is_loaded_once_and_in_a_demonstration_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_demonstration_ledger() == {"approvals": 0, "lines": 0}
    monkeypatch.setattr("funding.demonstration.ledger.is_demonstration", lambda: False)
    with pytest.raises(UnableToLoadLedger):
        load_demonstration_ledger()


def test_what_is_recorded_later_leaves_the_table_as_it_was_known() -> None:
    """An approval, an amendment, a reversal, a cancellation and a merge, in the years of the table."""
    admin = make_admin()
    manager, finance = play("manager"), play("finance_officer")
    before = figure()
    approval = Approval.objects.filter(agreement__reference__startswith="DEMO-B", amendment=None)
    chosen = approval.filter(agreement__signed_on__year=2021, agreement__currency="USD").order_by("pk")
    first, second = chosen[0], chosen[1]
    signed = {"kind": "contribution", "status": "running", "signed_on__year__in": (2020, 2021, 2022)}
    running = Agreement.objects.filter(published_at__isnull=False, **signed).order_by("pk")[0]
    day = date(2022, 6, 1)
    cut = parts.AmendmentData(number=7, signed_on=running.signed_on, amount=Decimal(-1000))
    parts.AMENDMENTS.add(by=manager, owner=running, data=cut)
    dollars = Currency.objects.get(pk="USD")
    for pool, amount in ((first.agreement.pool, "1234567.89"), (running.pool, "-1000")):
        recorded_now = Posting(
            kind=EntryKind.APPROVAL,
            pool=pool,
            amount=Decimal(amount),
            currency=dollars,
            effective_on=day,
            reason="Signed then, recorded now",
        )
        post_entry(by=manager, posting=recorded_now)
    cancel_approval(by=manager, approval=first, lock_version=first.version, reason="A mistake")
    reverse_entry(by=finance, entry=second.lines.first(), reason="Another")
    norway, sweden = (Organisation.objects.get(slug=slug) for slug in ("norway", "sweden"))
    merged = {"organisation": norway, "into": sweden, "on": date(2026, 1, 1), "reason": "Invented"}
    merge_organisation(by=admin, **merged)
    after = figure()
    for answer in (before, after):
        answer.pop("data_version")
    assert after == before
    now = figure(as_of="")
    lost = sum(Decimal(one.agreement.signed_total) for one in (first, second))
    expected = Decimal(1_095_327_000 + 800_000) + Decimal("1233567.89") - lost
    assert Decimal(now["total"]) == expected
    check_ledger()
