"""A status recorded by mistake is mended by a new fact: what was known before stays what it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.errors import Conflict, UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.life.actions import Step, UnableToCorrectStatus
from ilo_dc.core.life.rules import in_effect, mistaken
from ilo_dc.core.models import Change, Notification
from portfolio.models import CountryProgramme, ProgrammeState
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes import updates

API = "/api/v1/country-programmes/"
EVERYONE_WHO_MENDS = {"regional_officer", "manager"}
EARLY = date(2024, 1, 10)


@pytest.fixture
def running(field_officer, regional_officer, countries):
    """Zimbabwe's programme, brought to running on days of January 2024 by backdating its draft."""
    programme = plans.draft(field_officer, countries["ZWE"])
    _begin_on(EARLY, regional_officer, programme)
    for number, step in enumerate(("consultation", "signed", "running"), start=1):
        programme = plans.moved(
            regional_officer, programme, step, effective_on=EARLY + timedelta(days=number)
        )
    return programme


def _begin_on(day: date, by: Any, programme: CountryProgramme) -> None:
    """Correct the first day of a draft, which is recorded as today's."""
    correct(by, programme, "draft", effective_on=day)


def state_of(programme: CountryProgramme, status: str) -> ProgrammeState:
    life = in_effect(ProgrammeState.objects.of(programme))
    return [one for one in life if one.status == status][-1]


def correct(by: Any, programme: CountryProgramme, which: str, **values: Any) -> CountryProgramme:
    now = CountryProgramme.objects.get(pk=programme.pk)
    state = state_of(now, which)
    step = {
        "status": state.status,
        "effective_on": state.effective_on,
        "reason": "Typed wrongly",
        "extended_until": state.extended_until,
        **values,
    }
    return PROGRAMME_LIFE.correct(by=by, noun=now, status=state, lock_version=now.version, step=Step(**step))


def take_back(by: Any, programme: CountryProgramme, reason: str = "Not agreed yet") -> CountryProgramme:
    now = CountryProgramme.objects.get(pk=programme.pk)
    return PROGRAMME_LIFE.take_back(
        by=by,
        noun=now,
        status=state_of(now, now.status),
        lock_version=now.version,
        reason=reason,
    )


def life_of(programme: CountryProgramme) -> list[tuple[str, date]]:
    return [(one.status, one.effective_on) for one in in_effect(ProgrammeState.objects.of(programme))]


def known_at(moment: Any) -> list[str]:
    return list(ProgrammeState.objects.as_known_at(moment).values_list("status", flat=True))


def count_running(**query: str) -> int:
    query = {"measure": "country_programmes", "status": "running,extended", **query}
    answer = Client().get("/api/v1/figures/", query).json()
    return 0 if answer["total"] is None else int(answer["total"])


# --- Taking back ------------------------------------------------------------------------------------


def test_what_is_taken_back_holds_no_more_and_was_known_before(running, regional_officer):
    before = Change.objects.latest("pk").recorded_at
    saved = take_back(regional_officer, running)
    assert (saved.status, saved.version) > ("signed", running.version)
    assert [status for status, _day in life_of(running)] == ["draft", "consultation", "signed"]
    assert life_of(running)[-1][1] == EARLY + timedelta(days=2)
    assert known_at(None) == ["signed"]
    assert known_at(before) == ["running"]
    assert [one.status for one in mistaken(ProgrammeState.objects.of(running))][-1] == "running"
    assert ProgrammeState.objects.of(running).last().reason == "Not agreed yet"


def test_a_life_goes_on_after_it_was_taken_back_twice(running, regional_officer):
    take_back(regional_officer, running)
    assert take_back(regional_officer, running).status == "consultation"
    again = plans.moved(regional_officer, running, "signed", effective_on=EARLY + timedelta(days=9))
    assert again.status == "signed"
    assert [status for status, _day in life_of(running)] == ["draft", "consultation", "signed"]
    assert take_back(regional_officer, running).status == "consultation"


def test_an_extension_that_is_taken_back_ends_with_the_one_before(running, regional_officer):
    first, second = running.ends_on + timedelta(days=365), running.ends_on + timedelta(days=700)
    for until in (first, second):
        plans.moved(regional_officer, running, "extended", extended_until=until)
    saved = take_back(regional_officer, running)
    assert (saved.status, saved.extended_until) == ("extended", first)
    saved = take_back(regional_officer, running)
    assert (saved.status, saved.extended_until) == ("running", None)


