"""Four eyes: who took a step, whom they acted for and who acted for them are one, at each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.accounts.actions import deputies
from ilo_dc.core.errors import Refused
from ilo_dc.core.models import Membership, Notification, Office, User
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.appraisals import policies as of_appraisals
from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.actions.appraisal_notices import COMPLETE, OPINION, remind_of_appraisals
from portfolio.appraisals.actions.remarks import REMARKS, RemarkData
from portfolio.appraisals.actions.waivers import waive
from portfolio.appraisals.forms import appraisers
from portfolio.appraisals.work import overseen
from portfolio.models import (
    Appraisal,
    AppraisalOpinion,
    AppraisalWaiver,
    OutcomeUpdate,
    ProgressReport,
)
from portfolio.project_results import policies as of_reports
from portfolio.project_results.actions import report_notices
from portfolio.proposals.actions import proposal_parts as parts
from portfolio.proposals.actions import proposals as writing
from portfolio.proposals.actions.proposal_notices import SUBMITTED
from portfolio.proposals.forms import AuthorForm
from portfolio.proposals.policies import may_waive_appraisal
from portfolio.updates import policies as of_updates
from portfolio.updates.actions import update_notices
from tests.people import hire, signed_in
from tests.recipes import appraisals, project_results, projects, proposals, updates
from tests.test_docs import table

TODAY = timezone.now().date()
DAYS = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3)}
ROLES = ("pardev", "manager", "evaluator", "field", "regional")
ROWS = table("proposals.md", "taken by")
WAITS = (COMPLETE, report_notices.SUBMITTED, update_notices.SUBMITTED)
DECIDERS = ("D", "D for P", "D for M", "P", "P for M", "M")


@pytest.fixture
def crew(cast):
    """People who hold all roles, by letter; and how each acts, by who and for whom."""
    cast.crew = {one: hire(f"crew-{one}", f"Crew {one}") for one in "DPM"}
    Membership.objects.bulk_create(
        Membership(user=person, role=role, scope="global") for person in cast.crew.values() for role in ROLES
    )
    cast.namings = {
        (one, principal): deputies.name_deputy(
            by=cast.crew[principal], principal=cast.crew[principal], deputy=cast.crew[one], **DAYS
        )
        for one, principal in (("D", "P"), ("D", "M"), ("P", "M"))
    }
    cast.named = lambda text: acting(cast, *text.split(" for "))
    return cast


def acting(cast, who, principal=""):
    """Return somebody as a request has them who acts as themselves, or for another."""
    person = User.objects.get(pk=cast.crew[who].pk)
    if principal:
        deputies.act_for(user=person, row=cast.namings[who, principal])
    return person


def handed_over(cast, appraisal):
    """Return a round that waits for a decision alone, of an appraiser who is none of the crew."""
    now = appraisals.fresh(appraisal)
    if now.appraiser_id != cast.appraiser.pk:
        actions.hand_over(
            by=cast.manager, appraisal=now, lock_version=now.version, appraiser=cast.appraiser, reason="Away"
        )
    now = appraisals.scored(cast.appraiser, now)
    if now.evaluation_needed and now.evaluated_at is None:
        appraisals.evaluated(cast.evaluator, now)
    appraisals.opined(cast.workers, now, "actrav")
    return appraisals.opined(cast.employers, now, "act_emp")


def begun(cast, by=None, **entered):
    proposal = proposals.submitted(cast.author, cast.country, **entered)
    return appraisals.begun(by or cast.appraiser, proposal)


def writes(cast, by, _number):
    """The whole text, and nothing later."""
    proposal = proposals.moved(by, proposals.concept(by, cast.country), "proposal")
    return handed_over(cast, appraisals.begun(cast.appraiser, proposals.moved(by, proposal, "submitted")))


def takes_up(cast, by, _number):
    return handed_over(cast, begun(cast, by))


def scores(cast, by, _number):
    """One criterion of a round of the same appraiser, who then is another."""
    appraiser = by.acting_for or by
    proposal = proposals.submitted(cast.author, cast.country)
    now = appraisals.begun(cast.manager_of_both, proposal, appraiser=cast.appraiser)
    actions.hand_over(
        by=cast.manager, appraisal=now, lock_version=now.version, appraiser=appraiser, reason="Away"
    )
    now = appraisals.fresh(now)
    sheet = actions.ScoreSheet({"turin": actions.Scored("x", "No training.")})
    actions.score_proposal(by=by, appraisal=now, lock_version=now.version, sheet=sheet)
    REMARKS.add(by=by, owner=appraisals.fresh(now), data=RemarkData("change", "Say more.", section="results"))
    return handed_over(cast, now)


def evaluates(cast, by, _number):
    appraisal = begun(cast, budget_usd=Decimal(6_000_000))
    return handed_over(cast, appraisals.evaluated(by, appraisal))


def reports(cast, by, number):
    first = (date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1))[number]
    return project_results.report(by, cast.project, first, submit=True)


def updates_outcome(cast, by, number):
    return updates.submitted(by, cast.outcome, ("2025-H2", "2026-H1", "2026-H2")[number])


OF_APPRAISAL = (of_appraisals.may_decide, Appraisal.objects.decided_by_manager)
STEPS = {
    writes: OF_APPRAISAL,
    takes_up: OF_APPRAISAL,
    scores: OF_APPRAISAL,
    evaluates: OF_APPRAISAL,
    reports: (of_reports.may_decide, of_reports.reports_decided_by),
    updates_outcome: (of_updates.may_decide, of_updates.updates_decided_by),
}


def test_the_table_of_four_eyes_is_true_of_each_step(crew):
    people = crew.everybody
    crew.manager_of_both = crew.substitute
    crew.project = projects.running(crew.manager, crew.country)
    crew.outcome = updates.outcome_of(people["field_officer"], people["regional_officer"], crew.country)
    rounds = {}
    for step, (may_decide, decided_by) in STEPS.items():
        for number, (taken_by, *answers) in enumerate(ROWS):
            noun = step(crew, crew.named(taken_by), number)
            deciders = {name: crew.named(name) for name in DECIDERS}
            may = {name: "yes" if may_decide(person, noun) else "no" for name, person in deciders.items()}
            listed = {
                name: "yes" if decided_by(person).filter(pk=noun.pk).exists() else "no"
                for name, person in deciders.items()
            }
            assert (step, taken_by, may) == (step, taken_by, dict(zip(DECIDERS, answers, strict=True)))
            assert (step, taken_by, listed) == (step, taken_by, may)
            told = Notification.objects.filter(text__in=WAITS, url=address_of(noun))
            assert (step, taken_by, named_in(crew, told)) == (step, taken_by, yes_in(may))
            if isinstance(noun, Appraisal):
                rounds[noun.pk] = may
    remind_of_appraisals(today=TODAY + timedelta(days=90))
    for key, may in rounds.items():
        reminded = Notification.objects.filter(key=f"appraisal-whole:{key}:decision")
        assert reminded.exists()
        assert (key, named_in(crew, reminded)) == (key, yes_in(may))


def named_in(cast, notices):
    """Return the letters of the crew who were sent one of `notices`."""
    people = set(notices.values_list("recipient", flat=True))
    return {letter for letter, person in cast.crew.items() if person.pk in people}


def yes_in(may):
    """Return the letters of the crew who may decide by themselves."""
    return {letter for letter in "DPM" if may[letter] == "yes"}


def address_of(noun):
    pages = {Appraisal: "appraisal", ProgressReport: "progress-report", OutcomeUpdate: "update"}
    return reverse(f"portfolio:{pages[type(noun)]}", args=[noun.pk])


def test_nobody_appraises_what_they_ever_wrote(crew):
    """Not who edited for the author, who was a co-author once, or who rewrote it when it came back."""
    proposal = proposals.concept(crew.named("P"), crew.country)
    named = parts.name_author(by=crew.named("P"), owner=proposal, data=parts.AuthorData(crew.substitute))
    parts.AUTHORS.remove(by=crew.named("P"), row=named, lock_version=named.version)
    proposal = proposals.moved(crew.named("P"), proposal, "proposal")
    edited = writing.ProposalText(**{**proposals.WHOLE, "problem": "More of it."})
    writing.edit_proposal(
        by=crew.named("D for P"), proposal=proposal, lock_version=proposal.version, text=edited
    )
    proposal = proposals.moved(crew.named("P"), proposals.fresh(proposal), "submitted")
    with pytest.raises(Refused, match="stay as they are"):
        parts.name_author(by=crew.named("P"), owner=proposal, data=parts.AuthorData(crew.substitute))
    for person in (crew.substitute, crew.named("D"), crew.named("D for M"), crew.named("P for M")):
        with pytest.raises(Refused, match="own proposal"):
            appraisals.begun(person, proposal)
    told = Notification.objects.filter(text=SUBMITTED, url=reverse("proposal", args=[proposal.pk]))
    assert named_in(crew, told) == {"M"}
    assert not told.filter(recipient=crew.substitute).exists()
    remind_of_appraisals(today=TODAY + timedelta(days=90))
    late = Notification.objects.filter(key__startswith=f"appraisal-whole:take_up:{proposal.pk}:")
    assert named_in(crew, late) == {"M"}
    assert not may_waive_appraisal(crew.named("D"), proposal)
    item = next(one for one in overseen(crew.manager) if one.key == f"take-up:{proposal.pk}")
    writers = {crew.substitute, crew.crew["D"], crew.crew["P"]}
    assert not writers & set(item.doers.people())
    assert crew.appraiser in item.doers.people()
    first = handed_over(crew, appraisals.begun(crew.appraiser, proposal))
    appraisals.decided(crew.manager, first, "revise", "Say more.")
    proposal, again = proposals.fresh(proposal), replace(edited, problem="Still more of it.")
    writing.edit_proposal(by=crew.appraiser, proposal=proposal, lock_version=proposal.version, text=again)
    proposal = proposals.moved(crew.named("P"), proposal, "submitted")
    assert not of_appraisals.may_take_up(crew.appraiser, proposal)
    assert of_appraisals.may_take_up(crew.crew["M"], proposal)


def test_what_a_deputy_begins_is_whom_they_act_for_s(crew):
    principal, deputy = crew.crew["P"], crew.named("D for P")
    proposal = proposals.concept(deputy, crew.country)
    assert proposal.author == principal
    text = parts.QuestionText("gender", "How?", TODAY, desk="actrav")
    assert parts.ask_desk(by=deputy, proposal=proposal, text=text).asked_by == principal
    other = proposals.submitted(crew.author, crew.country)
    appraisal = appraisals.begun(deputy, other)
    assert (appraisal.appraiser, appraisal.taken_up_by) == (principal, principal)
    assert appraisals.scored(principal, appraisal).scored_at is not None


def test_whose_role_has_ended_is_offered_no_more(crew):
    assert crew.substitute in appraisers()
    assert crew.substitute in AuthorForm().fields["user"].queryset
    crew.substitute.memberships.update(starts_on=TODAY - timedelta(days=9), ends_on=TODAY)
    assert crew.substitute not in appraisers()
    assert crew.substitute not in AuthorForm().fields["user"].queryset


def test_an_officer_of_a_bureau_gives_no_opinion_on_what_they_wrote(crew):
    """Not at the door, nor by list, notices, reminders and the work of others; a colleague does."""
    office = Office.objects.get(code="ACT/EMP")
    colleague = hire("elsa", "Elsa Employers", NewMembership(Role.BUREAU, ScopeKind.OFFICE, office=office))
    proposal = proposals.concept(crew.author, crew.country)
    parts.name_author(by=crew.author, owner=proposal, data=parts.AuthorData(crew.employers))
    proposal = proposals.moved(crew.author, proposals.fresh(proposal), "proposal")
    now = appraisals.begun(crew.appraiser, proposals.moved(crew.author, proposal, "submitted"))
    with pytest.raises(Refused, match="own proposal"):
        appraisals.opined(crew.employers, now, "act_emp")
    address = reverse("portfolio:appraisal-opinion", args=[now.pk, "act_emp"])
    assert signed_in(crew.employers).get(address).status_code == 403
    waiting = {
        person: AppraisalOpinion.objects.awaiting(person).count() for person in (crew.employers, colleague)
    }
    assert waiting == {crew.employers: 0, colleague: 1}
    remind_of_appraisals(today=TODAY + timedelta(days=90))
    for asked in ({"text": OPINION}, {"key": f"appraisal-whole:{now.pk}:act_emp"}):
        told = set(Notification.objects.filter(**asked).values_list("recipient", flat=True))
        assert colleague.pk in told, asked
        assert crew.employers.pk not in told, asked
    item = next(one for one in overseen(crew.manager) if one.key == f"appraisal-act_emp:{now.pk}")
    assert colleague in item.doers.people()
    assert crew.employers not in item.doers.people()
    appraisals.opined(colleague, now, "act_emp")


def test_who_appraised_waives_nothing_at_any_door(crew):
    """A manager who scored it, or who acted for the appraiser; another manager waives it."""
    proposal = proposals.submitted(crew.author, crew.country)
    appraisals.scored(crew.crew["M"], appraisals.begun(crew.crew["M"], proposal))
    proposal = proposals.fresh(proposal)
    read = {"proposal": proposal, "lock_version": proposal.version, "kind": "emergency", "reason": "Floods"}
    for who in ("M", "D for M"):
        with pytest.raises(Refused, match="what you appraised yourself"):
            waive(by=crew.named(who), **read)
    client = signed_in(crew.crew["M"])
    page = f"/proposals/{proposal.pk}/"
    assert f"{page}waive/" not in client.get(page).text
    sent = {"kind": "emergency", "reason": "Floods", "version": proposal.version}
    assert client.post(f"{page}waive/", sent).status_code == 403
    answer = client.post(
        f"/api/v1/proposals/{proposal.pk}/waive/",
        {"kind": "emergency", "reason": "Floods"},
        content_type="application/json",
        headers={"If-Match": f'"{proposal.version}"'},
    )
    assert answer.status_code == 403, answer.content
    assert not AppraisalWaiver.objects.exists()
    assert f"{page}waive/" in signed_in(crew.manager).get(page).text
    waive(by=crew.manager, **read)
