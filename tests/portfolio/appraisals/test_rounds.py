"""A proposal on its way to “ready”: who acts, who waits, what bars it, by which settings."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ilo_dc.core.accounts.actions import deputies
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Membership, Notification, User
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.portal.work.forms import AssignForm
from ilo_dc.portal.work.pages import items
from portfolio.appraisals import work as of_appraisals
from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.actions.appraisal_notices import remind_of_appraisals
from portfolio.appraisals.actions.clocks import clocks_of
from portfolio.appraisals.actions.waivers import waive
from portfolio.appraisals.forms import HandOverForm, TakeUpForm
from portfolio.models import Appraisal, AppraisalRule, AppraisalScore, ProposalState
from portfolio.proposals import work as of_proposals
from portfolio.proposals.actions import proposal_parts as parts
from tests.people import hire, signed_in
from tests.recipes import appraisals, proposals

TODAY = timezone.now().date()
YOURS = (of_proposals.awaiting, of_appraisals.awaiting)
OTHERS = (of_proposals.handed_in, of_appraisals.handed_in)


def titles(sources, user):
    return [one.title for one in items(sources, user)]


def waits_on(user):
    return [one.waits_on for one in items(OTHERS, user)]


def test_what_was_handed_in_keeps_its_recommendation_at_every_door(cast):
    """Saved again by page and API, or in the database; with another recommendation it may be."""
    row = appraisals.scored(
        cast.appraiser, appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    )
    client = signed_in(cast.appraiser)
    form = client.get(f"/appraisals/{row.pk}/score/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    page = client.post(f"/appraisals/{row.pk}/score/", {**typed, "recommendation": ""})
    assert page.status_code == 422
    answer = client.post(
        f"/api/v1/appraisals/{row.pk}/score/",
        {"scores": [], "recommendation": "", "comment": "Rather not"},
        content_type="application/json",
        headers={"If-Match": f'"{row.version}"'},
    )
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"recommendation"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Appraisal.objects.filter(pk=row.pk).update(recommendation="")
    again = client.post(f"/appraisals/{row.pk}/score/", {**typed, "recommendation": "revise"})
    assert again.status_code == 302
    assert appraisals.fresh(row).recommendation == "revise"


def test_from_concept_to_ready_through_four_people_returned_once(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    assert titles(YOURS, cast.appraiser) == ["Take up the appraisal"]
    assert waits_on(cast.author) == ["PARDEV officer"]
    first = appraisals.begun(cast.appraiser, proposal)
    assert (first.round, first.appraiser) == (1, cast.appraiser)
    assert titles(YOURS, cast.appraiser) == ["Score the proposal"]
    assert titles(YOURS, cast.workers) == titles(YOURS, cast.employers) == ["Give the opinion of your bureau"]
    assert titles(YOURS, cast.manager) == titles(YOURS, cast.evaluator) == []
    appraisals.scored(cast.appraiser, first, gender="1", coverage="1")
    assert titles(YOURS, cast.appraiser) == []
    assert all("Bureau" in one for one in waits_on(cast.author))
    appraisals.opined(cast.workers, first, "actrav")
    appraisals.opined(cast.employers, first, "act_emp", opinion="comments", text="Ask the employers.")
    assert titles(YOURS, cast.manager) == ["Decide on the appraisal"]
    assert waits_on(cast.author) == waits_on(cast.appraiser) == ["PARDEV manager"]
    with pytest.raises(actions.UnableToDecide, match="unsatisfactory"):
        appraisals.decided(cast.manager, first, "ready")
    with pytest.raises(actions.UnableToDecide, match="Say what is to be changed"):
        appraisals.decided(cast.manager, first, "revise")
    appraisals.decided(cast.manager, first, "revise", "Say how employers take part.")
    assert titles(YOURS, cast.author) == ["Revise the returned proposal"]
    assert titles(YOURS, cast.manager) == []
    told = Notification.objects.visible_to(cast.author).latest("pk")
    assert "Say how employers take part." in told.text % told.values

    with pytest.raises(UnableToAct) as refusal:
        proposals.moved(cast.author, proposal, "submitted")
    assert "Nothing was changed since it was returned" in refusal.value.problems[""][0]
    sent = {"status": "submitted", "effective_on": f"{TODAY}", "reason": "Again"}
    address, version = f"/proposals/{proposal.pk}/", proposals.fresh(proposal).version
    answer = signed_in(cast.author).post(
        f"/api/v1{address}statuses/",
        sent,
        content_type="application/json",
        headers={"If-Match": f'"{version}"'},
    )
    page = signed_in(cast.author).post(f"{address}move/submitted/", {**sent, "version": version})
    assert (answer.status_code, page.status_code) == (422, 422)
    for text in (answer.text, page.content.decode()):
        assert "Nothing was changed since it was returned" in text
    proposals.retitled(cast.author, proposal, "Decent jobs for young women and men")
    proposals.moved(cast.author, proposal, "submitted")
    second = appraisals.begun(cast.appraiser, proposal)
    appraisals.scored(cast.appraiser, second)
    appraisals.opined(cast.workers, second, "actrav")
    appraisals.opined(cast.employers, second, "act_emp")
    appraisals.decided(cast.manager, second, "ready")
    assert proposals.fresh(proposal).status == "ready"
    kept = AppraisalScore.objects.filter(appraisal__proposal=proposal, criterion="coverage")
    assert list(kept.order_by("pk").values_list("appraisal__round", "score")) == [(1, "1"), (2, "2")]
    by = ProposalState.objects.in_life().filter(proposal=proposal).order_by("pk")
    people = [one.change.by for one in by.select_related("change__by")]
    author, appraiser, manager = cast.author, cast.appraiser, cast.manager
    assert people == [author, author, author, appraiser, manager, author, appraiser, manager]
    assert titles(YOURS, cast.manager) == ["Submit the proposal to a partner"]


def test_an_exact_sign_in_name_wins_over_names_that_begin_with_it(cast):
    """Of an appraiser, a substitute and an assignee alike."""
    hire("pavel-second", "Pavel Second", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
    for form, name in ((TakeUpForm, "appraiser"), (HandOverForm, "appraiser"), (AssignForm, "assignee")):
        field = form().fields[name]
        assert field.clean(" pavel ") == cast.substitute, form
        with pytest.raises(ValidationError, match="more than one"):
            field.clean("pav")


def test_an_author_is_refused_on_page_and_api_with_the_same_words(cast):
    """A PARDEV officer who wrote a proposal neither takes it up nor scores it."""
    proposal = proposals.submitted(cast.appraiser, cast.country)
    words = "An author does not appraise their own proposal: somebody else does."
    client = signed_in(cast.appraiser)
    page = client.post(f"/proposals/{proposal.pk}/appraise/", {"version": proposal.version})
    answer = client.post(
        f"/api/v1/proposals/{proposal.pk}/appraise/",
        {},
        content_type="application/json",
        headers={"If-Match": f'"{proposal.version}"'},
    )
    assert (page.status_code, answer.status_code) == (403, 403)
    assert page.context["error"].message == answer.json()["detail"] == words
    with pytest.raises(UnableToAct, match="own proposal"):
        appraisals.begun(cast.substitute, proposal, appraiser=cast.appraiser)
    assert not Appraisal.objects.exists()


def test_a_substitute_appraises_and_the_history_names_both(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    appraisal = appraisals.begun(cast.appraiser, proposal)
    with pytest.raises(Refused, match="a substitute takes the appraisal over first"):
        appraisals.scored(cast.substitute, appraisal)
    actions.hand_over(
        by=cast.appraiser,
        appraisal=appraisal,
        lock_version=appraisal.version,
        appraiser=cast.substitute,
        reason="On mission",
    )
    assert titles(YOURS, cast.appraiser) == []
    assert titles(YOURS, cast.substitute) == ["Score the proposal"]
    appraisals.scored(cast.substitute, appraisal)
    page = signed_in(cast.manager).get(f"/appraisals/{appraisal.pk}/").content.decode()
    assert "On mission" in page
    assert {"Petra Partnerships", "Pavel Partnerships"} <= {
        one for one in ("Petra Partnerships", "Pavel Partnerships") if one in page
    }


def test_a_deputy_scores_for_the_appraiser_and_four_eyes_stay_of_two_people(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    appraisal = appraisals.begun(cast.appraiser, proposal)
    days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3)}
    rows = {
        who: deputies.name_deputy(by=principal, principal=principal, deputy=cast.substitute, **days)
        for who, principal in (("appraiser", cast.appraiser), ("manager", cast.manager))
    }
    deputy = User.objects.get(pk=cast.substitute.pk)
    deputies.act_for(user=deputy, row=rows["appraiser"])
    assert titles(YOURS, deputy) == ["Score the proposal"]
    appraisals.scored(deputy, appraisal)
    page = signed_in(cast.manager).get(f"/appraisals/{appraisal.pk}/").content.decode()
    assert "Pavel Partnerships for Petra Partnerships" in page
    own = User.objects.get(pk=cast.appraiser.pk)
    row = deputies.name_deputy(by=cast.manager, principal=cast.manager, deputy=own, **days)
    deputies.act_for(user=own, row=row)
    Membership.objects.create(user=cast.substitute, role="manager", scope="global")
    for_the_manager, themselves = (User.objects.get(pk=cast.substitute.pk) for _ in range(2))
    deputies.act_for(user=for_the_manager, row=rows["manager"])
    everybody = (own, for_the_manager, themselves)
    for person in everybody:
        with pytest.raises(Refused, match="what you appraised yourself"):
            appraisals.decided(person, appraisal, "revise", "No")
    now = appraisals.fresh(appraisal)
    third = cast.evaluator
    appraisal = actions.hand_over(
        by=cast.manager, appraisal=now, lock_version=now.version, appraiser=third, reason="Away"
    )
    assert appraisal.scored_at is None
    appraisals.scored(third, appraisal)
    for person in everybody:
        with pytest.raises(Refused, match="what you appraised yourself"):
            appraisals.decided(person, appraisal, "revise", "No")
    assert appraisals.decided(cast.manager, appraisal, "revise", "No").decision == "revise"


def test_who_appraised_does_not_decide(cast):
    """A manager who also appraises is refused the decision on what they scored."""
    Membership.objects.create(user=cast.appraiser, role="manager", scope="global")
    proposal = proposals.submitted(cast.author, cast.country)
    appraisal = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    with pytest.raises(Refused, match="what you appraised yourself"):
        appraisals.decided(cast.appraiser, appraisal, "revise", "No")


def test_silence_is_no_consent_and_an_objection_bars(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    appraisal = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    appraisals.opined(cast.workers, appraisal, "actrav")
    with pytest.raises(actions.UnableToDecide, match="silence is no consent"):
        appraisals.decided(cast.manager, appraisal, "ready")
    with pytest.raises(Refused, match="of this bureau"):
        appraisals.opined(cast.workers, appraisal, "act_emp")
    with pytest.raises(actions.UnableToAppraise):
        appraisals.opined(cast.employers, appraisal, "act_emp", opinion="objection")
    appraisals.opined(cast.employers, appraisal, "act_emp", opinion="objection", text="None was asked.")
    with pytest.raises(actions.UnableToDecide, match="A bureau objects"):
        appraisals.decided(cast.manager, appraisal, "ready")
    appraisals.opined(cast.employers, appraisal, "act_emp")
    assert appraisals.decided(cast.manager, appraisal, "ready").decision == "ready"


def test_scores_are_saved_in_part_and_handed_in_whole(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    appraisal = appraisals.begun(cast.appraiser, proposal)
    sheet = actions.ScoreSheet({"turin": actions.Scored("x", "No training.")})
    saved = actions.score_proposal(
        by=cast.appraiser, appraisal=appraisal, lock_version=appraisal.version, sheet=sheet
    )
    with pytest.raises(actions.UnableToAppraise) as refusal:
        actions.score_proposal(
            by=cast.appraiser, appraisal=saved, lock_version=saved.version, sheet=sheet, hand_in=True
        )
    lacking = {"score_alignment", "score_coverage", "score_capacity", "score_design", "score_monitoring"}
    assert set(refusal.value.problems) == {*lacking, "recommendation"}
    foreign = actions.ScoreSheet({"logic": actions.Scored("2", "EVAL's.")})
    with pytest.raises(actions.UnableToAppraise, match="none of these criteria"):
        actions.score_proposal(by=cast.appraiser, appraisal=saved, lock_version=saved.version, sheet=foreign)


# --- The threshold ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("budget", "is_asked"), [("5000000.00", False), ("5000001.00", True)])
def test_above_five_million_a_proposal_waits_for_eval(cast, budget, is_asked):
    proposal = proposals.submitted(cast.author, cast.country, budget_usd=Decimal(budget))
    appraisal = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    appraisals.opined(cast.workers, appraisal, "actrav")
    appraisals.opined(cast.employers, appraisal, "act_emp")
    assert titles(YOURS, cast.evaluator) == (["Score EVAL’s criteria"] if is_asked else [])
    assert titles(YOURS, cast.manager) == ([] if is_asked else ["Decide on the appraisal"])
    if is_asked:
        assert waits_on(cast.author) == ["Evaluation officer"]
        with pytest.raises(actions.UnableToDecide, match="EVAL has not appraised"):
            appraisals.decided(cast.manager, appraisal, "ready")
        appraisal = appraisals.fresh(appraisal)
        typed = {"version": appraisal.version, "do": "ready", "note": ""}
        page = signed_in(cast.manager).post(f"/appraisals/{appraisal.pk}/decide/", typed)
        answer = sent_decision(cast.manager, appraisal)
        assert (page.status_code, answer.status_code) == (422, 422)
        assert "EVAL has not appraised" in page.content.decode()
        assert "EVAL has not appraised" in answer.json()["detail"]
        appraisals.evaluated(cast.evaluator, appraisal)
    else:
        with pytest.raises(Refused, match="not above its threshold"):
            appraisals.evaluated(cast.evaluator, appraisal)
    answer = sent_decision(cast.manager, appraisals.fresh(appraisal))
    assert (answer.status_code, answer.json()["decision"]) == (200, "ready")


def sent_decision(manager, appraisal):
    """What the API answers to “ready”."""
    return signed_in(manager).post(
        f"/api/v1/appraisals/{appraisal.pk}/decide/",
        {"decision": "ready"},
        content_type="application/json",
        headers={"If-Match": f'"{appraisal.version}"'},
    )


def test_a_changed_threshold_leaves_what_was_decided_explained_as_it_was(cast):
    of_before = proposals.submitted(cast.author, cast.country, budget_usd=Decimal(4_000_000))
    old = appraisals.begun(cast.appraiser, of_before)
    text = actions.RuleText(
        effective_on=TODAY, evaluation_above_usd=Decimal(3_000_000), reason="The board asked for it"
    )
    with pytest.raises(Refused):
        actions.set_rules(by=cast.appraiser, text=text)
    rule = actions.set_rules(by=cast.manager, text=text)
    new = appraisals.begun(
        cast.appraiser, proposals.submitted(cast.author, cast.country, budget_usd=Decimal(4_000_000))
    )
    assert (new.evaluation_needed, new.rules) == (True, rule)
    old = appraisals.fresh(old)
    assert (old.evaluation_needed, old.rules.evaluation_above_usd) == (False, 5_000_000)
    page = signed_in(cast.manager).get(f"/appraisals/{old.pk}/").content.decode()
    assert "5,000,000" in page
    assert "3,000,000" not in page
    client = signed_in(cast.manager)
    told = {one["id"]: one for one in client.get("/api/v1/appraisals/").json()["results"]}
    assert [told[one.pk]["threshold"] for one in (old, new)] == ["5000000.00", "3000000.00"]
    assert [told[one.pk]["evaluation_needed"] for one in (old, new)] == [False, True]
    file = client.get("/api/v1/appraisals/", {"format": "csv"})
    text = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")
    rows = {int(row["id"]): row for row in csv.DictReader(io.StringIO(text))}
    assert [Decimal(rows[one.pk]["threshold"]) for one in (old, new)] == [5_000_000, 3_000_000]
    with pytest.raises(Exception, match=r"permission denied|annot update"):
        AppraisalRule.objects.filter(pk=rule.pk).update(evaluation_above_usd=1)


# --- The clock ----------------------------------------------------------------------------------------


def test_each_step_has_its_clock_and_reminders_come_at_half_and_at_the_end(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    appraisal = appraisals.begun(cast.appraiser, proposal)
    later = TODAY + timedelta(days=6)
    waiting = {one.step: one for one in clocks_of(appraisal, today=later) if one.is_waiting}
    assert set(waiting) == {"scores", "act_emp", "actrav"}
    assert (waiting["scores"].days, waiting["scores"].is_late) == (6, False)
    assert remind_of_appraisals(today=TODAY) == {"half": 0, "whole": 0}
    assert remind_of_appraisals(today=later) == {"half": 3, "whole": 0}
    assert remind_of_appraisals(today=later) == {"half": 0, "whole": 0}
    late = TODAY + timedelta(days=11)
    assert remind_of_appraisals(today=late)["whole"] == 2 + 3 + 3  # both PARDEV officers each time


def test_what_is_returned_waits_for_its_authors_with_a_clock_by_the_settings_of_its_round(cast):
    """In `/work/`, what a manager oversees, the page and the reminders; until it is handed in again."""
    proposal, second = proposals.concept(cast.author, cast.country), cast.everybody["coordinator"]
    parts.name_author(by=cast.author, owner=proposal, data=parts.AuthorData(second))
    proposals.moved(cast.author, proposals.moved(cast.author, proposal, "proposal"), "submitted")
    appraisal = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    appraisals.decided(cast.manager, appraisal, "revise", "Say how employers take part.")
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalRule.objects.create(effective_on=TODAY, revise_days=0, reason="None", demonstration=True)
    due_on = TODAY + timedelta(days=appraisal.rules.revise_days)
    [mine] = of_appraisals.awaiting(cast.author)
    [others] = of_appraisals.handed_in(cast.appraiser)
    [seen] = of_appraisals.overseen(cast.manager)
    assert mine.due_on == others.due_on == seen.due_on == due_on
    assert others.waits_on == seen.waits_on == str(cast.author)
    authors = {cast.author, second}
    assert set(seen.doers.people()) == authors
    answer = signed_in(cast.manager).post(
        "/api/v1/work-items/remind/", {"items": [seen.key]}, content_type="application/json"
    )
    assert {one["person"] for one in answer.json()} == {one.username for one in authors}
    assert remind_of_appraisals(today=TODAY + timedelta(days=9)) == {"half": 0, "whole": 0}
    assert remind_of_appraisals(today=TODAY + timedelta(days=10)) == {"half": 2, "whole": 0}
    late = TODAY + timedelta(days=20)
    assert remind_of_appraisals(today=late) == {"half": 0, "whole": 2 + 2}  # both PARDEV officers, too
    shown = signed_in(cast.author).get(f"/proposals/{proposal.pk}/").text
    assert "Revision by its authors" in shown
    proposals.moved(cast.author, proposals.retitled(cast.author, proposal, "Jobs"), "submitted")
    clock = clocks_of(appraisals.fresh(appraisal), today=late)[-1]
    assert (clock.step, clock.since, clock.ended_on, clock.target_days) == ("revise", TODAY, TODAY, 20)
    assert [*of_appraisals.handed_in(cast.manager), *of_appraisals.awaiting(cast.author)] == []
    assert remind_of_appraisals(today=late + timedelta(days=1))["whole"] == 2  # of taking it up


def test_what_is_said_again_does_not_move_the_clock(cast):
    """A step that was done in time stays so when a score, an opinion or EVAL's scores are mended later."""
    proposal = proposals.submitted(cast.author, cast.country, budget_usd=Decimal(6_000_000))
    appraisal = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    appraisals.opined(cast.workers, appraisal, "actrav")
    appraisals.opined(cast.employers, appraisal, "act_emp")
    appraisals.evaluated(cast.evaluator, appraisal)

    def ends():
        now = appraisals.fresh(appraisal)
        opinions = dict(now.opinions.values_list("bureau", "given_at"))
        return {"scores": now.scored_at, "evaluation": now.evaluated_at, **opinions}

    first = ends()
    assert None not in first.values()
    appraisals.scored(cast.appraiser, appraisal, design="1")
    appraisals.opined(cast.workers, appraisal, "actrav", opinion="objection", text="Read it again.")
    appraisals.evaluated(cast.evaluator, appraisal)
    assert appraisals.fresh(appraisal).opinions.get(bureau="actrav").opinion == "objection"
    assert appraisals.fresh(appraisal).scores.get(criterion="design").score == "1"
    assert ends() == first


