"""A framework's status recorded by mistake is mended by a new fact; both stay readable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.history.events import events_before
from ilo_dc.core.life.actions import Step, UnableToCorrectStatus
from ilo_dc.core.life.rules import in_effect, mistaken
from ilo_dc.core.models import Change
from portfolio.frameworks.actions import frameworks
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.models import CooperationFramework, FrameworkState
from tests.people import signed_in

API = "/api/v1/cooperation-frameworks/"
MENDERS = {"regional_officer", "manager"}


@pytest.fixture
def framework(field_officer, countries):
    """Zimbabwe's framework: signed on 1 June 2022, running since 1 July."""
    text = frameworks.FrameworkText(
        title="Framework of the tests",
        kind="unsdcf",
        starts_on=dt.date(2022, 1, 1),
        ends_on=dt.date(2027, 1, 1),
        signed_on=dt.date(2021, 11, 1),
    )
    made = frameworks.create_framework(by=field_officer, countries=[countries["ZWE"]], text=text)
    for status, month in (("signed", 6), ("running", 7)):
        step = Step(status=status, effective_on=dt.date(2022, month, 1))
        made = FRAMEWORK_LIFE.record(by=field_officer, noun=made, lock_version=made.version, step=step)
    return made


def life_of(framework: Any) -> list[tuple[str, dt.date]]:
    return [(one.status, one.effective_on) for one in in_effect(FrameworkState.objects.of(framework))]


def state_of(framework: Any, status: str) -> FrameworkState:
    return next(one for one in in_effect(FrameworkState.objects.of(framework)) if one.status == status)


def correct(by: Any, framework: Any, which: str, *, reason: str = "Read the document", **values: Any) -> Any:
    now = CooperationFramework.objects.get(pk=framework.pk)
    state = state_of(now, which)
    values = {"status": state.status, "effective_on": state.effective_on, "note": state.note, **values}
    return FRAMEWORK_LIFE.correct(
        by=by,
        noun=now,
        status=state,
        lock_version=now.version,
        step=Step(**values, reason=reason),
    )


def take_back(by: Any, framework: Any, which: str = "running", reason: str = "Not yet") -> Any:
    now = CooperationFramework.objects.get(pk=framework.pk)
    return FRAMEWORK_LIFE.take_back(
        by=by, noun=now, status=state_of(now, which), lock_version=now.version, reason=reason
    )


def test_what_is_taken_back_holds_no_more_and_was_known_before(framework, regional_officer):
    before = Change.objects.latest("pk").recorded_at
    saved = take_back(regional_officer, framework)
    assert saved.version == framework.version + 1
    assert life_of(framework) == [("signed", dt.date(2022, 6, 1))]
    assert FrameworkState.objects.as_known_at(before).get().status == "running"
    assert FrameworkState.objects.current().get().status == "signed"
    event = events_before(None, limit=1, noun="portfolio.cooperationframework")[0]
    assert (event.who, event.why) == ("Rashid Region", "Not yet")
    with pytest.raises(UnableToCorrectStatus, match="no status before"):
        take_back(regional_officer, framework, "signed")


def test_a_past_status_is_corrected_and_the_present_one_stays(framework, regional_officer):
    correct(regional_officer, framework, "signed", effective_on=dt.date(2022, 5, 1))
    assert life_of(framework) == [("signed", dt.date(2022, 5, 1)), ("running", dt.date(2022, 7, 1))]
    assert FrameworkState.objects.current().get().status == "running"
    assert [one.status for one in mistaken(FrameworkState.objects.of(framework))] == ["signed"]
    saved = correct(regional_officer, framework, "running", status="ended", note="Cut short")
    assert FrameworkState.objects.current().get().note == "Cut short"
    step = Step(status="running", effective_on=dt.date(2022, 8, 1))
    with pytest.raises(UnableToAct):
        FRAMEWORK_LIFE.record(by=regional_officer, noun=saved, lock_version=saved.version, step=step)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (("signed", {"effective_on": dt.date(2022, 8, 1)}), "effective_on"),
        (("running", {"effective_on": dt.date(2022, 5, 1)}), "effective_on"),
        (("running", {"effective_on": dt.date(2100, 1, 1)}), "effective_on"),
        (("signed", {"status": "ended"}), "status"),
        (("running", {"status": "lost"}), "status"),
        (("running", {}), ""),
        (("running", {"note": "x", "reason": " "}), "reason"),
    ],
)
def test_a_correction_fits_its_neighbours_and_changes_something(framework, regional_officer, asked, field):
    which, values = asked
    with pytest.raises(UnableToCorrectStatus) as refused:
        correct(regional_officer, framework, which, **values)
    assert list(refused.value.problems) == [field]