def test_only_the_present_stage_is_taken_back_and_never_the_first(running, regional_officer):
    now = CountryProgramme.objects.get(pk=running.pk)
    with pytest.raises(UnableToCorrectStatus, match="Take that one back first"):
        PROGRAMME_LIFE.take_back(
            by=regional_officer,
            noun=now,
            status=state_of(now, "signed"),
            lock_version=now.version,
            reason="Why",
        )
    with pytest.raises(UnableToCorrectStatus) as refused:
        take_back(regional_officer, running, reason="  ")
    assert list(refused.value.problems) == ["reason"]
    for _time in range(3):
        take_back(regional_officer, running)
    with pytest.raises(UnableToCorrectStatus, match="begins as a draft"):
        take_back(regional_officer, running)


def test_a_status_under_which_updates_were_written_was_no_mistake(running, field_officer, regional_officer):
    outcome = updates.fresh(running.outcomes.get())
    updates.draft(field_officer, outcome)
    with pytest.raises(UnableToCorrectStatus, match="Outcome updates were written"):
        take_back(regional_officer, running)
    assert CountryProgramme.objects.get().status == "running"


def test_the_constraint_still_holds_when_a_closed_programme_comes_back(running, regional_officer, countries):
    plans.moved(regional_officer, running, "closed")
    following = plans.draft(
        regional_officer, countries["ZWE"], starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1)
    )
    plans.brought_to(regional_officer, following, "signed")
    with pytest.raises(UnableToAct) as refused:
        take_back(regional_officer, running)
    assert "covers part of the period" in refused.value.problems[""][0]
    assert CountryProgramme.objects.get(pk=running.pk).status == "closed"
    assert known_at(None).count("closed") == 1


# --- Correcting -------------------------------------------------------------------------------------


def test_the_day_of_the_present_stage_is_corrected(running, regional_officer):
    before = Change.objects.latest("pk").recorded_at
    day = EARLY + timedelta(days=5)
    saved = correct(regional_officer, running, "running", effective_on=day)
    assert saved.version == running.version + 1
    assert life_of(running)[-1] == ("running", day)
    assert known_at(None) == known_at(before) == ["running"]
    in_force = ProgrammeState.objects.current().in_force_on
    assert not in_force(EARLY + timedelta(days=4), known_at=None)
    assert in_force(EARLY + timedelta(days=4), known_at=before)
    assert in_force(day, known_at=None)


def test_the_day_of_a_past_stage_is_corrected_and_the_present_one_stays(running, regional_officer):
    day = EARLY + timedelta(days=3)
    correct(regional_officer, running, "signed", effective_on=day)
    assert life_of(running)[-2:] == [("signed", day), ("running", day)]
    assert known_at(None) == ["running"]
    assert CountryProgramme.objects.get().status == "running"
    wrong = mistaken(ProgrammeState.objects.of(running))
    assert [one.status for one in wrong][-1] == "signed"
    assert "running" not in [one.status for one in wrong]


def test_a_past_stage_is_corrected_while_another_programme_is_in_force(running, regional_officer, countries):
    plans.moved(regional_officer, running, "closed")
    following = plans.draft(
        regional_officer, countries["ZWE"], starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1)
    )
    plans.brought_to(regional_officer, following, "signed")
    saved = correct(regional_officer, running, "running", effective_on=EARLY + timedelta(days=8))
    assert saved.status == "closed"
    assert ("running", EARLY + timedelta(days=8)) in life_of(running)


def test_the_end_of_an_extension_is_corrected(running, regional_officer):
    until = running.ends_on + timedelta(days=365)
    plans.moved(regional_officer, running, "extended", extended_until=until)
    saved = correct(regional_officer, running, "extended", extended_until=until + timedelta(days=31))
    assert saved.extended_until == until + timedelta(days=31)
    for wrong in (None, running.ends_on):
        with pytest.raises(UnableToCorrectStatus) as refused:
            correct(regional_officer, running, "extended", extended_until=wrong)
        assert list(refused.value.problems) == ["extended_until"]


def test_the_present_stage_becomes_another_that_may_follow(running, regional_officer):
    until = running.ends_on + timedelta(days=365)
    plans.moved(regional_officer, running, "extended", extended_until=until)
    running.outcomes.update(progress="on_track")
    saved = correct(regional_officer, running, "extended", status="closed")
    assert (saved.status, saved.extended_until) == ("closed", None)
    with pytest.raises(UnableToCorrectStatus) as refused:
        correct(regional_officer, running, "closed", status="signed")
    assert list(refused.value.problems) == ["status"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"effective_on": EARLY}, "effective_on"),
        ({"effective_on": date(2100, 1, 1)}, "effective_on"),
        ({"reason": " ", "effective_on": EARLY + timedelta(days=2)}, "reason"),
        ({"status": "evaluated"}, "status"),
        ({"status": "buried"}, "status"),
        ({}, ""),
    ],
)
def test_a_correction_fits_its_neighbours_and_changes_something(running, regional_officer, values, field):
    with pytest.raises(UnableToCorrectStatus) as refused:
        correct(regional_officer, running, "signed", **values)
    assert list(refused.value.problems) == [field]


