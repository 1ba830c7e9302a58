"""A role ends or a person is deactivated: what awaits them by name moves, whichever door is taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ilo_dc.core.accounts.actions.deputies import name_deputy
from ilo_dc.core.errors import Refused
from ilo_dc.core.history.events import events_before
from ilo_dc.core.models import Assignment, Deputy, Handover, Membership, Notification, Run, User
from ilo_dc.core.people.actions import memberships
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.portal.leaving.actions import handovers, leaving
from ilo_dc.portal.leaving.actions.handovers import UnableToHandOver
from ilo_dc.portal.tasks import schedule_handovers
from ilo_dc.portal.work.actions import assign_items
from ilo_dc.portal.work.sources import OVERSEEN, YOURS, items
from portfolio.models import Proposal
from portfolio.proposals.actions import proposal_parts as parts
from tests.people import hire, signed_in
from tests.recipes import appraisals, clearances, proposals, updates

EVERYWHERE = {"scope": ScopeKind.GLOBAL}


def role_of(person: User) -> Membership:
    return Membership.objects.get(user=person)


def notices(person: User) -> list[str]:
    return [str(one) for one in Notification.objects.filter(recipient=person, kind="N21").order_by("pk")]


def titles(person: User) -> set[str]:
    return {item.title for item in items(YOURS, User.objects.get(pk=person.pk))}


@pytest.fixture
def pavel(admin) -> User:
    return hire("pavel", "Pavel Partnerships", NewMembership(Role.PARDEV, **EVERYWHERE))


@pytest.fixture
def tariro(field_officer) -> User:
    """A colleague of the field officer, in the same office."""
    row = role_of(field_officer)
    return hire("tariro", "Tariro Two", NewMembership(row.role, row.scope, office=row.office))


@pytest.fixture
def appraisal(field_officer, pardev_officer, countries) -> Any:
    """A round that waits for the scores of the PARDEV officer."""
    return appraisals.begun(pardev_officer, proposals.submitted(field_officer, countries["ZWE"]))


@pytest.fixture
def clearance(pardev_officer) -> Any:
    """A request that waits for the screening of the PARDEV officer."""
    return clearances.requested(pardev_officer)


def test_the_page_says_what_awaits_by_name_and_one_action_moves_all_of_it(  # noqa: PLR0917  (the cast)
    admin, pardev_officer, pavel, appraisal, clearance, field_officer
) -> None:
    name_deputy(
        by=admin,
        principal=pardev_officer,
        deputy=field_officer,
        starts_on=timezone.now().date(),
        ends_on=timezone.now().date() + timedelta(days=9),
    )
    client, role = signed_in(admin), role_of(pardev_officer)
    address = f"/admin-area/memberships/{role.pk}/end/"
    page = client.get(address).content.decode()
    assert "2 open items await this person by name" in page
    assert f"Clearance {clearance.pk}" in page
    assert "Acme" not in page
    assert "Decent jobs for young people" in page

    answer = client.post(
        address, {"reason": "Moved to Turin", "successor": "Pavel Partnerships"}, follow=True
    )
    assert "2 open items went to Pavel Partnerships." in answer.content.decode()
    appraisal.refresh_from_db()
    clearance.refresh_from_db()
    assert (appraisal.appraiser, clearance.officer) == (pavel, pavel)
    handover = Handover.objects.get()
    assert (handover.person, handover.successor, handover.decided_by) == (pardev_officer, pavel, admin)
    assert handover.moved == {"appraisals": 1, "clearances": 1}
    assert handover.settled_at is not None
    event = events_before(None, limit=1, noun="portfolio.appraisal")[0]
    change = next(one for one in event.differences if one.column.startswith("appraiser"))
    assert (event.who, event.why) == (str(admin), "Moved to Turin")
    assert (str(change.before), str(change.after)) == (str(pardev_officer), str(pavel))
    assert notices(pavel) == [f"You go on with the open work of {pardev_officer} (2)."]
    assert notices(pardev_officer) == ["Pavel Partnerships goes on with your open work (2)."]
    assert {"Score the proposal", "Screen the partner"} <= titles(pavel)
    assert not titles(pardev_officer)
    assert Deputy.objects.get().ends_on == timezone.now().date()


def test_without_a_successor_it_waits_for_whoever_holds_the_role(  # noqa: PLR0917  (the cast)
    admin, manager, pardev_officer, pavel, appraisal, clearance
) -> None:
    handover = leaving.end_role(by=admin, membership=role_of(pardev_officer), reason="Retired")
    assert (handover.moved, handover.queued) == ({}, {"appraisals": 1, "clearances": 1})
    assert notices(pardev_officer) == ["Whoever holds your former role goes on with your open work (2)."]
    assert len(notices(manager)) == 1
    waiting = titles(pavel)
    assert "Take over the appraisal, whose appraiser left" in waiting
    assert "Take over the clearance, whose officer left" in waiting
    overseen = {item.title: item for item in items(OVERSEEN, manager)}
    taken = overseen["Take over the appraisal, whose appraiser left"].doers.people()
    assert list(taken) == [pavel]
    pavels = signed_in(pavel)
    appraisal.refresh_from_db()
    clearance.refresh_from_db()
    assert (appraisal.appraiser, clearance.officer) == (None, None)
    for item in items(YOURS, pavel):
        assert pavels.get(item.url).status_code == 200


def test_a_successor_with_a_conflict_of_interest_or_without_the_role_is_refused(  # noqa: PLR0917  (the cast)
    admin, pardev_officer, pavel, countries, field_officer, manager
) -> None:
    own = proposals.submitted(pavel, countries["ZWE"])
    round_of_own = appraisals.begun(pardev_officer, own)
    role = role_of(pardev_officer)
    for successor, why in ((pavel, "own proposal"), (field_officer, "Only PARDEV officers")):
        answer = signed_in(admin).post(
            f"/api/v1/memberships/{role.pk}/end/",
            {"reason": "Moved", "successor": successor.username},
            content_type="application/json",
        )
        assert answer.status_code == 422
        assert why in answer.content.decode()
        with pytest.raises(UnableToHandOver):
            leaving.end_role(by=admin, membership=role, reason="Moved", successor=successor)
    with pytest.raises(UnableToHandOver):
        leaving.end_role(by=admin, membership=role, reason="Moved", successor=pardev_officer)
    with pytest.raises(Refused):
        leaving.end_role(by=manager, membership=role, reason="Moved", successor=manager)
    role.refresh_from_db()
    round_of_own.refresh_from_db()
    assert (role.ends_on, round_of_own.appraiser) == (None, pardev_officer)
    assert not Handover.objects.exists()


def test_who_deactivates_hands_over_proposals_questions_and_assigned_work(  # noqa: PLR0917  (the cast)
    admin, manager, field_officer, regional_officer, tariro, pavel, countries
) -> None:
    updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    draft = proposals.concept(field_officer, countries["ZWE"])
    others = proposals.concept(pavel, countries["ZWE"], title="Of Pavel")
    text = parts.QuestionText("gender", "Who?", timezone.now().date(), specialist=field_officer)
    question = parts.ask_desk(by=pavel, proposal=others, text=text)
    key = next(item.key for item in items(OVERSEEN, manager) if item.key.startswith("update:"))
    assign_items(by=manager, keys=[key], assignee=field_officer)

    address = f"/api/v1/people/{field_officer.username}/deactivate/"
    client = signed_in(admin)
    found = client.get(address).json()
    assert found["count"] == 3
    assert {one["code"]: one["count"] for one in found["kinds"]} == {
        "assignments": 1,
        "proposals": 1,
        "desk-questions": 1,
    }
    answer = client.post(address, {"reason": "Left", "successor": "tariro"}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["moved"] == {"assignments": 1, "proposals": 1, "desk-questions": 1}
    draft.refresh_from_db()
    question.refresh_from_db()
    assert (draft.author, question.specialist) == (tariro, tariro)
    assert [row.assignee for row in Assignment.objects.current()] == [tariro]
    assert not User.objects.get(pk=field_officer.pk).is_active
    assert notices(tariro)[-1] == f"You go on with the open work of {field_officer} (3)."


def test_a_draft_without_a_successor_goes_to_a_co_author_or_is_taken_over(  # noqa: PLR0917  (the cast)
    admin, field_officer, tariro, finance_officer, outsider, countries
) -> None:
    shared, alone = (
        proposals.concept(field_officer, countries["ZWE"], title=one) for one in ("Shared", "Alone")
    )
    parts.name_author(by=field_officer, owner=shared, data=parts.AuthorData(finance_officer))
    leaving.deactivate_person(by=admin, user=field_officer, reason="Left")
    shared, alone = (Proposal.objects.get(pk=one.pk) for one in (shared, alone))
    assert (shared.author, alone.author) == (finance_officer, None)
    assert not shared.authors.exists()
    waiting = [item for item in items(YOURS, tariro) if item.title.startswith("Take over the proposal")]
    assert [item.subject for item in waiting] == [str(alone)]
    form = signed_in(tariro).get(waiting[0].url)
    answer = signed_in(tariro).post(
        waiting[0].url,
        {"author": "Tariro Two", "reason": "I go on", "version": form.context["form"].initial["version"]},
    )
    assert answer.status_code == 302
    alone.refresh_from_db()
    assert alone.author == tariro
    assert signed_in(outsider).get(waiting[0].url).status_code in {403, 404}


def test_a_question_without_a_successor_goes_to_the_desk_of_the_role(
    admin, field_officer, finance_officer, countries
) -> None:
    proposal = proposals.concept(field_officer, countries["ZWE"])
    text = parts.QuestionText("budget", "How?", timezone.now().date(), specialist=finance_officer)
    question = parts.ask_desk(by=field_officer, proposal=proposal, text=text)
    leaving.end_role(by=admin, membership=role_of(finance_officer), reason="Left")
    question.refresh_from_db()
    assert (question.specialist, question.desk) == (None, "finance")


def test_who_keeps_a_role_that_suffices_keeps_the_work(admin, pardev_officer, appraisal) -> None:
    grant = NewMembership(Role.EVALUATOR, **EVERYWHERE)
    memberships.grant_membership(by=admin, user=pardev_officer, grant=grant)
    role = Membership.objects.get(user=pardev_officer, role=Role.PARDEV)
    handover = leaving.end_role(by=admin, membership=role, reason="Changed")
    appraisal.refresh_from_db()
    assert (handover.moved, handover.queued, appraisal.appraiser) == ({}, {}, pardev_officer)
    assert notices(pardev_officer) == []


def test_a_role_that_ends_later_moves_its_work_on_that_day(  # noqa: PLR0917  (the cast)
    admin, manager, pardev_officer, pavel, appraisal, work_off
) -> None:
    today, role = timezone.now().date(), role_of(pardev_officer)
    leaving.end_role(by=admin, membership=role, reason="Moves", on=today + timedelta(days=3), successor=pavel)
    appraisal.refresh_from_db()
    assert appraisal.appraiser == pardev_officer
    schedule_handovers()
    assert not Run.objects.filter(task=handovers.SETTLE).exists()

    Membership.objects.filter(pk=role.pk).update(ends_on=today)
    Handover.objects.update(ends_on=today)
    schedule_handovers()
    schedule_handovers()
    assert [run.state for run in Run.objects.filter(task=handovers.SETTLE)] == ["pending"]
    assert "done" in {run.state for run in work_off() if run.task == handovers.SETTLE}
    assert handovers.settle_what_is_due(today=today) == {"roles": 0, "items": 0}
    appraisal.refresh_from_db()
    assert appraisal.appraiser == pavel
    assert len(notices(pavel)) == 1


def test_a_role_given_with_an_end_moves_its_work_back_and_the_managers_hear_of_it(
    manager, pardev_officer, appraisal
) -> None:
    today = timezone.now().date()
    Membership.objects.filter(user=pardev_officer).update(ends_on=today)
    assert handovers.settle_what_is_due(today=today) == {"roles": 1, "items": 1}
    appraisal.refresh_from_db()
    assert appraisal.appraiser is None
    assert notices(manager) == [
        f"A role of {pardev_officer} ended. Somebody has to take over their open work (1)."
    ]


def test_a_role_lost_at_sign_in_moves_its_work_back_and_the_managers_hear_of_it(
    manager, pardev_officer, appraisal
) -> None:
    handover = leaving.lose_role(membership=role_of(pardev_officer), reason="No longer in the group")
    appraisal.refresh_from_db()
    assert (handover.decided_by, appraisal.appraiser) == (None, None)
    assert len(notices(manager)) == 1
    assert len(notices(pardev_officer)) == 1


@pytest.mark.parametrize("who", ["manager", "auditor", "field_officer", "outsider"])
def test_nobody_else_ends_roles_or_deactivates(request, pardev_officer, who) -> None:
    client, role = signed_in(request.getfixturevalue(who)), role_of(pardev_officer)
    for place in (f"memberships/{role.pk}/end/", f"people/{pardev_officer.username}/deactivate/"):
        assert client.get(f"/api/v1/{place}").status_code == 403
        sent = client.post(f"/api/v1/{place}", {"reason": "No"}, content_type="application/json")
        assert sent.status_code == 403
    for place in (f"memberships/{role.pk}/end/", f"people/{pardev_officer.pk}/deactivate/"):
        assert client.post(f"/admin-area/{place}", {"reason": "No"}).status_code == 403
    assert not Handover.objects.exists()
