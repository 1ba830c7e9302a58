"""“Ready”: what stands against it is told, and the step is refused for that and nothing else."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.actions.remarks import REMARKS, RemarkData
from portfolio.appraisals.models.appraisal import AppraisalOpinion
from portfolio.appraisals.vocab import Criterion
from portfolio.models import Appraisal, AppraisalScore, Proposal
from tests.people import signed_in
from tests.recipes import appraisals, proposals

STATES = list(
    product(
        (True, False),  # the scores are handed in
        ("2", "1"),  # one of them
        ("no_objection", "comments", "objection", ""),  # what a bureau said
        (None, False, True),  # EVAL is not asked; asked; has scored
        (False, True),  # a change is asked for
        (True, False),  # the proposal says all that it must
    )
)
SAMPLE = 48


@pytest.fixture
def scored(cast):
    """An appraisal that waits for nothing but the decision."""
    appraisal = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    appraisals.scored(cast.appraiser, appraisal)
    appraisals.opined(cast.workers, appraisal, "actrav")
    return appraisals.opined(cast.employers, appraisal, "act_emp")


def put(cast, appraisal, state):
    """Bring an appraisal to a state, whoever would have done so."""
    handed_in, score, opinion, evaluated, change, whole = state
    if change:
        data = RemarkData("change", "Name the target.", section="results")
        REMARKS.add(by=cast.appraiser, owner=appraisal, data=data)
    AppraisalScore.objects.filter(appraisal=appraisal, criterion="turin").update(score=score)
    said = {"opinion": opinion, "text": "" if opinion in {"", "no_objection"} else "Why."}
    given_at = timezone.now() if opinion else None
    AppraisalOpinion.objects.filter(appraisal=appraisal, bureau="actrav").update(given_at=given_at, **said)
    Appraisal.objects.filter(pk=appraisal.pk).update(
        scored_at=appraisal.scored_at if handed_in else None,
        evaluation_needed=evaluated is not None,
        evaluated_at=timezone.now() if evaluated else None,
    )
    if not whole:
        Proposal.objects.filter(pk=appraisal.proposal_id).update(gender="")
    return appraisals.fresh(appraisal)


def test_what_is_told_against_ready_is_what_refuses_it(cast, scored):
    states = [*random.Random(11).sample(STATES, SAMPLE), (True, "2", "comments", True, False, True)]
    found = set()
    for state in states:
        before = transaction.savepoint()
        now = put(cast, scored, state)
        told = actions.bars_of(now)
        problems = decided_with(cast.manager, now)
        assert problems == ({"decision": told} if told else {}), state
        status = Proposal.objects.get(pk=now.proposal_id).status
        assert status == ("appraisal" if told else "ready"), state
        found.add(bool(told))
        transaction.savepoint_rollback(before)
    assert found == {True, False}


def decided_with(manager, appraisal):
    """Decide “ready”, and return what refused it, by field."""
    try:
        appraisals.decided(manager, appraisal, "ready")
    except actions.UnableToDecide as error:
        return error.problems
    return {}


def test_the_page_tells_all_of_it(cast, scored):
    now = put(cast, scored, (False, "1", "", False, True, False))
    page = signed_in(cast.manager).get(reverse("portfolio:appraisal", args=[now.pk])).text
    told = ("handed in", "unsatisfactory", "silence", "EVAL has not", "A change is asked", "Answer on gender")
    assert [words for words in told if words not in page] == []


def test_a_decision_opens_once_the_scores_are_handed_in(cast):
    appraisal = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    address = reverse("portfolio:appraisal-decide", args=[appraisal.pk])
    page = reverse("portfolio:appraisal", args=[appraisal.pk])
    client = signed_in(cast.manager)
    refused = client.get(address)
    assert (refused.status_code, "not handed in the scores" in refused.text) == (409, True)
    assert 'id="act"' not in refused.text
    assert address not in client.get(page).text
    appraisals.scored(cast.appraiser, appraisal)
    assert 'id="act"' in client.get(address).text
    assert address in client.get(page).text


def test_scores_are_saved_by_halves_of_the_sheet_but_not_of_a_score(cast):
    appraisal = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    address = reverse("portfolio:appraisal-score", args=[appraisal.pk])
    client = signed_in(cast.appraiser)

    def sent(**answers):
        now = appraisals.fresh(appraisal)
        return client.post(address, {"version": now.version, "do": "draft", **answers})

    before = appraisals.fresh(appraisal).version
    nothing = sent()
    assert (nothing.status_code, "Nothing is scored here yet" in nothing.text) == (422, True)
    half = sent(score_turin="2", why_design="Because.")
    assert (half.status_code, AppraisalScore.objects.count()) == (422, 0)
    form = half.context["form"]
    assert set(form.errors) == {"why_turin", "score_design"}
    assert appraisals.fresh(appraisal).version == before
    assert sent(score_turin="2", why_turin="Two courses.").status_code == 302
    assert AppraisalScore.objects.filter(appraisal=appraisal).count() == 1
    opened = client.get(address).context["form"]
    missing = {name for name, field in opened.fields.items() if "Still missing" in str(field.help_text)}
    assert missing == {f"score_{one}" for one in Criterion.values if one != "turin"}
    emptied = sent(score_turin="", why_turin="")
    assert set(emptied.context["form"].errors) == {"score_turin"}
    handed_in = client.post(address, {"version": appraisals.fresh(appraisal).version, "do": "submit"})
    lacking = {f"score_{one}" for one in Criterion.values}
    assert lacking <= set(handed_in.context["form"].errors)
    assert "recommendation" in handed_in.context["form"].errors


def test_a_draft_says_beside_each_field_what_its_submission_needs(cast):
    ticked = {"government": True, "government_on": None, "budget_usd": None}
    proposal = proposals.concept(cast.author, cast.country, **ticked)
    client = signed_in(cast.author)
    address = reverse("portfolio:proposal-edit", args=[proposal.pk])
    form = client.get(address).context["form"]
    missing = {name for name, field in form.fields.items() if "Still missing" in str(field.help_text)}
    assert missing == {"government_on", "budget_usd"}
    answers = {**proposals.WHOLE, "government_on": "", "version": proposal.version, "language": "en"}
    saved = client.post(address, {name: value for name, value in answers.items() if value is not None})
    assert saved.status_code == 302, saved.context["form"].errors
    page = client.get(saved["Location"]).text
    assert "Missing for the submission: 1 entry" in page
    assert "Say when the government was consulted" in page
    proposal = proposals.moved(cast.author, proposals.fresh(proposal), "proposal")
    with pytest.raises(actions.UnableToAct) as refusal:
        proposals.moved(cast.author, proposal, "submitted")
    assert set(refusal.value.problems) == {"government_on"}
    assert proposals.fresh(proposal).budget_usd == Decimal(1_200_000)
