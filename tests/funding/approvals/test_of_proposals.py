"""From a proposal that is ready to its approval and back: one way, and it is agreed with the signature."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from funding.approvals.actions.approvals import ApprovalData
from funding.approvals.actions.issue import cancel_approval
from funding.models import Approval
from ilo_dc.core.models import Currency
from portfolio.appraisals.actions.waivers import waive
from portfolio.models import ProposalState
from tests.funding.approvals.test_pages import TYPED
from tests.people import signed_in
from tests.recipes import approvals as cast
from tests.recipes import proposals
from tests.recipes.ledger import money

WAY = "/approvals/new/?proposal="


def test_the_way_to_an_approval_is_there_from_ready_until_it_is_approved(
    people: dict[str, Any], germany: Any, countries: Any, installation: Any
) -> None:
    money()
    officer, author = people["pardev_officer"], people["field_officer"]
    proposal = proposals.submitted(author, countries["ZWE"])
    client, address = signed_in(officer), f"/proposals/{proposal.pk}/"
    assert WAY not in client.get(address).text
    emergency = {"kind": "emergency", "reason": "Floods"}
    waive(by=people["manager"], proposal=proposal, lock_version=proposal.version, **emergency)
    assert f"{WAY}{proposal.pk}" in client.get(address).text
    assert WAY not in signed_in(author).get(address).text
    today = timezone.now().date()
    signed = {"signed_on": str(today), "ends_on": str(today + timedelta(days=900)), "currency": "USD"}
    sent = {**TYPED, **signed, "proposal": proposal.code, "then": "finish"}
    answer = client.post(f"{WAY}{proposal.pk}", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    approval = cast.fresh(Approval.objects.get())
    assert (approval.proposal_id, approval.status) == (proposal.pk, "issued")
    now = proposals.fresh(proposal)
    assert now.status == "agreed"
    page = client.get(address).text
    assert WAY not in page
    assert f'href="/approvals/{approval.pk}/"' in page
    assert f"{approval.amount_usd:,}" in page


def test_an_agreement_stays_recorded_until_its_approval_is_cancelled(
    people: dict[str, Any], germany: Any, countries: Any, installation: Any
) -> None:
    money()
    manager = people["manager"]
    ready = proposals.submitted(people["field_officer"], countries["ZWE"])
    waived = {"kind": "emergency", "reason": "Floods"}
    waive(by=manager, proposal=ready, lock_version=ready.version, **waived)
    today, dollar = timezone.now().date(), Currency.objects.get(code="USD")
    signed = {"signed_on": today, "starts_on": today, "currency": dollar}
    data = ApprovalData(proposal=proposals.fresh(ready))
    approval = cast.issued(people["pardev_officer"], germany, data=data, **signed)
    now = proposals.fresh(ready)
    agreed = ProposalState.objects.current().get(proposal=now)
    assert agreed.status == "agreed"
    reason = f"{approval.minute_name} says that it is agreed: cancel the approval first."
    client, address = signed_in(manager), f"/proposals/{now.pk}/life/{agreed.pk}"
    assert reason in client.get(f"{address}/take-back/").text
    assert (
        reason in client.post(f"{address}/take-back/", {"reason": "By mistake", "version": now.version}).text
    )
    typed = {"status": "withdrawn", "effective_on": str(agreed.effective_on), "reason": "By mistake"}
    assert reason in client.post(f"{address}/correct/", {**typed, "version": now.version}).text
    path = f"/api/v1/proposals/{now.pk}/statuses/{agreed.pk}/take-back/"
    sent = {"content_type": "application/json", "headers": {"If-Match": f'"{now.version}"'}}
    answer = client.post(path, {"reason": "By mistake"}, **sent)
    assert (answer.status_code, proposals.fresh(now).status) == (422, "agreed")
    assert reason in answer.text
    cancel_approval(by=manager, approval=approval, lock_version=approval.version, reason="Wrong partner")
    client.post(f"{address}/take-back/", {"reason": "Wrong partner", "version": now.version})
    assert proposals.fresh(now).status == "with_partner"