def test_what_was_corrected_is_not_corrected_again(running, regional_officer):
    wrong = state_of(running, "running")
    correct(regional_officer, running, "running", effective_on=EARLY + timedelta(days=5))
    now = CountryProgramme.objects.get()
    step = Step("running", EARLY + timedelta(days=6), "Again")
    with pytest.raises(UnableToCorrectStatus, match="corrected already"):
        PROGRAMME_LIFE.correct(
            by=regional_officer, noun=now, status=wrong, lock_version=now.version, step=step
        )
    with pytest.raises(Conflict):
        PROGRAMME_LIFE.correct(
            by=regional_officer, noun=now, status=state_of(now, "running"), lock_version=1, step=step
        )


def test_the_database_keeps_a_correction_with_its_life(running, regional_officer, countries):
    other = plans.draft(regional_officer, countries["NAM"])
    present = ProgrammeState.objects.current().get(programme=other)
    foreign = ProgrammeState(
        programme=other,
        status="draft",
        effective_on=present.effective_on,
        reason="x",
        replaces=state_of(running, "running"),
    )
    with (
        pytest.raises(IntegrityError, match="belongs to the life"),
        transaction.atomic(),
        recording(by=regional_officer, reason="x"),
    ):
        post(Plan(changed=[Revision(present, foreign)]), edition=None, demonstration=True)


def test_the_officers_of_the_country_are_told_but_not_who_corrected(
    running, field_officer, regional_officer, manager
):
    Notification.objects.all().delete()
    correct(regional_officer, running, "running", effective_on=EARLY + timedelta(days=5))
    told = Notification.objects.filter(kind="N9")
    assert [one.recipient for one in told] == [field_officer]
    assert str(told.get()).endswith("corrected: Decent Work Country Programme.")


# --- Both doors -------------------------------------------------------------------------------------


def test_page_and_api_let_the_same_people_correct_and_take_back(people, running):
    state = state_of(running, "running")
    body = {"status": "running", "effective_on": "2024-01-20", "reason": "Read the minutes"}
    for who, user in people.items():
        if who in EVERYONE_WHO_MENDS:
            continue
        client = signed_in(user)
        for verb, values in (("correct", body), ("take-back", {"reason": "No"})):
            page = client.get(f"/dwcps/{running.slug}/life/{state.pk}/{verb}/")
            answer = client.post(
                f"{API}{running.pk}/statuses/{state.pk}/{verb}/",
                values,
                content_type="application/json",
                headers={"If-Match": f'"{running.version}"'},
            )
            assert (page.status_code, answer.status_code) == (403, 403), (who, verb)
            assert answer["Content-Type"] == "application/problem+json"
    stranger = Client()
    assert stranger.get(f"/dwcps/{running.slug}/life/{state.pk}/correct/").status_code == 302
    assert stranger.post(f"{API}{running.pk}/statuses/{state.pk}/correct/").status_code == 401


@pytest.mark.parametrize("who", sorted(EVERYONE_WHO_MENDS))
def test_who_mends_does_so_through_the_api(people, running, who):
    client, state = signed_in(people[who]), state_of(running, "running")
    path = f"{API}{running.pk}/statuses/{state.pk}/"
    body = {"status": "running", "effective_on": "2024-01-20", "reason": "Read the minutes"}
    tag = client.get(f"{API}{running.pk}/")["ETag"]
    assert client.post(f"{path}correct/", body, content_type="application/json").status_code == 428
    saved = client.post(
        f"{path}correct/",
        body,
        content_type="application/json",
        headers={"If-Match": tag, "Idempotency-Key": "mend-1"},
    )
    assert (saved.status_code, saved.json()["effective_on"], saved.json()["replaces"]) == (
        201,
        "2024-01-20",
        state.pk,
    )
    again = client.post(
        f"{path}correct/",
        body,
        content_type="application/json",
        headers={"If-Match": tag, "Idempotency-Key": "mend-1"},
    )
    assert (again.status_code, again.json()) == (201, saved.json())
    stale = client.post(
        f"{path}correct/", {**body, "reason": "x"}, content_type="application/json", headers={"If-Match": tag}
    )
    assert stale.status_code == 412
    back = client.post(
        f"{API}{running.pk}/statuses/{saved.json()['id']}/take-back/",
        {"reason": "Not yet"},
        content_type="application/json",
        headers={"If-Match": saved["ETag"]},
    )
    assert (back.status_code, back.json()["status"], back.json()["takes_back"]) == (
        201,
        "signed",
        saved.json()["id"],
    )
    missing = client.post(
        f"{API}{running.pk}/statuses/999999/take-back/",
        {"reason": "x"},
        content_type="application/json",
        headers={"If-Match": back["ETag"]},
    )
    assert missing.status_code == 404


