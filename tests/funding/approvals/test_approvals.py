"""Approvals: what a draft is, who signs, what one issue does, and what it never does by halves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from funding.agreements.actions import agreement_parts as parts
from funding.approvals.actions.approvals import (
    ApprovalData,
    UnableToRecordApproval,
    approve_agreement,
    edit_approval,
)
from funding.approvals.actions.issue import cancel_approval, finish_approval, issue_approval
from funding.approvals.valuation import valued
from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.postings import post_entry
from funding.models import Agreement, Approval, LedgerEntry, Pool
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.life.actions import UnableToRecordStatus
from ilo_dc.core.models import Notification, Organisation
from tests.recipes import agreements as agreed
from tests.recipes import approvals as cast
from tests.recipes.ledger import DAY, EURO, balance, money, posting
from tests.recipes.outcomes import cpo

USD = (cast.SMALL / EURO).quantize(Decimal("0.01"))


@pytest.fixture(autouse=True)
def currencies(installation):
    return money()


@pytest.fixture
def outcomes(countries):
    return [cpo(countries["ZWE"], number) for number in (101, 102, 103)]


def test_a_draft_counts_nowhere(pardev_officer, germany):
    draft = cast.draft(pardev_officer, germany)
    assert (draft.status, draft.agreement.status, draft.minute) == ("draft", "draft", None)
    assert not LedgerEntry.objects.exists()
    assert not Pool.objects.exists()


def test_issuing_signs_posts_and_numbers_in_one_go(pardev_officer, germany, outcomes):
    thirds = tuple((one, Decimal("33.33")) for one in outcomes)
    draft = cast.draft(pardev_officer, germany, data=ApprovalData(shares=thirds, complete_residue=True))
    approval = cast.fresh(finish_approval(by=pardev_officer, approval=draft, lock_version=draft.version))
    year = timezone.now().year
    assert (approval.status, approval.minute_name) == ("issued", f"{year}/0001")
    assert approval.agreement.status == "signed"
    lines = list(approval.lines.order_by("line"))
    assert [line.outcome for line in lines] == outcomes
    assert {line.country_id for line in lines} == {"ZWE"}
    assert sum(line.amount for line in lines) == cast.SMALL
    assert sum(line.amount_usd for line in lines) == approval.amount_usd == USD
    assert {line.effective_on for line in lines} == {DAY}
    assert balance(approval.agreement.pool)[0] == USD
    assert approval.minute["amounts"][2] == ["Approved", "113,000.00", f"{USD:,}"]
    check_ledger()


def test_numbers_of_minutes_have_no_gap_and_a_cancelled_one_keeps_its_own(manager, germany):
    first = cast.issued(manager, germany)
    with pytest.raises(UnableToAct):  # of nothing: the month has no rate
        cast.issued(
            manager, germany, reference="DEMO-2", signed_on=date(2021, 7, 1), starts_on=date(2021, 7, 1)
        )
    cancelled = cancel_approval(by=manager, approval=first, lock_version=first.version, reason="Signed twice")
    second = cast.issued(manager, germany, reference="DEMO-3")
    assert (cancelled.status, cancelled.minute_number, second.minute_number) == ("cancelled", 1, 2)
    assert (
        sum(LedgerEntry.objects.filter(agreement=first.agreement_id).values_list("amount_usd", flat=True))
        == 0
    )
    reversal = LedgerEntry.objects.get(agreement=first.agreement_id, reverses__isnull=False)
    assert reversal.effective_on == DAY
    check_ledger()


def test_an_issue_that_fails_leaves_everything_as_it_was(pardev_officer, germany, monkeypatch):
    draft = cast.draft(pardev_officer, germany)

    def fail(*_args, **_words):
        raise RuntimeError

    monkeypatch.setattr("funding.approvals.actions.issue.minute_says", fail)
    with pytest.raises(RuntimeError):
        issue_approval(by=pardev_officer, approval=draft, lock_version=draft.version)
    now = cast.fresh(draft)
    assert (now.status, now.minute_number, now.agreement.status) == ("draft", None, "draft")
    assert not LedgerEntry.objects.exists()


def test_above_the_limit_a_second_person_signs(pardev_officer, manager, germany, settings):
    approval = cast.handed_in(pardev_officer, germany)
    assert (approval.status, LedgerEntry.objects.count()) == ("awaiting", 0)
    assert Notification.objects.filter(recipient=manager, text__startswith="An approval awaits").exists()
    assert not Notification.objects.filter(recipient=pardev_officer).exists()
    with pytest.raises(Refused, match="does not sign it as the second"):
        issue_approval(by=pardev_officer, approval=approval, lock_version=approval.version)
    signed = cast.signed_by(manager, approval)
    assert (signed.status, signed.lines.count()) == ("issued", 1)


def test_the_limit_itself_needs_no_second_signature(pardev_officer, germany, settings):
    for number, (over, status) in enumerate([("0.01", "awaiting"), ("0.00", "issued")]):
        settings.PORTAL_SECOND_SIGNATURE_USD = USD - Decimal(over)
        done = cast.issued(pardev_officer, germany, reference=f"DEMO-{number}")
        assert done.status == status


def test_nobody_issues_at_once_what_needs_a_second_signature(pardev_officer, germany):
    draft = cast.draft(pardev_officer, germany, signed_total=cast.LARGE)
    with pytest.raises(UnableToRecordApproval, match="second signature"):
        issue_approval(by=pardev_officer, approval=draft, lock_version=draft.version)


def test_who_changed_the_terms_does_not_sign_second(pardev_officer, manager, germany):
    from funding.agreements.actions.agreements import edit_agreement

    draft = cast.draft(pardev_officer, germany, signed_total=cast.LARGE)
    terms = agreed.terms(germany, **{**cast.TERMS, "signed_total": cast.LARGE + 1})
    agreement = Agreement.objects.get(pk=draft.agreement_id)
    edit_agreement(by=manager, agreement=agreement, lock_version=agreement.version, terms=terms)
    read = cast.fresh(draft)
    approval = cast.fresh(finish_approval(by=pardev_officer, approval=read, lock_version=read.version))
    with pytest.raises(Refused):
        issue_approval(by=manager, approval=approval, lock_version=approval.version)


def test_what_was_sent_back_is_signed_by_the_same_second_person(pardev_officer, manager, germany):
    from funding.approvals.actions.approval_life import APPROVAL_LIFE
    from ilo_dc.core.life.actions import Step

    approval = cast.handed_in(pardev_officer, germany)
    step = Step("draft", timezone.now().date(), "The reference is wrong")
    APPROVAL_LIFE.record(by=manager, noun=approval, lock_version=approval.version, step=step)
    draft = cast.fresh(approval)
    again = finish_approval(by=pardev_officer, approval=draft, lock_version=draft.version)
    assert cast.signed_by(manager, cast.fresh(again)).status == "issued"


@pytest.mark.parametrize("shares", [("60", "35"), ("33.33", "66.66")])
def test_shares_that_are_not_whole_are_kept_and_not_issued(pardev_officer, germany, outcomes, shares):
    pairs = tuple(zip(outcomes, map(Decimal, shares), strict=False))
    draft = cast.draft(pardev_officer, germany, shares=pairs)
    with pytest.raises(UnableToAct) as refused:
        finish_approval(by=pardev_officer, approval=draft, lock_version=draft.version)
    assert list(refused.value.problems) == ["shares"]
    assert [one.share for one in draft.shares.order_by("pk")] == list(map(Decimal, shares))
    assert not LedgerEntry.objects.exists()


def test_an_amendment_is_approved_on_its_own_day_after_the_agreement(manager, germany):
    first = cast.issued(manager, germany)
    agreement = Agreement.objects.get(pk=first.agreement_id)
    cut = agreed.amendment(manager, agreement, signed_on=date(2022, 7, 20), amount=Decimal("-13000.00"))
    made = approve_agreement(by=manager, agreement=agreement, amendment=cut, data=ApprovalData())
    issued = cast.fresh(finish_approval(by=manager, approval=made, lock_version=made.version))
    [line] = issued.lines
    assert (line.amount, line.effective_on) == (Decimal("-13000.00"), date(2022, 7, 20))
    assert balance(agreement.pool)[0] == USD + line.amount_usd
    with pytest.raises(UnableToAct, match="Some entries"):
        approve_agreement(by=manager, agreement=agreement, amendment=cut, data=ApprovalData())
    words = parts.AmendmentData(2, date(2022, 7, 25), note="The address")
    text = parts.AMENDMENTS.add(by=manager, owner=agreement, data=words)
    with pytest.raises(UnableToRecordApproval, match="no amount"):
        approve_agreement(by=manager, agreement=agreement, amendment=text, data=ApprovalData())


def test_a_levy_that_is_included_is_no_approval(pardev_officer, germany):
    approval = cast.issued(pardev_officer, germany, levy="included", signed_total=Decimal("101.00"))
    [line] = approval.lines
    assert (line.amount, approval.amount) == (Decimal("100.00"), Decimal("101.00"))
    assert valued(approval).amounts.levy == Decimal("1.00")


def test_rbsa_goes_to_the_pool_of_the_biennium_of_its_signature(manager, germany):
    from ilo_dc.core.models import Biennium

    days = {"starts_on": date(2022, 1, 1), "ends_on": date(2024, 1, 1)}
    Biennium.objects.get_or_create(code="2022-23", defaults=days)
    terms = {"kind": "rbsa", "earmarking": "unearmarked", "levy": "exempt", "levy_reason": "Unearmarked"}
    approval = cast.issued(manager, germany, **terms)
    [line] = approval.lines
    assert (line.resource_type, line.pool.biennium_id) == ("RBSA", "2022-23")


def test_only_a_manager_cancels_with_a_reason_and_nobody_what_is_allocated(manager, pardev_officer, germany):
    approval = cast.issued(pardev_officer, germany)
    read = {"approval": approval, "lock_version": approval.version}
    with pytest.raises(Refused):
        cancel_approval(by=pardev_officer, **read, reason="Wrong")
    with pytest.raises(UnableToRecordStatus):
        cancel_approval(by=manager, **read, reason=" ")
    pool = approval.agreement.pool
    post_entry(by=None, posting=posting(pool, "allocation", "10", agreement=approval.agreement))
    with pytest.raises(UnableToAct):
        cancel_approval(by=manager, **read, reason="Wrong")
    assert cast.fresh(approval).status == "issued"


def test_an_issued_approval_is_not_edited_whoever_writes(manager, germany):
    approval = cast.issued(manager, germany)
    with pytest.raises(Refused):
        edit_approval(by=manager, approval=approval, lock_version=approval.version, data=ApprovalData())
    for values in ({"minute_number": 5}, {"posting": None}, {"minute": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Approval.objects.filter(pk=approval.pk).update(**values)


def test_the_database_refuses_a_gap_and_a_number_without_an_issue(manager, germany):
    draft = cast.draft(manager, germany)
    year = timezone.now().year
    with pytest.raises(DatabaseError, match="without a gap"), transaction.atomic():
        Approval.objects.filter(pk=draft.pk).update(minute_year=year, minute_number=2)


def test_field_officers_and_finance_record_no_approvals(field_officer, finance_officer, germany):
    for person in (field_officer, finance_officer):
        with pytest.raises(Refused):
            cast.draft(person, germany)


def test_a_child_is_approved_under_its_umbrella(manager, germany):
    umbrella = cast.issued(manager, germany, kind="umbrella")
    with pytest.raises(UnableToRecordApproval, match="under its umbrella"):
        cast.draft(manager, germany, kind="child", parent=umbrella.agreement, reference="DEMO-2")


def test_a_partner_sees_what_was_issued_of_its_own_alone(manager, germany, german_donor):
    own = cast.issued(manager, germany)
    waiting = cast.draft(manager, germany, reference="DEMO-2")
    norway, _made = Organisation.objects.get_or_create(
        slug="norway", defaults={"kind": "government", "name_en": "Norway"}
    )
    other = cast.issued(manager, norway, reference="DEMO-3")
    seen = set(Approval.objects.visible_to(german_donor).values_list("pk", flat=True))
    assert own.pk in seen
    assert not {waiting.pk, other.pk} & seen


def test_what_several_partners_give_is_approved_by_each_and_cancelled_at_once(
    manager, germany, sweden, outcomes
):
    gives = {germany: Decimal("100000.01"), sweden: Decimal("50000.02")}
    agreement = agreed.shared(
        manager, gives, **{name: cast.TERMS[name] for name in ("signed_on", "starts_on")}
    )
    shares = tuple((one, Decimal(50)) for one in outcomes[:2])
    made = approve_agreement(by=manager, agreement=agreement, data=ApprovalData(shares=shares))
    issued = cast.fresh(finish_approval(by=manager, approval=made, lock_version=made.version))
    lines = list(issued.lines.order_by("line"))
    assert [line.line for line in lines] == [1, 2, 3, 4]
    assert len({line.posting for line in lines}) == 1
    by_partner = {one.pk: sum(line.amount for line in lines if line.legal_partner == one) for one in gives}
    assert by_partner == {one.pk: amount for one, amount in gives.items()}
    assert balance(agreement.pool)[0] == sum(line.amount_usd for line in lines)
    cancel_approval(by=manager, approval=issued, lock_version=issued.version, reason="Not agreed after all")
    assert balance(agreement.pool)[0] == 0


def test_the_dollars_of_several_partners_are_together_those_of_the_whole(manager, germany, sweden):
    norway, _made = Organisation.objects.get_or_create(
        slug="norway", defaults={"kind": "government", "name_en": "Norway"}
    )
    gives = dict.fromkeys((germany, sweden, norway), Decimal("10.00"))
    agreement = agreed.shared(
        manager, gives, **{name: cast.TERMS[name] for name in ("signed_on", "starts_on")}
    )
    made = approve_agreement(by=manager, agreement=agreement, data=ApprovalData())
    whole = valued(made).usd
    assert whole == Decimal("32.41") != 3 * (Decimal(10) / EURO).quantize(Decimal("0.01"))
    issued = cast.fresh(finish_approval(by=manager, approval=made, lock_version=made.version))
    assert issued.amount_usd == whole
    assert sorted(issued.lines.values_list("amount", "amount_usd")) == [
        (Decimal("10.00"), Decimal("10.80")),
        (Decimal("10.00"), Decimal("10.80")),
        (Decimal("10.00"), Decimal("10.81")),
    ]
    check_ledger()