def test_who_may_take_a_submission_up_is_reminded_of_it(cast):
    """PARDEV officers are, once at half of the days and once at all of them; who wrote it is not."""
    proposal = proposals.submitted(cast.author, cast.country)
    of_officer = proposals.submitted(cast.appraiser, cast.country)
    proposals.concept(cast.author, cast.country)
    before = Notification.objects.visible_to(cast.appraiser).count()
    assert remind_of_appraisals(today=TODAY + timedelta(days=2)) == {"half": 0, "whole": 0}
    assert remind_of_appraisals(today=TODAY + timedelta(days=3)) == {"half": 2 + 1, "whole": 0}
    assert remind_of_appraisals(today=TODAY + timedelta(days=4)) == {"half": 0, "whole": 0}
    assert remind_of_appraisals(today=TODAY + timedelta(days=5)) == {"half": 0, "whole": 2 + 1}
    told = Notification.objects.visible_to(cast.appraiser).order_by("pk")
    assert {one.url for one in told[before:]} == {f"/proposals/{proposal.pk}/"}
    of_substitute = Notification.objects.visible_to(cast.substitute).filter(key__startswith="appraisal-")
    assert {one.url for one in of_substitute} == {f"/proposals/{one.pk}/" for one in (proposal, of_officer)}
    appraisals.begun(cast.appraiser, proposal)
    appraisals.begun(cast.substitute, of_officer)
    assert remind_of_appraisals(today=TODAY + timedelta(days=4))["whole"] == 0


