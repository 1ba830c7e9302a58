"""Agreements: their terms, the gates of their life, what belongs to them, and what the page says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from funding.agreements.actions import agreement_parts as parts
from funding.agreements.actions import agreements as actions
from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from funding.agreements.work import awaiting, coming
from funding.models import Agreement, Amendment
from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.models import User
from tests.people import signed_in
from tests.recipes import agreements as cast
from tests.recipes import projects


def problems_of(act: Any) -> dict[str, list[str]]:
    with pytest.raises(UnableToAct) as refused, transaction.atomic():
        act()
    return refused.value.problems


def edited(by: User, agreement: Agreement, *, reason: str = "", **values: Any) -> Agreement:
    now = Agreement.objects.get(pk=agreement.pk)
    terms = cast.terms(values.pop("partner", now.partner), **values)
    return actions.edit_agreement(by=by, agreement=now, lock_version=now.version, terms=terms, reason=reason)


# --- Terms -----------------------------------------------------------------------------------------------


def test_it_fills_in_what_is_usual_of_a_kind(manager: User, germany: Any, settings: Any) -> None:
    plain = cast.draft(manager, germany)
    assert (plain.status, plain.psc_rate, plain.agent_fee_rate) == ("draft", Decimal(13), None)
    assert plain.revenue_type == "R03E"
    pooled = cast.draft(manager, germany, kind="mptf", reference="DEMO-2")
    assert (pooled.psc_rate, pooled.agent_fee_rate, pooled.revenue_type) == (Decimal(7), Decimal(1), "R03A")
    own = cast.draft(manager, germany, reference="DEMO-3", psc_rate=Decimal("8.5"), revenue_type="R03C")
    assert (own.psc_rate, own.revenue_type) == (Decimal("8.5"), "R03C")
    settings.PORTAL_PSC_RATE = Decimal(12)
    assert cast.draft(manager, germany, reference="DEMO-4").psc_rate == Decimal(12)


def test_only_pardev_registers(finance_officer: User, german_donor: User, germany: Any) -> None:
    for by in (finance_officer, german_donor):
        with pytest.raises(Refused):
            cast.draft(by, germany)
    assert not Agreement.objects.exists()


def test_it_refuses_terms_that_contradict_each_other(
    manager: User, germany: Any, sweden: Any, countries: Any
) -> None:
    def register(**values: Any) -> set[str]:
        return set(problems_of(lambda: cast.draft(manager, germany, **values)))

    umbrella = cast.draft(manager, sweden, kind="umbrella")
    assert "ends_on" in register(ends_on=date(2024, 1, 1))
    for wrong in (
        {"levy": "exempt"},
        {"levy_reason": "So"},
        {"kind": "child"},
        {"kind": "dtf"},
        {"country": countries["ZWE"]},
        {"signed_total": Decimal(-1)},
        {"psc_rate": Decimal(101)},
    ):
        assert register(**wrong)
    assert register(kind="child", parent=umbrella) == {"parent"}  # of another partner
    assert register(signed_on=date(2199, 1, 1)) == {"signed_on"}
    child = cast.draft(manager, sweden, kind="child", parent=umbrella, reference="DEMO-2")
    assert child.parent == umbrella
    cast.draft(manager, germany, kind="dtf", country=countries["ZWE"])
    assert register()  # the reference is taken


def test_the_database_holds_a_child_to_its_umbrella(manager: User, germany: Any, sweden: Any) -> None:
    umbrella = cast.draft(manager, sweden, kind="umbrella")
    child = cast.draft(manager, sweden, kind="child", parent=umbrella, reference="DEMO-2")
    with pytest.raises(IntegrityError, match="umbrella"), transaction.atomic():
        Agreement.objects.filter(pk=child.pk).update(partner=germany)
    with pytest.raises(IntegrityError, match="status"), transaction.atomic():
        Agreement.objects.filter(pk=child.pk).update(status="signed")


def test_what_was_signed_changes_with_a_reason_and_its_ground_never(
    manager: User, germany: Any, sweden: Any
) -> None:
    agreement = cast.signed(manager, germany)
    assert set(problems_of(lambda: edited(manager, agreement, title="Other"))) == {"reason"}
    assert edited(manager, agreement, title="Other", reason="Misspelt").title == "Other"
    reference = problems_of(lambda: edited(manager, agreement, reference="", reason="So"))
    assert set(reference) == {"reference"}
    fixed = problems_of(lambda: edited(manager, agreement, partner=sweden, kind="rbsa", reason="So"))
    assert set(fixed) == {"partner", "kind"}
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(partner=sweden)
    stale = Agreement.objects.get(pk=agreement.pk)
    with pytest.raises(Conflict):
        actions.edit_agreement(
            by=manager, agreement=stale, lock_version=1, terms=cast.terms(germany), reason="So"
        )


# --- Life --------------------------------------------------------------------------------------------------


def test_it_is_signed_runs_and_is_closed_only_when_it_passed_its_gates(
    manager: User, germany: Any, countries: Any
) -> None:
    bare = actions.register_agreement(by=manager, terms=actions.AgreementTerms("Bare", germany, cast.euro()))
    today = date.today()  # noqa: DTZ011
    lacking = set(problems_of(lambda: cast.moved(manager, bare, "signed", effective_on=today)))
    needed = {"reference", "signed_on", "starts_on", "ends_on", "signed_total", "earmarking", "levy"}
    assert lacking == needed
    agreement = cast.signed(manager, germany)
    assert set(problems_of(lambda: cast.moved(manager, agreement, "running"))) == {"has_projects"}
    project = projects.running(manager, countries["ZWE"])
    row = cast.funded(manager, agreement, project, "99.99")
    assert set(problems_of(lambda: cast.moved(manager, agreement, "running"))) == {"has_projects"}
    whole = parts.FundedProjectData(project, Decimal(100))
    parts.FUNDED_PROJECTS.edit(by=manager, row=row, lock_version=row.version, data=whole)
    cast.moved(manager, agreement, "running")
    due = cast.report(manager, agreement)
    cast.moved(manager, agreement, "completed")
    assert set(problems_of(lambda: cast.moved(manager, agreement, "closed"))) == {"reports_sent"}
    sent = parts.DonorReportData("narrative", due.due_on, sent_on=date(2025, 3, 1))
    parts.DONOR_REPORTS.edit(by=manager, row=due, lock_version=due.version, data=sent)
    assert cast.moved(manager, agreement, "closed").status == "closed"
    with pytest.raises(Refused):
        edited(manager, agreement, title="Late", reason="So")
    with pytest.raises(Refused):
        cast.instalment(manager, Agreement.objects.get(pk=agreement.pk))


def test_the_parts_of_several_partners_are_the_total(manager: User, germany: Any, sweden: Any) -> None:
    made = cast.draft(manager, germany, kind="multi_donor", signed_total=Decimal("30.00"))
    for partner, amount in ((germany, "10.00"), (sweden, "19.99")):
        data = parts.AgreementPartnerData(partner, Decimal(amount))
        row = parts.AGREEMENT_PARTNERS.add(by=manager, owner=made, data=data)
    assert set(problems_of(lambda: cast.moved(manager, made, "signed"))) == {"has_partners"}
    data = parts.AgreementPartnerData(sweden, Decimal("20.00"))
    parts.AGREEMENT_PARTNERS.edit(by=manager, row=row, lock_version=1, data=data)
    assert cast.moved(manager, made, "signed").status == "signed"
    alone = cast.draft(manager, germany, reference="DEMO-2")
    with pytest.raises(Refused):
        parts.AGREEMENT_PARTNERS.add(by=manager, owner=alone, data=data)


def test_a_signature_is_not_taken_back_from_what_is_published_or_amended(manager: User, germany: Any) -> None:
    agreement = cast.signed(manager, germany)

    def take_back() -> Agreement:
        now = Agreement.objects.get(pk=agreement.pk)
        last = AGREEMENT_LIFE.in_effect(now)[-1]
        return AGREEMENT_LIFE.take_back(
            by=manager, noun=now, status=last, lock_version=now.version, reason="By mistake"
        )

    cast.published(manager, agreement)
    with pytest.raises(UnableToAct, match="published"), transaction.atomic():
        take_back()
    now = Agreement.objects.get(pk=agreement.pk)
    actions.withdraw_agreement(by=manager, agreement=now, lock_version=now.version, reason="Too early")
    row = cast.amendment(manager, Agreement.objects.get(pk=agreement.pk))
    with pytest.raises(UnableToAct, match="amended"), transaction.atomic():
        take_back()
    parts.AMENDMENTS.remove(by=manager, row=row, lock_version=1)
    assert take_back().status == "draft"


# --- What belongs to it ------------------------------------------------------------------------------------


def test_amendments_count_from_the_signature_and_change_total_and_end(manager: User, germany: Any) -> None:
    draft = cast.draft(manager, germany)
    with pytest.raises(Refused):
        cast.amendment(manager, draft)
    agreement = cast.moved(manager, draft, "signed")
    cast.amendment(manager, agreement, 1, amount=Decimal("-130000.00"))
    cast.amendment(manager, agreement, 2, amount=Decimal(0), ends_on=date(2029, 1, 1))
    found = Agreement.objects.visible_to(manager).for_list().get(pk=agreement.pk)
    assert (found.amount, found.amended_total) == (cast.TOTAL, Decimal("1000000.00"))
    assert (found.ends_on, found.ends_now) == (date(2028, 1, 1), date(2029, 1, 1))

    def amend(**values: Any) -> set[str]:
        return set(problems_of(lambda: cast.amendment(manager, agreement, 3, **values)))

    assert amend(signed_on=date(2024, 2, 1)) == {"signed_on"}
    assert amend(signed_on=date(2199, 2, 1)) == {"signed_on"}
    assert amend(amount=Decimal(-2_000_000)) == {"amount"}
    assert amend(ends_on=date(2024, 1, 1)) == {"ends_on"}
    assert amend(partner=germany) == {"partner"}
    assert amend(amount=Decimal(0))
    assert problems_of(lambda: cast.amendment(manager, agreement, 2))  # the number is taken
    assert Amendment.objects.count() == 2


def test_parts_of_a_multi_donor_agreement_name_one_of_its_partners(
    manager: User, germany: Any, sweden: Any, countries: Any
) -> None:
    agreement = cast.shared(manager, {germany: Decimal(10), sweden: Decimal(20)})
    other = cast.Organisation.objects.create(slug="acme", kind="government", name_en="Acme")
    for act in (
        lambda: cast.instalment(manager, agreement),
        lambda: cast.instalment(manager, agreement, partner=other),
        lambda: cast.amendment(manager, agreement),
        lambda: cast.report(manager, agreement, partner=other),
    ):
        assert set(problems_of(act)) == {"partner"}
    cast.report(manager, agreement)
    assert cast.instalment(manager, agreement, partner=sweden).payer == sweden
    rbsa = cast.draft(manager, germany, kind="rbsa", reference="DEMO-2", earmarking="unearmarked")
    project = projects.running(manager, countries["ZWE"])
    assert set(problems_of(lambda: cast.funded(manager, rbsa, project))) == {"project"}


# --- Pages and work ----------------------------------------------------------------------------------------


def test_its_page_says_what_the_amount_is_made_of(manager: User, germany: Any, client: Client) -> None:
    agreement = cast.signed(manager, germany)
    cast.instalment(manager, agreement)
    page = signed_in(manager, client).get(f"/agreements/{agreement.pk}/").text
    for amount in ("1,130,000.00", "1,000,000.00", "130,000.00", "11,300.00"):
        assert f"EUR {amount}" in page
    assert "EUR 630,000.00" in page  # what the instalments leave of the total


def test_a_browser_registers_one_and_follows_it_to_its_signature(
    pardev_officer: User, germany: Any, client: Client
) -> None:
    cast.euro()
    signed_in(pardev_officer, client)
    answers = {
        "title": "Typed by hand",
        "language": "en",
        "kind": "contribution",
        "partner": "Germany",
        "currency": "EUR",
        "reference": "DEMO-9",
        "signed_on": "2024-03-01",
        "starts_on": "2024-04-01",
        "ends_on": "2027-12-31",
        "signed_total": "2 500 000,00",
        "levy": "paid_directly",
        "earmarking": "light",
    }
    answer = client.post("/agreements/new/", answers)
    agreement = Agreement.objects.get()
    assert answer["Location"] == f"/agreements/{agreement.pk}/"
    assert (agreement.ends_on, agreement.revenue_type) == (date(2028, 1, 1), "R03B")
    page = client.get(f"/agreements/{agreement.pk}/move/signed/")
    assert page.context["form"].initial["effective_on"] == date(2024, 3, 1)
    step = {"effective_on": "2024-03-01", "reason": "Countersigned", "version": agreement.version}
    client.post(f"/agreements/{agreement.pk}/move/signed/", step)
    assert Agreement.objects.get().status == "signed"
    found = client.get("/search/", {"search": "Typed by hand"}).text
    assert f"/agreements/{agreement.pk}/" in found


def test_what_is_overdue_and_what_comes_waits_for_pardev(
    manager: User, pardev_officer: User, finance_officer: User, germany: Any
) -> None:
    agreement = cast.signed(manager, germany)
    cast.report(manager, agreement)
    soon = date.today()  # noqa: DTZ011
    cast.instalment(manager, agreement, due_on=soon)
    cast.report(manager, agreement, kind="final", due_on=soon)
    assert [item.due_on for item in awaiting(pardev_officer)] == [date(2024, 4, 1), date(2025, 3, 31)]
    assert awaiting(finance_officer) == []
    assert len(coming(pardev_officer)) == 2
    assert len(coming(finance_officer)) == 1


def test_a_page_of_many_asks_no_more_than_one_of_few(manager: User, germany: Any, client: Client) -> None:
    signed_in(manager, client)
    counts = []
    agreement = cast.signed(manager, germany)
    for number in (1, 2, 3, 4):
        cast.draft(manager, germany, reference=f"DEMO-N{number}")
        cast.instalment(manager, agreement)
        cast.report(manager, agreement)
        cast.amendment(manager, agreement, number)
        if number in {1, 4}:
            found = []
            for address in ("/agreements/", f"/agreements/{agreement.pk}/", "/agreements/instalments/"):
                client.get(address)
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    assert client.get(address).status_code == 200
                found.append(len(asked))
            counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 25
