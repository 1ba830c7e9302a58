"""Proposals: their gates, who writes in them, what a manager may do, the help desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.life.actions import Step, UnableToCorrectStatus, UnableToRecordStatus
from ilo_dc.core.models import Notification
from portfolio.models import AppraisalWaiver, Proposal, ProposalState
from portfolio.proposals import work
from portfolio.proposals.actions import proposal_parts as parts
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from tests.people import signed_in
from tests.recipes import proposals

TODAY = timezone.now().date()


@pytest.fixture
def concept(field_officer, countries):
    """A whole text of Zimbabwe that is still a concept."""
    return proposals.concept(field_officer, countries["ZWE"])


def text_of(proposal, **entered):
    return replace(actions.ProposalText(**proposals.WHOLE), **entered)


def test_a_proposal_begins_as_a_concept_with_the_next_number_of_the_year(field_officer, countries):
    first, second = (proposals.concept(field_officer, countries[one]) for one in ("ZWE", "NAM"))
    year = TODAY.year
    assert [first.code, second.code] == [f"P-{year}-0001", f"P-{year}-0002"]
    assert (first.status, first.author) == ("concept", field_officer)
    assert ProposalState.objects.current().get(proposal=first).status == "concept"


def test_field_officers_begin_proposals_of_their_own_countries(field_officer, pardev_officer, countries):
    with pytest.raises(Refused, match="own countries only"):
        proposals.concept(field_officer, countries["KHM"])
    assert proposals.concept(pardev_officer, None).country is None


def test_the_submission_says_what_is_missing(field_officer, countries):
    bare = actions.ProposalText(title="An idea", problem="No jobs")
    proposal = actions.create_proposal(by=field_officer, text=bare, country=countries["ZWE"])
    proposal = proposals.moved(field_officer, proposal, "proposal")
    with pytest.raises(UnableToRecordStatus) as refusal:
        proposals.moved(field_officer, proposal, "submitted")
    assert {"need_source", "consulted", "budget_usd", "turin_role", "gender"} <= set(refusal.value.problems)


def test_what_was_submitted_is_not_written_in(field_officer, concept):
    proposal = proposals.moved(
        field_officer, proposals.moved(field_officer, concept, "proposal"), "submitted"
    )
    with pytest.raises(Refused, match="not being written"):
        actions.edit_proposal(
            by=field_officer, proposal=proposal, lock_version=proposal.version, text=text_of(proposal)
        )


def test_a_co_author_writes_and_is_told(field_officer, coordinator, concept):
    with pytest.raises(Refused):
        actions.edit_proposal(by=coordinator, proposal=concept, lock_version=1, text=text_of(concept))
    parts.name_author(by=field_officer, owner=concept, data=parts.AuthorData(coordinator))
    text = text_of(concept, budget_usd=Decimal("900000.00"))
    saved = actions.edit_proposal(by=coordinator, proposal=concept, lock_version=concept.version, text=text)
    assert saved.budget_usd == Decimal(900000)
    assert Notification.objects.visible_to(coordinator).count() == 1
    with pytest.raises(Conflict):
        actions.edit_proposal(by=field_officer, proposal=concept, lock_version=concept.version, text=text)


def test_a_co_author_is_somebody_of_the_staff(field_officer, german_donor, concept):
    with pytest.raises(parts.UnableToNameAuthor):
        parts.name_author(by=field_officer, owner=concept, data=parts.AuthorData(german_donor))


def test_no_door_but_an_appraisal_finds_a_proposal_ready(manager, field_officer, countries):
    proposal = proposals.submitted(field_officer, countries["ZWE"])
    for status in ("appraisal", "ready", "revise", "rejected"):
        with pytest.raises(Refused, match="An appraisal decides this"):
            proposals.moved(manager, proposal, status)


def test_only_what_is_ready_or_waived_goes_to_a_partner(people, countries, germany):
    manager, pardev_officer = people["manager"], people["pardev_officer"]
    field_officer = people["field_officer"]
    proposal = proposals.submitted(field_officer, countries["ZWE"])
    offer = {"partner": germany, "amount_usd": Decimal(1000000), "probability": 60}
    with pytest.raises(UnableToRecordStatus) as refusal:
        proposals.moved(pardev_officer, proposal, "with_partner", **offer)
    assert set(refusal.value.problems) == {"cleared"}
    with pytest.raises(Refused, match="Only a PARDEV manager"):
        actions.waive_appraisal(
            by=pardev_officer, proposal=proposal, lock_version=3, kind="emergency", reason="Flood"
        )
    proposal = actions.waive_appraisal(
        by=manager,
        proposal=proposal,
        lock_version=proposal.version,
        kind="emergency",
        reason="Flood",
    )
    assert AppraisalWaiver.objects.current().get(proposal=proposal).change.by == manager
    with pytest.raises(actions.UnableToWaiveAppraisal, match="waived already"):
        actions.waive_appraisal(
            by=manager, proposal=proposal, lock_version=proposal.version, kind="deadline", reason="Call"
        )
    with pytest.raises(UnableToRecordStatus) as refusal:
        proposals.moved(pardev_officer, proposal, "with_partner")
    assert set(refusal.value.problems) == {"partner", "amount_usd", "probability"}
    proposal = proposals.moved(pardev_officer, proposal, "with_partner", **offer)
    present = ProposalState.objects.current().get(proposal=proposal)
    assert (present.partner, present.amount_usd, present.probability) == (germany, 1000000, 60)
    offer.pop("probability")
    assert proposals.moved(pardev_officer, proposal, "agreed", **offer).status == "agreed"


def with_a_partner(people, country, partner):
    """Return a proposal that is with a partner after a waiver."""
    proposal = proposals.submitted(people["field_officer"], country)
    proposal = actions.waive_appraisal(
        by=people["manager"],
        proposal=proposal,
        lock_version=proposal.version,
        kind="deadline",
        reason="A call",
    )
    asked = {"partner": partner, "amount_usd": Decimal(1000000), "probability": 60}
    return proposals.moved(people["pardev_officer"], proposal, "with_partner", **asked)


def offer_of(people, proposal):
    """Return what a funding partner and the staff are told of an offer, through page, API and filters."""
    donor, officer = signed_in(people["german_donor"]), signed_in(people["pardev_officer"])
    told = donor.get("/api/v1/offered-proposals/").json()["results"]
    register = officer.get("/api/v1/proposals/", {"offered": "true"}).json()["results"]
    assert [one["id"] for one in told] == [one["id"] for one in register]
    shown = donor.get("/proposals/offered/").context["table"].rows
    assert [one["id"] for one in told] == [row.record.pk for row in shown]
    assert officer.get(f"/api/v1/proposals/{proposal.pk}/").json()["offered"] is bool(told)
    others = officer.get("/api/v1/proposals/", {"offered": "false"}).json()["results"]
    assert (proposal.pk in [one["id"] for one in others]) is not bool(told)
    return told


def test_what_a_manager_offers_shows_a_partner_no_more(people, countries, germany):
    manager, german_donor = people["manager"], people["german_donor"]
    early = proposals.submitted(people["field_officer"], countries["ZWE"])
    with pytest.raises(actions.UnableToEditProposal, match="ready, with a partner"):
        actions.offer_proposal(by=manager, proposal=early, lock_version=early.version, offered=True)
    proposal = with_a_partner(people, countries["ZWE"], germany)
    assert offer_of(people, proposal) == []
    actions.offer_proposal(by=manager, proposal=proposal, lock_version=proposal.version, offered=True)
    (told,) = offer_of(people, proposal)
    assert set(told) == {"id", "title", "language", "country", "budget_usd", "demonstration"}
    assert (told["id"], told["budget_usd"]) == (proposal.pk, "1200000.00")
    assert not Proposal.objects.visible_to(german_donor).exists()
    assert signed_in(german_donor).get(f"/api/v1/proposals/{proposal.pk}/").status_code == 404


@pytest.mark.parametrize("last", ["agreed", "withdrawn"])
def test_what_is_over_is_offered_no_longer_and_again_if_it_never_was_over(people, countries, germany, last):
    manager, proposal = people["manager"], with_a_partner(people, countries["ZWE"], germany)
    actions.offer_proposal(by=manager, proposal=proposal, lock_version=proposal.version, offered=True)
    amount = {"partner": germany, "amount_usd": Decimal(1000000)} if last == "agreed" else {}
    over = proposals.moved(people["pardev_officer"], proposal, last, **amount)
    assert offer_of(people, proposal) == []
    PROPOSAL_LIFE.take_back(
        by=manager,
        noun=over,
        status=ProposalState.objects.current().get(proposal=over),
        lock_version=over.version,
        reason="The wrong one",
    )
    assert [one["id"] for one in offer_of(people, proposal)] == [proposal.pk]


def test_a_draft_is_discarded_by_its_author_with_a_reason(field_officer, coordinator, concept):
    with pytest.raises(Refused):
        actions.discard_proposal(by=coordinator, proposal=concept, lock_version=1, reason="No")
    with pytest.raises(actions.UnableToDiscardProposal):
        actions.discard_proposal(by=field_officer, proposal=concept, lock_version=1, reason=" ")
    actions.discard_proposal(by=field_officer, proposal=concept, lock_version=1, reason="A twin")
    assert not Proposal.objects.visible_to(field_officer).exists()


def test_a_manager_corrects_the_pipeline_and_figures_of_before_stay(people, countries, germany):
    manager, pardev_officer = people["manager"], people["pardev_officer"]
    field_officer = people["field_officer"]
    proposal = proposals.submitted(field_officer, countries["ZWE"])
    proposal = actions.waive_appraisal(
        by=manager, proposal=proposal, lock_version=proposal.version, kind="deadline", reason="Call"
    )
    offer = {"partner": germany, "amount_usd": Decimal(1000000), "probability": 60}
    proposal = proposals.moved(pardev_officer, proposal, "with_partner", **offer)
    before = timezone.now()
    wrong = ProposalState.objects.current().get(proposal=proposal)
    step = Step("with_partner", TODAY, "A digit too many", **{**offer, "amount_usd": Decimal(100000)})
    PROPOSAL_LIFE.correct(by=manager, noun=proposal, status=wrong, lock_version=proposal.version, step=step)
    of_partner = ProposalState.objects.filter(status="with_partner")
    assert of_partner.in_life().get().amount_usd == 100000
    assert of_partner.in_life(before).get().amount_usd == 1000000
    proposal = proposals.fresh(proposal)
    with pytest.raises(UnableToCorrectStatus):
        PROPOSAL_LIFE.correct(
            by=manager, noun=proposal, status=wrong, lock_version=proposal.version, step=step
        )


# --- The help desk -----------------------------------------------------------------------------------


def question(**entered):
    asked = {
        "section": "gender",
        "question": "Which target is usual?",
        "due_on": TODAY + timedelta(days=3),
        "desk": "actrav",
    }
    return parts.QuestionText(**{**asked, **entered})


def test_a_question_awaits_the_desk_and_its_answer_stands_beside_the_field(
    field_officer, bureau_officer, evaluator, concept
):
    asked = parts.ask_desk(by=field_officer, proposal=concept, text=question())
    assert [one.title for one in work.awaiting(bureau_officer)] == ["Answer the question of the help desk"]
    assert not work.awaiting(evaluator)
    assert [one.waits_on for one in work.handed_in(field_officer)] == [asked.asked_of]
    with pytest.raises(Refused, match="that was asked answers"):
        parts.answer_question(by=evaluator, question=asked, lock_version=1, answer="Forty per cent.")
    parts.answer_question(by=bureau_officer, question=asked, lock_version=1, answer="Forty per cent.")
    assert not work.awaiting(bureau_officer)
    assert not work.handed_in(field_officer)
    assert Notification.objects.visible_to(field_officer).count() == 1
    with pytest.raises(Refused, match="answered stays"):
        parts.take_question_back(by=field_officer, question=proposals_question(asked), lock_version=2)


def proposals_question(asked):
    return type(asked).objects.for_list().get(pk=asked.pk)


def test_a_question_goes_to_a_specialist_who_sees_the_proposal_or_to_a_desk(
    field_officer, evaluator, admin, concept
):
    to_both = question(specialist=evaluator)
    with pytest.raises(UnableToAct):
        parts.ask_desk(by=field_officer, proposal=concept, text=to_both)
    with pytest.raises(parts.UnableToAsk) as refusal:
        parts.ask_desk(by=field_officer, proposal=concept, text=question(desk="", specialist=admin))
    assert set(refusal.value.problems) == {"specialist"}
    with pytest.raises(parts.UnableToAsk) as refusal:
        parts.ask_desk(by=field_officer, proposal=concept, text=question(due_on=date(2020, 1, 1)))
    assert set(refusal.value.problems) == {"due_on"}
    asked = parts.ask_desk(by=field_officer, proposal=concept, text=question(desk="", specialist=evaluator))
    assert [one.url for one in work.awaiting(evaluator)] == [f"/proposals/help-desk/{asked.pk}/answer/"]