# --- Its end, and its days ----------------------------------------------------------------------------


def waived_and_gone(cast, germany, proposal):
    """Let a proposal go to a partner by a waiver."""
    now = proposals.fresh(proposal)
    waive(by=cast.manager, proposal=now, lock_version=now.version, kind="deadline", reason="A call")
    asked = {"partner": germany, "amount_usd": Decimal(1_000_000), "probability": 50}
    return proposals.moved(cast.substitute, proposal, "with_partner", **asked)


@pytest.mark.parametrize("end", ["waiver", "withdrawal"])
def test_a_round_that_ended_without_a_decision_waits_for_nobody(cast, germany, end):
    """On its page, the proposal's, in the list and the API; its clocks end with the day."""
    proposal = proposals.submitted(cast.author, cast.country)
    row = appraisals.begun(cast.appraiser, proposal)
    other = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    if end == "waiver":
        waived_and_gone(cast, germany, proposal)
    else:
        proposals.moved(cast.author, proposal, "withdrawn")
    client = signed_in(cast.manager)
    panel = client.get(f"/appraisals/{row.pk}/").context["panel"]
    assert (panel.waits_for, panel.bars) == ([], [])
    assert {one.clock.ended_on for one in panel.steps if one.clock.since} == {TODAY}
    assert "Waits for" not in client.get(f"/proposals/{proposal.pk}/").text
    assert "Ended without a decision" in panel.badge
    late = clocks_of(appraisals.fresh(row), today=TODAY + timedelta(days=99))
    assert not any(one.is_waiting or one.is_late for one in late)

    def listed(decision):
        page = client.get("/appraisals/", {"decision": decision}).context["table"].rows
        answer = client.get("/api/v1/appraisals/", {"decision": decision}).json()["results"]
        found = [one["id"] for one in answer]
        assert [one.record.pk for one in page] == found
        return found

    assert (listed("none"), listed("ended")) == ([other.pk], [row.pk])


