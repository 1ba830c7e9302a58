"""From a proposal that is ready to its approval and back: one way, and it is agreed with the signature."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from funding.models import Approval
from portfolio.appraisals.actions.waivers import waive
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
