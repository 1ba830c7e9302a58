"""What an approval is for is named to whom sees it, at each door; why one was cancelled is read by staff."""

from __future__ import annotations

from decimal import Decimal
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
from tests.recipes.outcomes import cpo


def test_neither_project_nor_proposal_nor_outcome_nor_reason_is_told_to_whom_it_is_hidden(
    people: dict[str, Any], germany: Any, countries: Any, installation: Any
) -> None:
    money()
    manager = people["manager"]
    project = projects.planned(manager, countries["ZWE"], title="Quiet project")
    proposal = proposals.concept(people["field_officer"], countries["ZWE"], title="Quiet proposal")
    outcome = cpo(countries["ZWE"], 777, title="Quiet outcome")
    data = ApprovalData(project=project, shares=((outcome, Decimal(100)),))
    made = cast.issued(manager, germany, data=data)
    agreed.funded(manager, made.agreement, project)
    Approval.objects.filter(pk=made.pk).update(proposal=proposal)  # without the steps that lead there
    agreed.published(manager, made.agreement)
    now = cast.fresh(made)
    cancel_approval(by=manager, approval=now, lock_version=now.version, reason="A quiet quarrel")
    address, agreement = f"/approvals/{made.pk}/", made.agreement_id
    quiet = ("Quiet project", proposal.code, "Quiet outcome", "ZWE777", "A quiet quarrel")
    for client in (Client(), signed_in(people["german_donor"])):
        shown = client.get(address).content.decode()
        assert made.agreement.reference in shown
        assert [words for words in quiet if words in shown] == []
        found = client.get(f"/api/v1/agreements/?project={project.pk}").json()["results"]
        assert found == []
    donor = signed_in(people["german_donor"])
    lines = donor.get("/api/v1/ledger-entries/").json()["results"]
    assert {(one["project"], one["outcome"], one["reason"]) for one in lines} == {(None, None, "")}
    for door in (f"/ledger/?agreement={agreement}", "/api/v1/ledger-entries/?format=csv"):
        answer = donor.get(door)
        shown = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "2022" in shown
        assert [words for words in quiet if words in shown] == []
    staff = signed_in(manager)
    assert [words for words in quiet if words not in staff.get(address).content.decode()] == []
    lines = staff.get("/api/v1/ledger-entries/").json()["results"]
    assert {(one["project"], one["outcome"]) for one in lines} == {(project.pk, outcome.pk)}
    published = "Posted anew: the publication of the agreement changed"
    assert {one["reason"] for one in lines} == {"Approval issued", published, "A quiet quarrel"}
    found = staff.get(f"/api/v1/agreements/?project={project.pk}").json()["results"]
    assert [one["id"] for one in found] == [agreement]