def test_a_corrected_day_of_the_submission_moves_no_return_and_is_read_from_the_life(cast):
    proposal = proposals.submitted(cast.author, cast.country)
    row = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    appraisals.decided(cast.manager, row, "revise", "Say how employers take part.")
    life = list(ProposalState.objects.in_life().filter(proposal=proposal).order_by("pk"))
    for status in (one for one in life if one.status in {"concept", "proposal", "submitted"}):
        now = proposals.fresh(proposal)
        answer = signed_in(cast.manager).post(
            f"/api/v1/proposals/{proposal.pk}/statuses/{status.pk}/correct/",
            {
                "status": status.status,
                "effective_on": f"{TODAY - timedelta(days=4)}",
                "reason": "It came earlier",
            },
            content_type="application/json",
            headers={"If-Match": f'"{now.version}"'},
        )
        assert answer.status_code == 201, answer.content
    told = signed_in(cast.manager).get(f"/api/v1/appraisals/{row.pk}/").json()
    assert told["submitted_on"] == f"{TODAY - timedelta(days=4)}"
    steps = signed_in(cast.manager).get(f"/appraisals/{row.pk}/").context["panel"].steps
    assert [(one.clock.since, one.clock.ended_on) for one in (steps[0], steps[-1])] == [
        (TODAY - timedelta(days=4), TODAY),
        (TODAY, None),
    ]
    # Nobody has written anything since: a correction of its life is no answer to the note.
    with pytest.raises(UnableToAct) as refusal:
        proposals.moved(cast.author, proposal, "submitted")
    assert "Nothing was changed since it was returned" in refusal.value.problems[""][0]
    proposals.retitled(cast.author, proposal, "Jobs")
    proposals.moved(cast.author, proposal, "submitted")
    assert appraisals.fresh(row).days.revised_on == TODAY


