"""What money is for: each viewer reads of a hidden project, proposal, outcome or reason nothing, anywhere."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from funding.approvals.actions.approvals import ApprovalData
from funding.approvals.actions.issue import cancel_approval
from funding.models import Agreement, Approval, LedgerEntry
from ilo_dc.core.facts.moments import settle, write_moment
from ilo_dc.core.models import Country
from portfolio.models import CountryProgrammeOutcome
from tests.people import signed_in
from tests.recipes import agreements as agreed
from tests.recipes import approvals as cast
from tests.recipes import projects, proposals
from tests.recipes.ledger import money
from tests.recipes.outcomes import cpo

# How each neighbour that is hidden may be written.
HIDDEN = {
    "project": ("Quiet project",),
    "proposal": ("Quiet proposal",),
    "outcome": ("Quiet outcome", "ZWE777"),
    "reason": ("A quiet quarrel", "Ours alone"),
    "note": ("A quiet note",),
}
LISTS = ("approvals", "ledger-entries", "agreements")


@pytest.fixture
def cancelled(people: dict[str, Any], germany: Any, countries: Any, installation: Any) -> Any:
    """Return an approval of all that is hidden, published with its agreement and cancelled since."""
    money()
    manager = people["manager"]
    project = projects.planned(manager, countries["ZWE"], title="Quiet project")
    proposal = proposals.concept(people["field_officer"], countries["ZWE"], title="Quiet proposal")
    outcome = cpo(countries["ZWE"], 777, title="Quiet outcome")
    data = ApprovalData(project=project, note="A quiet note", shares=((outcome, Decimal(100)),))
    made = cast.issued(manager, germany, data=data)
    Approval.objects.filter(pk=made.pk).update(proposal=proposal)  # without the steps that lead there
    agreed.funded(manager, made.agreement, project)
    agreed.published(manager, made.agreement)
    now = cast.fresh(made)
    cancel_approval(by=manager, approval=now, lock_version=now.version, reason="A quiet quarrel")
    return cast.fresh(made)


def doors(approval: Any) -> list[str]:
    """Return every address that shows an approval, its agreement or its lines."""
    agreement, line = approval.agreement_id, LedgerEntry.objects.order_by("pk")[0].pk
    pages = [
        f"/approvals/{approval.pk}/",
        "/approvals/",
        "/ledger/",
        f"/ledger/?agreement={agreement}",
        f"/agreements/{agreement}/",
        "/agreements/",
        "/search/?search=quiet",
        "/work/",
        f"/api/v1/approvals/{approval.pk}/",
        f"/api/v1/ledger-entries/{line}/",
        "/api/v1/changes/?limit=1000",
    ]
    files = [f"/api/v1/{code}/?format={kind}" for code in LISTS for kind in ("json", "csv", "xlsx")]
    moment = write_moment(settle(None))
    as_of = [f"{door}?as_of={moment}" for door in ("/ledger/", "/api/v1/ledger-entries/")]
    return [*pages, *files, *as_of]


def text_of(answer: Any) -> str:
    """Return what an answer says, a sheet cell by cell."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" not in answer.headers.get("Content-Type", ""):
        return raw.decode()
    book = load_workbook(io.BytesIO(raw), read_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def test_no_door_tells_who_may_not_see_it_what_money_is_for(cancelled: Any, people: dict[str, Any]) -> None:
    viewers = {name: people.get(name) for name in ("german_donor", "swedish_donor", "outsider", "nobody")}
    for name, person in viewers.items():
        client = signed_in(person)
        for door in doors(cancelled):
            answer = client.get(door)
            if answer.status_code in (302, 401, 403):
                assert name != "german_donor" or door.startswith("/api/v1/changes"), door
                continue
            assert answer.status_code in (200, 404), (name, door)
            text = text_of(answer)
            told = {field for field, words in HIDDEN.items() for word in words if word in text}
            # a search names what was asked for
            assert told == set(), (name, door)
    found = text_of(signed_in(people["german_donor"]).get("/api/v1/ledger-entries/?format=csv"))
    assert found.count("DEMO-1") == 0
    # The heads, the line as it was issued and as it was published, and the reversal of each.
    assert len(found.strip().splitlines()) == 5


def test_keys_of_what_is_hidden_are_empty_and_staff_read_all(cancelled: Any, people: dict[str, Any]) -> None:
    project = cancelled.project_id
    outcome = CountryProgrammeOutcome.objects.get(code="ZWE777").pk

    def said(person: Any) -> set[tuple[Any, ...]]:
        rows = signed_in(person).get("/api/v1/ledger-entries/").json()["results"]
        return {
            tuple(row[name] for name in ("project", "outcome", "global_product", "reason")) for row in rows
        }

    assert said(people["german_donor"]) == {(None, None, None, "")}
    assert said(people["manager"]) == {
        (project, outcome, None, "Approval issued"),
        (project, outcome, None, "Posted anew: the publication of the agreement changed"),
        (project, outcome, None, "A quiet quarrel"),
    }
    page = text_of(signed_in(people["manager"]).get(f"/approvals/{cancelled.pk}/"))
    for words in (HIDDEN[name] for name in ("project", "outcome", "note", "reason")):
        assert words[0] in page
    assert cancelled.proposal.code in page


def test_what_is_public_is_named_to_everybody(cancelled: Any, people: dict[str, Any]) -> None:
    projects.moved(people["manager"], cancelled.project, "running")
    page = text_of(signed_in(None).get(f"/approvals/{cancelled.pk}/"))
    told = {field for field, words in HIDDEN.items() for word in words if word in page}
    assert told == {"project"}


def test_what_is_hidden_is_not_called_unattributed(cancelled: Any, people: dict[str, Any]) -> None:
    untrue = "the amount counts as unattributed"
    for person in (people["german_donor"], None):
        page = text_of(signed_in(person).get(f"/approvals/{cancelled.pk}/"))
        assert untrue not in page
        assert "Unattributed" not in page
    rows = text_of(signed_in(people["german_donor"]).get("/ledger/"))
    assert Country.objects.get(pk="ZWE").name in rows
    assert "Unattributed" not in rows


def test_nobody_finds_the_agreements_of_a_project_that_they_do_not_see(
    cancelled: Any, people: dict[str, Any]
) -> None:
    project = cancelled.project_id
    found = {
        name: len(
            signed_in(people.get(name)).get("/api/v1/agreements/", {"project": project}).json()["results"]
        )
        for name in ("manager", "german_donor", "outsider", "nobody")
    }
    assert found == {"manager": 1, "german_donor": 0, "outsider": 0, "nobody": 0}


def test_a_line_as_of_a_moment_is_named_as_it_was_named_then(cancelled: Any, people: dict[str, Any]) -> None:
    moment = timezone.now().isoformat()
    Agreement.objects.filter(pk=cancelled.agreement_id).update(reference="DEMO-CORRECTED")
    client = signed_in(people["manager"])

    def shown(**asked: str) -> tuple[bool, bool]:
        page = text_of(client.get("/ledger/", asked))
        return "DEMO-1<" in page, "DEMO-CORRECTED" in page

    assert shown(as_of=moment) == (True, False)
    assert shown() == (False, True)