def test_who_mends_does_so_on_the_page_and_the_mistake_stays_readable(people, running):
    client, state = signed_in(people["regional_officer"]), state_of(running, "running")
    page = f"/dwcps/{running.slug}/life/{state.pk}/"
    form = client.get(f"{page}correct/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    refused = client.post(f"{page}correct/", {**values, "reason": "x", "effective_on": "2100-01-01"})
    assert refused.status_code == 422
    assert "effective_on" in refused.context["form"].errors
    assert (
        client.post(
            f"{page}correct/", {**values, "reason": "Read the minutes", "effective_on": "2024-01-20"}
        ).status_code
        == 302
    )
    now = CountryProgramme.objects.get()
    present = state_of(running, "running")
    taken = client.post(
        f"/dwcps/{running.slug}/life/{present.pk}/take-back/",
        {"version": now.version, "reason": "Not yet"},
    )
    assert taken.status_code == 302
    shown = client.get(f"/dwcps/{running.slug}/").content.decode()
    assert "Recorded by mistake" in shown
    assert "<del>Running</del>" in shown
    assert "Read the minutes" in shown
    outside = Client().get(f"/dwcps/{running.slug}/").content.decode()
    assert "Read the minutes" not in outside
    assert "/take-back/" not in outside


def test_a_programme_that_was_published_by_mistake_is_hidden_again(people, countries):
    programme = plans.brought_to(
        people["regional_officer"], plans.draft(people["field_officer"], countries["NAM"]), "signed"
    )
    before = Change.objects.latest("pk").recorded_at.isoformat().replace("+00:00", "Z")
    take_back(people["regional_officer"], programme)
    stranger = Client()
    assert stranger.get(f"/dwcps/{programme.slug}/").status_code == 404
    assert stranger.get(f"{API}{programme.pk}/").status_code == 404
    assert stranger.get(API).json()["results"] == []
    was = stranger.get(API, {"as_of": before}).json()["results"]
    assert [(one["status"], one["withdrawn"], one["theory_of_change"]) for one in was] == [
        ("signed", False, "")
    ]
    inside = signed_in(people["auditor"]).get(API, {"as_of": before}).json()["results"]
    assert inside[0]["theory_of_change"] == "Skills lead to jobs."
    log = stranger.get("/api/v1/changes/", {"noun": "country-programmes"}).json()["results"]
    assert [one["verb"] for one in log] == ["created", "withdrawn"]


def test_the_states_say_what_they_stand_for(people, running, regional_officer):
    take_back(regional_officer, running)
    with CaptureQueriesContext(connection) as few:
        states = Client().get(f"{API}{running.pk}/statuses/").json()
    assert states[0]["status"] == "signed"
    wrong = next(one for one in states if one["status"] == "running")
    assert states[0]["takes_back"] == wrong["id"]
    for _time in range(3):
        plans.moved(regional_officer, running, "running")
        take_back(regional_officer, running)
    with CaptureQueriesContext(connection) as many:
        Client().get(f"{API}{running.pk}/statuses/")
    assert len(few) == len(many)


# --- 55 stays 55 ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("published")
def test_fifty_five_ran_on_15_september_2022_before_and_after_a_correction(manager):
    then = {"as_of": "2022-09-15"}
    assert count_running(**then) == 55
    now = timezone.now()
    known_before = count_running()
    state = ProgrammeState.objects.current().filter(status="closed").order_by("pk").first()
    programme = state.programme
    take_back(manager, programme, reason="The review was not held")
    assert count_running(**then) == 55
    assert count_running(as_of=now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")) == known_before
    assert count_running() == known_before + 1
    listed = Client().get(API, {"status": "running,extended", "count": "true", **then}).json()
    assert listed["count"] == 55