def test_what_is_taken_up_is_asked_of_the_same_people_at_work_and_by_who_oversees(cast):
    proposals.submitted(cast.author, cast.country)
    [seen] = of_appraisals.overseen(cast.manager)
    people = (cast.appraiser, cast.substitute, cast.evaluator)
    asked = {one for one in people if titles(YOURS, one) == ["Take up the appraisal"]}
    assert set(seen.doers.people()) == asked == {cast.appraiser, cast.substitute}


def test_finance_never_reads_the_note_of_a_decision(cast):
    """Its authors do; a note that a decision once kept as its reason is not shown either."""
    note = "The budget of the ministry is too high."
    proposal = proposals.submitted(cast.author, cast.country)
    row = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    appraisals.decided(cast.manager, row, "revise", note)
    addresses = (
        f"/proposals/{proposal.pk}/",
        f"/api/v1/proposals/{proposal.pk}/statuses/",
        "/api/v1/proposal-statuses/?format=csv",
    )

    def read(person):
        answers = [signed_in(person).get(address) for address in addresses]
        assert {one.status_code for one in answers} == {200}
        return [b"".join(one.streaming_content).decode() if one.streaming else one.text for one in answers]

    finance = cast.everybody["finance_officer"]
    assert not any(note in text for text in read(finance))
    assert note in read(cast.author)[0]
    state = ProposalState.objects.current().get(proposal=proposal)
    assert state.reason == "Appraised"
    assert ProposalState(status="revise", reason=note).shown_reason == "Appraised"
    assert ProposalState(status="declined", reason="No money").shown_reason == "No money"


