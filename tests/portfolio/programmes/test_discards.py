"""A draft that is given up: nobody sees it any more, and its history says who gave it up and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ilo_dc.core.errors import Conflict, Refused
from ilo_dc.core.history.events import events_before
from ilo_dc.core.models import Change
from portfolio.models import CountryProgramme, ProgrammeOutcome, ProgrammeState
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.actions.programme_parts import UnableToChangePlan
from portfolio.programmes.actions.programmes import UnableToDiscardProgramme, discard_programme
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes import updates

API = "/api/v1/country-programmes/"


@pytest.fixture
def draft(field_officer, countries):
    """A draft of Zimbabwe."""
    return plans.draft(field_officer, countries["ZWE"])


def discard(by: Any, programme: CountryProgramme, **values: Any) -> None:
    discard_programme(
        **{"by": by, "programme": programme, "lock_version": programme.version, "reason": "Merged", **values}
    )


def test_a_discarded_draft_is_gone_from_every_door_and_its_history_is_kept(draft, field_officer, auditor):
    before = Change.objects.latest("pk").recorded_at
    discard(field_officer, draft)
    client = signed_in(auditor)
    assert client.get(f"/dwcps/{draft.slug}/").status_code == 404
    assert client.get(f"{API}{draft.pk}/").status_code == 404
    assert client.get(API).json()["results"] == []
    assert client.get("/api/v1/country-programme-outcomes/").json()["results"] == []
    assert "Decent Work" not in client.get("/countries/ZWE/").content.decode().partition("<main")[2]
    assert not CountryProgramme.objects.visible_to(field_officer).exists()
    event = events_before(None, limit=1, noun="portfolio.countryprogramme")[0]
    assert (event.who, event.why) == ("Chipo Field", "Merged")
    known = ProgrammeState.objects.visible_to(auditor)
    assert [one.status for one in known.as_known_at(before)] == ["draft"]
    assert not known.as_known_at(None)
    then = client.get("/dwcps/", {"as_of": before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}).content.decode()
    assert draft.title in then
    assert f'href="/dwcps/{draft.slug}/"' not in then
    log = client.get("/api/v1/changes/", {"noun": "country-programmes"}).json()["results"]
    assert [one["verb"] for one in log] == ["created", "withdrawn"]


def test_its_address_stays_taken_and_the_country_may_start_anew(draft, field_officer, countries):
    discard(field_officer, draft)
    again = plans.draft(field_officer, countries["ZWE"])
    assert again.slug == f"{draft.slug}-2"
    assert ProgrammeOutcome.objects.visible_to(field_officer).count() == 1


def test_only_a_draft_is_discarded_with_a_reason_by_who_edits_it(
    draft, field_officer, regional_officer, manager
):
    with pytest.raises(Refused):
        discard(manager, draft)
    with pytest.raises(UnableToDiscardProgramme) as refused:
        discard(field_officer, draft, reason=" ")
    assert list(refused.value.problems) == ["reason"]
    with pytest.raises(Conflict):
        discard(field_officer, draft, lock_version=draft.version + 1)
    moved = plans.moved(field_officer, draft, "consultation")
    with pytest.raises(Refused, match="Only a draft"):
        discard(field_officer, moved)
    with pytest.raises(IntegrityError, match="only_a_draft_is_discarded"), transaction.atomic():
        CountryProgramme.objects.filter(pk=draft.pk).update(discarded=True)
    discard(regional_officer, plans.moved(field_officer, moved, "draft"))


def test_what_was_reported_under_it_keeps_it(field_officer, regional_officer, countries):
    outcome = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    updates.draft(field_officer, outcome)
    programme = outcome.programme
    state = ProgrammeState.objects.current().get()
    with pytest.raises(Exception, match="Outcome updates were written"):
        PROGRAMME_LIFE.take_back(
            by=regional_officer,
            noun=programme,
            status=state,
            lock_version=programme.version,
            reason="Undo",
        )


def test_nothing_is_added_to_it_meanwhile(draft, field_officer):
    discard(field_officer, draft)
    with pytest.raises(UnableToChangePlan, match="discarded"):
        parts.PRIORITIES.add(by=field_officer, owner=draft, data=parts.PriorityData(2, "Too late"))


def test_page_and_api_refuse_the_same_people(people, countries):
    draft = plans.draft(people["field_officer"], countries["ZWE"])
    for who, user in people.items():
        client = signed_in(user)
        page = client.get(f"/dwcps/{draft.slug}/discard/").status_code
        answer = client.post(
            f"{API}{draft.pk}/discard/",
            {"reason": " "},
            content_type="application/json",
            headers={"If-Match": f'"{draft.version}"'},
        ).status_code
        sees = CountryProgramme.objects.visible_to(user).exists()
        wanted = (
            (200, 400) if who in {"field_officer", "regional_officer"} else (403, 400) if sees else (404, 404)
        )
        assert (page, answer) == wanted, who


def test_it_is_discarded_through_the_page(draft, field_officer):
    client = signed_in(field_officer)
    assert "Discard the draft" in client.get(f"/dwcps/{draft.slug}/?edit=yes").content.decode()
    page = f"/dwcps/{draft.slug}/discard/"
    assert client.post(page, {"version": draft.version, "reason": ""}).status_code == 422
    gone = client.post(page, {"version": draft.version, "reason": "Merged with another"})
    assert (gone.status_code, gone["Location"]) == (302, "/dwcps/")
    assert client.get(page).status_code == 404


def test_it_is_discarded_through_the_api(draft, field_officer):
    client = signed_in(field_officer)
    path, body = f"{API}{draft.pk}/discard/", {"reason": "Merged"}
    assert client.post(path, body, content_type="application/json").status_code == 428
    tag = client.get(f"{API}{draft.pk}/")["ETag"]
    gone = client.post(path, body, content_type="application/json", headers={"If-Match": tag})
    assert gone.status_code == 204
    assert client.post(path, body, content_type="application/json").status_code == 404