def test_only_the_present_status_is_taken_back_for_a_reason_by_its_version(
    framework, regional_officer, field_officer
):
    with pytest.raises(Refused):
        take_back(field_officer, framework)
    with pytest.raises(UnableToCorrectStatus, match="Take that one back first"):
        take_back(regional_officer, framework, "signed")
    with pytest.raises(UnableToCorrectStatus) as refused:
        take_back(regional_officer, framework, reason=" ")
    assert list(refused.value.problems) == ["reason"]
    with pytest.raises(Conflict):
        FRAMEWORK_LIFE.take_back(
            by=regional_officer,
            noun=framework,
            status=state_of(framework, "running"),
            lock_version=1,
            reason="x",
        )


def test_the_database_keeps_a_correction_with_its_life(framework, regional_officer, countries):
    text = frameworks.FrameworkText(title="Other", kind="unsdcf")
    other = frameworks.create_framework(by=regional_officer, countries=[countries["NAM"]], text=text)
    foreign = FrameworkState(
        framework=other,
        status="preparation",
        effective_on=dt.date(2022, 1, 1),
        replaces=state_of(framework, "running"),
    )
    present = FrameworkState.objects.current().get()
    with (
        pytest.raises(IntegrityError, match="belongs to the life"),
        transaction.atomic(),
        recording(by=regional_officer, reason="x"),
    ):
        post(Plan(changed=[Revision(present, foreign)]), edition=None, demonstration=True)


def test_page_and_api_let_the_same_people_mend(people, framework):
    state = state_of(framework, "running")
    for who, user in people.items():
        if who in MENDERS:
            continue
        client = signed_in(user)
        wanted = 403 if CooperationFramework.objects.visible_to(user).exists() else 404
        for verb in ("correct", "take-back"):
            page = client.get(f"/frameworks/{framework.slug}/status/{state.pk}/{verb}/")
            answer = client.post(
                f"{API}{framework.pk}/statuses/{state.pk}/{verb}/",
                {"status": "running", "effective_on": "2022-07-02", "reason": "No"}
                if verb == "correct"
                else {"reason": "No"},
                content_type="application/json",
                headers={"If-Match": f'"{framework.version}"'},
            )
            assert (page.status_code, answer.status_code) == (wanted, wanted), (who, verb)


@pytest.mark.parametrize("who", sorted(MENDERS))
def test_who_mends_does_so_through_both_doors(people, framework, who):
    client, state = signed_in(people[who]), state_of(framework, "running")
    page = f"/frameworks/{framework.slug}/status/{state.pk}/correct/"
    form = client.get(page).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    assert client.post(page, {**values, "effective_on": "2022-07-15"}).status_code == 422
    assert client.post(page, {**values, "effective_on": "2022-07-15", "reason": "Read"}).status_code == 302
    present = FrameworkState.objects.current().get()
    path = f"{API}{framework.pk}/statuses/{present.pk}/take-back/"
    body = {"reason": "Not yet"}
    assert client.post(path, body, content_type="application/json").status_code == 428
    tag = client.get(f"{API}{framework.pk}/")["ETag"]
    back = client.post(path, body, content_type="application/json", headers={"If-Match": tag})
    assert (back.status_code, back.json()["status"], back.json()["takes_back"]) == (201, "signed", present.pk)
    shown = client.get(f"/frameworks/{framework.slug}/").content.decode()
    assert "Recorded by mistake" in shown
    assert "<del>Running</del>" in shown
    stale = client.post(path, body, content_type="application/json", headers={"If-Match": tag})
    assert stale.status_code == 412
