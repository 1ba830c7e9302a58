"""An approval is read with the terms that it approves: who read others neither overwrites nor signs them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from funding.agreements.actions import agreement_parts as parts
from funding.agreements.actions.agreements import AgreementTerms, edit_agreement
from funding.approvals.actions.approvals import ApprovalData, approve_agreement, edit_approval
from funding.approvals.actions.issue import finish_approval, issue_approval
from funding.approvals.models.approval import NOT_TERMS
from funding.models import Agreement, Approval, LedgerEntry
from ilo_dc.core.errors import Conflict
from ilo_dc.core.versions.actions import present_values
from tests.people import signed_in
from tests.recipes import agreements as agreed
from tests.recipes import approvals as cast
from tests.recipes.ledger import money
from tests.recipes.outcomes import cpo


@pytest.fixture(autouse=True)
def currencies(installation):
    return money()


def terms_of(approval: Approval, **other: Any) -> AgreementTerms:
    """Return the terms of an approval's agreement with some others."""
    now = Agreement.objects.get(pk=approval.agreement_id)
    return AgreementTerms(**{**present_values(AgreementTerms, now), **other})


def agreement_edited(by: Any, approval: Approval, **other: Any) -> Approval:
    """Edit the agreement by its own door and return the approval as it is saved now."""
    now = Agreement.objects.get(pk=approval.agreement_id)
    edit_agreement(by=by, agreement=now, lock_version=now.version, terms=terms_of(approval, **other))
    return cast.fresh(approval)


def test_a_stale_form_overwrites_no_terms(pardev_officer, manager, germany):
    read = cast.draft(pardev_officer, germany)
    stale = terms_of(read)
    now = agreement_edited(manager, read, signed_total=Decimal("99000.00"))
    assert (now.version, now.updated_at > read.updated_at) == (read.version + 1, True)
    with pytest.raises(Conflict):
        edit_approval(
            by=pardev_officer, approval=read, lock_version=read.version, data=ApprovalData(), terms=stale
        )
    assert cast.fresh(read).agreement.signed_total == Decimal("99000.00")
    saved = edit_approval(
        by=pardev_officer,
        approval=now,
        lock_version=now.version,
        data=ApprovalData(note="Read again"),
        terms=replace(stale, signed_total=Decimal("98000.00")),
    )
    assert saved.version == cast.fresh(read).version > now.version
    assert cast.fresh(read).agreement.signed_total == Decimal("98000.00")


def test_nobody_signs_or_issues_terms_that_they_did_not_read(pardev_officer, manager, germany):
    small = cast.draft(pardev_officer, germany, reference="DEMO-SMALL")
    agreement_edited(manager, small, signed_total=Decimal("99000.00"))
    with pytest.raises(Conflict):
        finish_approval(by=pardev_officer, approval=small, lock_version=small.version)
    large = cast.handed_in(pardev_officer, germany)
    now = agreement_edited(pardev_officer, large, signed_total=cast.LARGE * 10)
    client = signed_in(manager)
    answer = client.post(f"/approvals/{large.pk}/sign/", {"version": large.version, "do": "sign"})
    assert answer.status_code == 412
    with pytest.raises(Conflict):
        issue_approval(by=manager, approval=large, lock_version=large.version)
    assert (cast.fresh(large).status, LedgerEntry.objects.exists()) == ("awaiting", False)
    assert cast.signed_by(manager, now).status == "issued"


def test_the_version_of_the_api_covers_the_terms(pardev_officer, manager, germany, client):
    signed_in(pardev_officer, client)
    approval = cast.draft(pardev_officer, germany)
    address = f"/api/v1/approvals/{approval.pk}/"
    tag = client.get(address).headers["ETag"]
    seen = client.get(address).json()["updated_at"]
    agreement_edited(manager, approval, signed_total=Decimal("99000.00"))
    body = {"note": "Mine"}
    refused = client.patch(address, body, content_type="application/json", headers={"If-Match": tag})
    assert refused.status_code == 412
    listed = client.get("/api/v1/approvals/", {"updated_since": seen}).json()["results"]
    assert [(one["id"], one["amount"]) for one in listed] == [(approval.pk, "99000.00")]
    assert client.get(address).headers["ETag"] != tag


def test_an_amendment_is_read_again_and_what_is_issued_keeps_its_version(manager, germany):
    issued = cast.issued(manager, germany)
    amendment = agreed.amendment(manager, issued.agreement, amount=Decimal("1000.00"))
    draft = approve_agreement(
        by=manager, agreement=issued.agreement, amendment=amendment, data=ApprovalData()
    )
    data = parts.AmendmentData(amendment.number, amendment.signed_on, Decimal("2000.00"))
    parts.AMENDMENTS.edit(by=manager, row=amendment, lock_version=amendment.version, data=data)
    assert cast.fresh(draft).version == draft.version + 1
    assert cast.fresh(issued).version == issued.version


def test_whatever_an_agreement_says_counts_as_its_terms():
    said = {field.name for field in apps.get_model("funding", "Agreement")._meta.concrete_fields}
    assert set(AgreementTerms.__dataclass_fields__) <= said - set(NOT_TERMS)


def test_no_door_takes_more_shares_than_the_form_shows(pardev_officer, germany, countries, client):
    signed_in(pardev_officer, client)
    approval = cast.draft(pardev_officer, germany)
    outcomes = [cpo(countries["ZWE"], 100 + number) for number in range(61)]
    address = f"/api/v1/approvals/{approval.pk}/"

    def patched(count: int) -> Any:
        body = {"shares": [{"outcome": one.pk, "share": "1.00"} for one in outcomes[:count]]}
        headers = {"If-Match": client.get(address).headers["ETag"]}
        return client.patch(address, body, content_type="application/json", headers=headers)

    assert patched(61).status_code == 400
    with pytest.raises(Exception, match="at most 60 outcomes and products"):
        edit_approval(
            by=pardev_officer,
            approval=approval,
            lock_version=approval.version,
            data=ApprovalData(shares=tuple((one, Decimal("1.00")) for one in outcomes)),
        )
    assert patched(60).status_code == 200
    form = client.get(f"/approvals/{approval.pk}/edit/").context["form"]
    assert len([row for row in form.rows if row[0].value()]) == 60
