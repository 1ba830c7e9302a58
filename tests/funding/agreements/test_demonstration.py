"""The invented agreements: marked, added once, each as its life and its gates would have it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from funding.agreements.rules import STATUSES, WITHOUT_PROJECTS
from funding.demonstration.agreements import UnableToLoadAgreements, load_demonstration_agreements
from funding.models import Agreement, AgreementState
from ilo_dc.core.models import Currency, Installation
from portfolio.models import Participant
from tests.recipes import projects


@pytest.fixture
def invented(manager: Any, countries: Any, germany: Any, sweden: Any) -> dict[str, int]:
    for code in ("USD", "EUR", "SEK"):
        Currency.objects.get_or_create(code=code, defaults={"name": code})
    for number in range(14):
        project = projects.running(manager, countries["ZWE"], title=f"Project {number}")
        partner = sweden if number % 2 else germany
        Participant.objects.create(project=project, organisation=partner, role="funding", demonstration=True)
    return load_demonstration_agreements(today=date(2026, 6, 30))


def test_they_are_marked_and_added_once(invented: dict[str, int]) -> None:
    rows = Agreement.objects.all()
    assert invented["agreements"] == rows.count() >= 15
    assert not rows.filter(demonstration=False).exists()
    assert not rows.exclude(reference__startswith="DEMO-").exists()
    assert {"umbrella", "child", "multi_donor", "joint_programme", "contribution"} <= {
        row.kind for row in rows
    }
    assert load_demonstration_agreements() == {"agreements": 0}
    for row in rows:
        row.full_clean()


def test_each_life_follows_the_table_of_moves(invented: dict[str, int]) -> None:
    for row in Agreement.objects.all():
        states = list(AgreementState.objects.of(row).values_list("status", flat=True))
        before = ""
        for status in states:
            assert STATUSES.may_follow(before, status)
            before = status
        assert row.status == before
        assert AgreementState.objects.current().of(row).count() == 1


def test_their_parts_are_whole(invented: dict[str, int]) -> None:
    for row in Agreement.objects.all():
        gives = row.agreement_partners.aggregate(sum=Sum("amount"))["sum"]
        paid = row.instalments.aggregate(sum=Sum("amount"))["sum"]
        shares = row.funded_projects.aggregate(sum=Sum("share"))["sum"]
        assert gives == (row.signed_total if row.kind == "multi_donor" else None)
        assert paid == (None if row.kind == "umbrella" else row.signed_total)
        assert shares == (None if row.kind in WITHOUT_PROJECTS else Decimal(100))


def test_a_live_installation_refuses_them(invented: dict[str, int], monkeypatch: Any) -> None:
    monkeypatch.setattr("funding.demonstration.agreements.is_demonstration", lambda: False)
    with pytest.raises(UnableToLoadAgreements):
        load_demonstration_agreements()
    assert Installation.objects.exists()
