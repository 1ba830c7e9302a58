"""What an approval is for is named to whom sees it; who cancelled one, and why, is read by staff."""

from __future__ import annotations

from typing import Any

from django.test import Client

from funding.approvals.actions.approvals import ApprovalData
from funding.approvals.actions.issue import cancel_approval
from funding.models import Approval
from tests.people import signed_in
from tests.recipes import agreements as agreed
from tests.recipes import approvals as cast
from tests.recipes import projects, proposals
from tests.recipes.ledger import money


def test_neither_a_planned_project_nor_a_proposal_nor_a_reason_is_told_to_others(
    people: dict[str, Any], germany: Any, countries: Any, installation: Any
) -> None:
    money()
    manager = people["manager"]
    project = projects.planned(manager, countries["ZWE"], title="Quiet project")
    proposal = proposals.concept(people["field_officer"], countries["ZWE"], title="Quiet proposal")
    made = cast.issued(manager, germany, data=ApprovalData(project=project))
    Approval.objects.filter(pk=made.pk).update(proposal=proposal)  # without the steps that lead there
    agreed.published(manager, made.agreement)
    now = cast.fresh(made)
    cancel_approval(by=manager, approval=now, lock_version=now.version, reason="A quiet quarrel")
    address = f"/approvals/{made.pk}/"
    for client in (Client(), signed_in(people["german_donor"])):
        shown = client.get(address).content.decode()
        assert made.agreement.reference in shown
        assert "Quiet project" not in shown
        assert proposal.code not in shown
    lines = signed_in(people["german_donor"]).get("/api/v1/ledger-entries/").json()["results"]
    assert sorted(one["reason"] for one in lines) == ["Approval cancelled", "Approval issued"]
    staff = signed_in(manager).get(address).content.decode()
    for words in ("Quiet project", proposal.code, "A quiet quarrel"):
        assert words in staff
