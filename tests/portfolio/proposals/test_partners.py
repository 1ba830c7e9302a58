"""Partners of a proposal: several at once, each with its amount, its submission and its answer."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.life.actions import Step, UnableToRecordStatus
from portfolio.demonstration import proposals as demonstration
from portfolio.models import ProposalState, ProposedPartner
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from portfolio.proposals.actions.proposed_partners import PARTNERS, PartnerData, UnableToNamePartner
from portfolio.proposals.rules import Asked, Recorded, asked_in
from tests.people import signed_in
from tests.recipes import proposals
from tests.test_docs import table

TODAY = timezone.now().date()
SAID = ("partner__slug", "amount_usd", "probability", "submitted_on", "answer", "answered_on")
MILLION = Decimal(1_000_000)


@pytest.fixture
def cleared(people, countries):
    """A proposal whose appraisal a manager waived."""
    proposal = proposals.submitted(people["field_officer"], countries["ZWE"])
    return actions.waive_appraisal(
        by=people["manager"],
        proposal=proposal,
        lock_version=proposal.version,
        kind="deadline",
        reason="A call",
    )


def said_of(proposal):
    return list(ProposedPartner.objects.filter(proposal=proposal).order_by("pk").values_list(*SAID))


def edited(by, row, **values):
    now = ProposedPartner.objects.get(pk=row.pk)
    data = PartnerData(**{**vars(PARTNERS.data_of(now)), **values})
    return PARTNERS.edit(by=by, row=now, lock_version=now.version, data=data)


def test_authors_propose_partners_and_pardev_keeps_them(people, cleared, germany, sweden):
    author, officer = people["field_officer"], people["pardev_officer"]
    concept = proposals.concept(author, cleared.country)
    row = PARTNERS.add(by=author, owner=concept, data=PartnerData(germany, MILLION, 40))
    PARTNERS.add(by=author, owner=concept, data=PartnerData(sweden))
    with pytest.raises(UnableToAct) as refusal:
        PARTNERS.add(by=author, owner=concept, data=PartnerData(sweden))
    assert "named already" in str(refusal.value.problems)
    with pytest.raises(UnableToNamePartner) as refusal:
        edited(author, row, submitted_on=TODAY)
    assert set(refusal.value.problems) == {"submitted_on"}
    with pytest.raises(Refused, match="PARDEV keeps its partners"):
        PARTNERS.add(by=author, owner=cleared, data=PartnerData(germany))
    assert PARTNERS.add(by=officer, owner=cleared, data=PartnerData(germany)).amount_usd is None
    PARTNERS.remove(by=author, row=row, lock_version=row.version)
    assert [one[0] for one in said_of(concept)] == ["sweden"]


def test_each_partner_is_asked_and_answers_by_itself(people, cleared, germany, sweden):
    officer, manager = people["pardev_officer"], people["manager"]
    asked = {"partner": germany, "amount_usd": MILLION, "probability": 60}
    proposal = proposals.moved(officer, cleared, "with_partner", **asked)
    assert said_of(proposal) == [("germany", MILLION, 60, TODAY, "", None)]
    second = PARTNERS.add(by=officer, owner=proposal, data=PartnerData(sweden, MILLION / 2, 30, TODAY))
    with pytest.raises(UnableToRecordStatus) as refusal:
        proposals.moved(officer, proposal, "declined", partner=germany)
    assert "Sweden" in refusal.value.problems["partner"][0]
    with pytest.raises(UnableToNamePartner) as refusal:
        edited(officer, second, answer="agreed", answered_on=TODAY)
    assert set(refusal.value.problems) == {"answer"}
    with pytest.raises(UnableToAct) as refusal:
        edited(officer, second, answer="declined", answered_on=TODAY - timedelta(days=1))
    assert "must not come before" in str(refusal.value.problems)
    with pytest.raises(UnableToNamePartner, match="stays"):
        PARTNERS.remove(by=officer, row=second, lock_version=second.version)
    edited(officer, second, answer="declined", answered_on=TODAY)
    first = ProposedPartner.objects.get(partner=germany)
    with pytest.raises(UnableToNamePartner) as refusal:
        edited(officer, first, answer="withdrawn", answered_on=TODAY)
    assert "Nobody else is asked" in refusal.value.problems["answer"][0]
    again = PARTNERS.add(by=officer, owner=proposal, data=PartnerData(sweden, MILLION / 4, 20, TODAY))
    proposal = proposals.moved(officer, proposal, "agreed", partner=germany, amount_usd=MILLION * 2)
    edited(officer, again, answer="agreed", answered_on=TODAY)
    assert said_of(proposal) == [
        ("germany", MILLION * 2, 60, TODAY, "agreed", TODAY),
        ("sweden", MILLION / 2, 30, TODAY, "declined", TODAY),
        ("sweden", MILLION / 4, 20, TODAY, "agreed", TODAY),
    ]
    page = signed_in(manager).get(f"/proposals/{proposal.pk}/").content.decode()
    assert "Partner changed" in page
    assert "Partner as recorded in the life of the proposal" in page


def test_an_answered_submission_is_new_too_and_needs_a_proposal_that_went_to_a_partner(
    people, cleared, germany, sweden
):
    author, officer = people["field_officer"], people["pardev_officer"]
    answered = {"submitted_on": TODAY, "answer": "declined", "answered_on": TODAY}
    concept = proposals.concept(author, cleared.country)
    for by, proposal in ((author, concept), (officer, cleared)):  # cleared, and with no partner yet
        with pytest.raises(UnableToNamePartner) as refusal:
            PARTNERS.add(by=by, owner=proposal, data=PartnerData(germany, MILLION, 40, **answered))
        assert set(refusal.value.problems) == {"submitted_on"}
        row = PARTNERS.add(by=by, owner=proposal, data=PartnerData(sweden, MILLION, 40))
        with pytest.raises(UnableToNamePartner) as refusal:
            edited(by, row, **answered)
        assert set(refusal.value.problems) == {"submitted_on"}
    typed = {**answered, "proposal": concept.code, "partner": "germany", "amount_usd": "10.00"}
    refused = signed_in(author).post("/api/v1/proposed-partners/", typed, content_type="application/json")
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"submitted_on"})
    asked = {"partner": germany, "amount_usd": MILLION, "probability": 60}
    proposal = proposals.moved(officer, cleared, "with_partner", **asked)
    assert edited(officer, row, **answered).answer == "declined"
    proposal = proposals.moved(officer, proposal, "declined", partner=germany)
    late = PARTNERS.add(by=officer, owner=proposal, data=PartnerData(sweden, MILLION, 10, **answered))
    assert edited(officer, late, amount_usd=MILLION / 2).amount_usd == MILLION / 2


def test_partners_follow_what_is_corrected_and_taken_back(people, cleared, germany, sweden):
    officer, manager = people["pardev_officer"], people["manager"]
    asked = {"partner": germany, "amount_usd": MILLION, "probability": 60}
    proposal = proposals.moved(officer, cleared, "with_partner", **asked)

    def present():
        return ProposalState.objects.current().get(proposal=proposal)

    step = Step("with_partner", TODAY, "Another one", **{**asked, "partner": sweden, "probability": 10})
    now = proposals.fresh(proposal)
    PROPOSAL_LIFE.correct(by=manager, noun=now, status=present(), lock_version=now.version, step=step)
    assert said_of(proposal) == [("sweden", MILLION, 10, TODAY, "", None)]
    proposals.moved(officer, proposal, "declined", partner=sweden)
    assert said_of(proposal) == [("sweden", MILLION, 10, TODAY, "declined", TODAY)]
    now = proposals.fresh(proposal)
    PROPOSAL_LIFE.take_back(
        by=manager, noun=now, status=present(), lock_version=now.version, reason="The wrong letter"
    )
    assert said_of(proposal) == [("sweden", MILLION, 10, TODAY, "", None)]
    proposals.moved(officer, proposal, "withdrawn")
    assert said_of(proposal) == [("sweden", MILLION, 10, TODAY, "withdrawn", TODAY)]


def test_page_api_and_file_show_staff_the_pipeline_and_donors_nothing(people, cleared, germany, sweden):
    officer = people["pardev_officer"]
    asked = {"partner": germany, "amount_usd": MILLION, "probability": 60}
    proposal = proposals.moved(officer, cleared, "with_partner", **asked)
    proposal = actions.offer_proposal(
        by=people["manager"], proposal=proposal, lock_version=proposal.version, offered=True
    )
    client = signed_in(officer)
    shown = client.get(f"/proposals/{proposal.pk}/partners/new/")
    typed = {"partner": "Sweden", "amount_usd": "250,000", "probability": "30", "submitted_on": TODAY}
    assert shown.status_code == 200
    assert client.post(shown.request["PATH_INFO"], typed).status_code == 302
    page = client.get("/proposals/pipeline/")
    answer = client.get("/api/v1/proposed-partners/", {"answer": "asked", "count": "true"}).json()
    file = client.get("/api/v1/proposed-partners/", {"format": "csv"})
    text = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")
    lines = [
        (row["partner"], Decimal(row["amount_usd"]), int(row["probability"]))
        for row in csv.DictReader(io.StringIO(text))
    ]
    assert sorted(lines) == [("germany", MILLION, 60), ("sweden", Decimal(250_000), 30)]
    assert [(one["partner"], one["proposal"]) for one in answer["results"]] == [
        (row.record.partner.slug, proposal.code) for row in page.context["table"].rows
    ]
    assert answer["count"] == 2
    for donor in (people["german_donor"], people["swedish_donor"]):
        theirs = signed_in(donor)
        assert theirs.get("/proposals/pipeline/").status_code == 403
        assert theirs.get("/api/v1/proposed-partners/").status_code == 403
        row = ProposedPartner.objects.filter(proposal=proposal).first()
        assert theirs.get(f"/api/v1/proposed-partners/{row.pk}/").status_code == 404
        offered = theirs.get("/api/v1/offered-proposals/").json()["results"][0]
        assert set(offered) == {"id", "title", "language", "country", "budget_usd", "demonstration"}


def test_the_worked_table_of_answers_is_true():
    life = []
    for status, day, partner, lines in table("proposals.md", "recorded"):
        key = None if partner == "–" else ord(partner)
        life.append(Recorded(status, date.fromisoformat(day), key, MILLION, 50))
        assert "; ".join(map(line_of, asked_in(life))) == lines


def test_the_worked_table_is_true_of_the_life_that_people_record(people, cleared, germany, monkeypatch):
    """Step by step as its page records it, each on its day after the first."""
    rows, now = table("proposals.md", "recorded"), timezone.now
    first = date.fromisoformat(rows[0][1])
    partners = {"–": None, "A": germany}
    proposal = cleared
    for status, day, partner, lines in rows:
        passed = date.fromisoformat(day) - first
        monkeypatch.setattr(timezone, "now", lambda passed=passed: now() + passed)
        said = {"partner": partners[partner], "amount_usd": MILLION, "probability": 50}
        proposal = proposals.moved(people["pardev_officer"], proposal, status, **said)
        recorded = ProposedPartner.objects.filter(proposal=proposal).order_by("submitted_on", "pk")
        found = [
            Asked(
                ord("A"),
                one.submitted_on - (TODAY - first),
                answer=one.answer,
                answered_on=one.answered_on and one.answered_on - (TODAY - first),
            )
            for one in recorded
        ]
        assert "; ".join(map(line_of, found)) == lines
        assert {one.partner for one in recorded} == {germany}


def line_of(asked):
    answer = f", {asked.answer} {asked.answered_on}" if asked.answer else ""
    return f"{chr(asked.partner)}: asked {asked.submitted_on}{answer}"


def test_the_demonstration_and_an_upgrade_give_the_same_partners(countries, germany, sweden):
    """The migration reads the partners from the lives that are there; no status is touched."""
    from ilo_dc.core.reference.actions.loading import load_reference_data

    load_reference_data()
    demonstration.load_demonstration_proposals()
    states = list(ProposalState.objects.order_by("pk").values())
    of_lives = set()
    for proposal in set(ProposalState.objects.values_list("proposal", flat=True)):
        names = ("status", "effective_on", "partner", "amount_usd", "probability")
        life = ProposalState.objects.in_life().filter(proposal=proposal).order_by("pk").values_list(*names)
        of_lives |= {(proposal, *vars(one).values()) for one in asked_in(Recorded(*row) for row in life)}
    names = ("proposal", "partner", "submitted_on", "amount_usd", "probability", "answer", "answered_on")
    loaded = set(ProposedPartner.objects.values_list(*names))
    assert of_lives
    assert of_lives < loaded  # some have another partner beside
    ProposedPartner.objects.all().delete()
    migration = import_module("portfolio.migrations.0029_proposed_partners")
    with connection.schema_editor() as editor:
        migration.take_partners_from_lives(apps, editor)
    assert set(ProposedPartner.objects.values_list(*names)) == of_lives
    assert list(ProposalState.objects.order_by("pk").values()) == states
