"""Who stands in for whom: the deputy sees and does it, histories name both, four eyes are of two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from ilo_dc.core.accounts.actions import deputies
from ilo_dc.core.accounts.actions.api_keys import issue_api_key
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.history.events import events_before
from ilo_dc.core.models import Deputy, Notification, Run, User
from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.runs.actions.runs import request_run
from portfolio.models import CountryProgramme
from tests.people import signed_in
from tests.recipes import programmes as plans

TODAY = timezone.now().date()
LATER = TODAY + timedelta(days=10)
EARLIER = TODAY - timedelta(days=10)
API = "/api/v1/country-programmes/"


def name(principal: User, deputy: User, **days: Any) -> Deputy:
    days = {"starts_on": TODAY, "ends_on": LATER, **days}
    return deputies.name_deputy(by=principal, principal=principal, deputy=deputy, **days)


def acting(deputy: User, row: Deputy) -> User:
    """Return the deputy as a request has them who act for somebody."""
    person = User.objects.get(pk=deputy.pk)
    deputies.act_for(user=person, row=row)
    return person


@pytest.fixture
def programme(field_officer, countries) -> CountryProgramme:
    return plans.draft(field_officer, countries["ZWE"])


def rename(client: Client, programme: CountryProgramme, title: str, **headers: str) -> Any:
    version = CountryProgramme.objects.get(pk=programme.pk).version
    return client.patch(
        f"{API}{programme.pk}/",
        {"title": title},
        content_type="application/json",
        headers={"If-Match": f'"{version}"', **headers},
    )


def test_a_deputy_acts_through_the_pages_and_histories_name_both(
    programme, field_officer, coordinator
) -> None:
    own, theirs = signed_in(field_officer), signed_in(coordinator)
    form = {"deputy": coordinator.name, "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat()}
    assert own.post("/work/deputies/new/", form).status_code == 302
    row = Deputy.objects.get()
    assert (row.principal, row.deputy, row.last_day) == (field_officer, coordinator, TODAY)
    assert Notification.objects.filter(recipient=coordinator).count() == 1
    assert str(coordinator) in own.get("/work/deputies/").content.decode()

    assert rename(theirs, programme, "Not yet").status_code == 403
    page = theirs.get("/work/").content.decode()
    assert f"For {field_officer}" in page
    assert f"Act for {field_officer}" in page
    assert theirs.post(f"/work/deputies/{row.pk}/act/").status_code == 302
    assert f"You act for {field_officer}" in theirs.get("/work/").content.decode()
    assert rename(theirs, programme, "By the deputy").status_code == 200
    event = events_before(None, limit=1, noun="portfolio.countryprogramme")[0]
    assert event.who == f"{coordinator} for {field_officer}"

    assert theirs.post("/work/deputies/stop/").status_code == 302
    assert rename(theirs, programme, "No more").status_code == 403
    assert rename(own, programme, "By oneself").status_code == 200
    assert events_before(None, limit=1, noun="portfolio.countryprogramme")[0].who == str(field_officer)


def test_a_program_acts_by_a_header_for_whom_its_person_stands_in(
    programme, field_officer, manager, coordinator
) -> None:
    ends = timezone.now() + timedelta(days=1)
    text = issue_api_key(by=coordinator, user=coordinator, label="t", expires_at=ends, scopes=["write"])[1]
    client = Client(headers={"Authorization": f"Bearer {text}"})
    for whom in (field_officer, manager):
        assert rename(client, programme, "Refused", **{"Acting-For": whom.username}).status_code == 403
    name(field_officer, coordinator)
    answer = rename(client, programme, "By a program", **{"Acting-For": field_officer.username})
    assert (answer.status_code, answer.json()["title"]) == (200, "By a program")
    assert rename(client, programme, "As oneself").status_code == 403
    assert rename(client, programme, "Refused", **{"Acting-For": manager.username}).status_code == 403


def test_deputies_are_named_listed_and_ended_through_the_api(field_officer, coordinator, outsider) -> None:
    client = signed_in(field_officer)
    body = {"deputy": coordinator.username, "starts_on": str(TODAY), "ends_on": str(LATER)}
    made = client.post("/api/v1/deputies/", body, content_type="application/json")
    assert (made.status_code, made.json()["principal"]) == (201, field_officer.username)
    again = client.post("/api/v1/deputies/", body, content_type="application/json")
    assert again.status_code == 422
    for person, seen in ((field_officer, 1), (coordinator, 1), (outsider, 0)):
        assert len(signed_in(person).get("/api/v1/deputies/").json()) == seen
    address = f"/api/v1/deputies/{made.json()['id']}/end/"
    assert signed_in(outsider).post(address).status_code == 404
    ended = signed_in(coordinator).post(address)
    assert (ended.status_code, ended.json()["ends_on"]) == (200, str(TODAY))
    assert Client().get("/api/v1/deputies/").status_code in {401, 403}


@pytest.mark.parametrize(("starts_on", "ends_on"), [(TODAY + timedelta(days=1), LATER), (EARLIER, LATER)])
def test_nobody_acts_before_the_time_or_after_its_end(field_officer, coordinator, starts_on, ends_on) -> None:
    row = name(field_officer, coordinator, starts_on=starts_on, ends_on=ends_on)
    client = signed_in(coordinator)
    if starts_on <= TODAY:
        assert client.post(f"/work/deputies/{row.pk}/act/").status_code == 302
        deputies.end_deputy(by=field_officer, row=row)
    else:
        assert client.post(f"/work/deputies/{row.pk}/act/").status_code == 403
    assert "Act as yourself again" not in client.get("/work/").content.decode()
    with pytest.raises(Refused):
        acting(coordinator, Deputy.objects.get(pk=row.pk))


def test_a_deputy_whose_roles_ended_acts_no_more(programme, field_officer, coordinator) -> None:
    row = name(field_officer, coordinator)
    client = signed_in(coordinator)
    assert client.post(f"/work/deputies/{row.pk}/act/").status_code == 302
    assert rename(client, programme, "By the deputy").status_code == 200
    coordinator.memberships.update(starts_on=EARLIER, ends_on=TODAY)
    assert rename(client, programme, "No more").status_code in {403, 404}
    assert CountryProgramme.objects.get(pk=programme.pk).title == "By the deputy"
    assert deputies.standing_in(coordinator, field_officer.username) is None
    with pytest.raises(Refused):
        acting(coordinator, row)


def test_a_worker_acts_for_whom_a_deputy_asked_for_it(field_officer, coordinator) -> None:
    row = name(field_officer, coordinator)
    run = request_run(by=acting(coordinator, row), task="tests.none", label="A sheet", parameters={})
    found = Run.objects.get(pk=run.pk)
    asker = deputies.asker_of(found)
    assert (asker, asker.acting_for) == (coordinator, field_officer)
    assert grants_of(asker) == grants_of(field_officer)
    own = request_run(by=coordinator, task="tests.none", label="A sheet", parameters={})
    assert deputies.asker_of(Run.objects.get(pk=own.pk)).acting_for is None
    deputies.end_deputy(by=field_officer, row=row)
    with pytest.raises(Refused):
        deputies.asker_of(Run.objects.get(pk=run.pk))


def test_a_deputy_of_an_administrator_does_not_administer(admin, coordinator) -> None:
    deputy = acting(coordinator, name(admin, coordinator))
    assert not policies.may_administer(deputy)


def test_only_staff_stand_in_and_nobody_for_themselves_or_in_turn(
    field_officer, coordinator, german_donor, manager
) -> None:
    for deputy in (german_donor, field_officer):
        with pytest.raises(UnableToAct):
            name(field_officer, deputy)
    with pytest.raises(UnableToAct):
        name(field_officer, coordinator, starts_on=EARLIER, ends_on=TODAY)
    with pytest.raises(Refused):
        name(german_donor, coordinator)
    deputy = acting(coordinator, name(field_officer, coordinator))
    with pytest.raises(Refused):
        deputies.name_deputy(
            by=deputy, principal=field_officer, deputy=manager, starts_on=TODAY, ends_on=LATER
        )
    assert list(Deputy.objects.visible_to(AnonymousUser())) == []