# --- After the decision -------------------------------------------------------------------------------


def test_what_is_ready_waits_for_a_partner_with_a_day_at_work_and_for_who_oversees(cast, germany):
    proposal = proposals.submitted(cast.author, cast.country)
    row = appraisals.scored(cast.appraiser, appraisals.begun(cast.appraiser, proposal))
    for person, bureau in ((cast.workers, "actrav"), (cast.employers, "act_emp")):
        appraisals.opined(person, row, bureau)
    appraisals.decided(cast.manager, row, "ready")
    [mine] = of_proposals.awaiting(cast.appraiser)
    [seen] = of_proposals.overseen(cast.manager)
    assert mine.key == seen.key
    assert mine.due_on == seen.due_on == TODAY + timedelta(days=30)
    assert set(seen.doers.people()) == {cast.appraiser, cast.substitute, cast.manager}
    answer = signed_in(cast.manager).post(
        "/api/v1/work-items/remind/", {"items": [seen.key]}, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    assert {one["person"] for one in answer.json()} >= {cast.appraiser.username, cast.substitute.username}
    asked = {"partner": germany, "amount_usd": Decimal(1_000_000), "probability": 50}
    proposals.moved(cast.appraiser, proposal, "with_partner", **asked)
    assert list(of_proposals.overseen(cast.manager)) == []
    proposals.moved(cast.appraiser, proposal, "declined", partner=germany)
    [again] = of_proposals.overseen(cast.manager)
    assert again.title == "Submit the proposal to a partner"


def test_a_question_of_the_help_desk_ends_with_its_proposal(cast):
    proposal = proposals.concept(cast.author, cast.country)
    text = parts.QuestionText("gender", "Is it enough?", TODAY, desk="actrav")
    parts.ask_desk(by=cast.author, proposal=proposal, text=text)
    proposal = proposals.moved(cast.author, proposals.moved(cast.author, proposal, "proposal"), "submitted")
    asked = "Answer the question of the help desk"
    assert asked in titles(YOURS, cast.workers)
    assert [one.title for one in of_proposals.overseen(cast.manager)] == [asked]
    proposals.moved(cast.author, proposal, "withdrawn")
    assert titles(YOURS, cast.workers) == titles(OTHERS, cast.author) == []
    assert list(of_proposals.overseen(cast.manager)) == []
