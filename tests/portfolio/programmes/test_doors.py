"""Who may do what with country programmes, through the page and through the API: the same answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.forms import ChoiceField, ModelChoiceField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.models import User
from ilo_dc.core.people.actions.memberships import NewMembership, grant_membership
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.models import CountryProgramme, Milestone, OutcomeIndicator, Priority, ProgrammeOutcome
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions import programme_parts as parts
from tests.people import signed_in
from tests.recipes import programmes as plans

WRITERS = {"field_officer", "regional_officer"}
STAFF = {
    "admin",
    "auditor",
    "bureau_officer",
    "coordinator",
    "evaluator",
    "finance_officer",
    "manager",
    "pardev_officer",
    *WRITERS,
}
PUBLIC = {"german_donor", "swedish_donor", "outsider"}
API = "/api/v1/country-programmes/"


@pytest.fixture
def zimbabwe(people, countries):
    """A draft of Zimbabwe: seen by staff and by its constituent, written by Chipo and Rashid."""
    return with_spares(people["field_officer"], plans.draft(people["field_officer"], countries["ZWE"]))


@pytest.fixture
def cambodia(people, countries, admin):
    """A draft of Cambodia, which neither Chipo nor Rashid answers for."""
    asia = NewMembership(Role.REGIONAL, ScopeKind.REGION, region=countries["KHM"].region)
    grant_membership(by=admin, user=people["coordinator"], grant=asia)
    sok = User.objects.get(pk=people["coordinator"].pk)
    people.pop("coordinator")
    return with_spares(sok, plans.draft(sok, countries["KHM"]))


def with_spares(by: User, programme: CountryProgramme) -> CountryProgramme:
    """Add one part of each kind to which nothing belongs, for removing."""
    outcome = ProgrammeOutcome.objects.get(programme=programme)
    indicator = OutcomeIndicator.objects.get(outcome=outcome)
    due = parts.MilestoneData(date(2026, 6, 30), "Spare")
    parts.add_milestone(by=by, owner=indicator, data=due)
    parts.INDICATORS.add(by=by, owner=outcome, data=parts.IndicatorData("Spare"))
    spare = programme_outcomes.OutcomeText(outcome.priority, f"{programme.country_id}199", "Spare")
    programme_outcomes.add_outcome(by=by, programme=programme, text=spare)
    parts.PRIORITIES.add(by=by, owner=programme, data=parts.PriorityData(9, "Spare"))
    return programme


def verbs(programme: CountryProgramme) -> dict[str, tuple[str, str, str, dict[str, Any]]]:
    """Return {verb: (page, method, API path, body)} for everything that is written of a programme."""
    priority, spare_priority = Priority.objects.filter(programme=programme).order_by("pk")
    outcome, spare_outcome = ProgrammeOutcome.objects.filter(programme=programme).order_by("pk")
    indicator, spare_indicator = OutcomeIndicator.objects.filter(outcome=outcome).order_by("pk")
    milestone, spare_milestone = Milestone.objects.filter(indicator=indicator).order_by("pk")
    api, slug, letters = f"{API}{programme.pk}/", programme.slug, programme.country_id
    outcomes = f"/api/v1/country-programme-outcomes/{outcome.pk}/"
    milestones = f"/api/v1/outcome-indicators/{indicator.pk}/milestones/"
    name = {"title": "Another title"}
    words = {"text": "Another text"}
    due = {"due_on": "2026-12-31", "text": "Law adopted"}
    step = {"effective_on": timezone.now().date().isoformat(), "reason": "Workshop"}
    return {
        "edit programme": (f"/dwcps/{slug}/edit/", "patch", api, name),
        "move programme": (
            f"/dwcps/{slug}/move/consultation/",
            "post",
            f"{api}statuses/",
            {"status": "consultation", **step},
        ),
        "add priority": (
            f"/dwcps/{slug}/priorities/new/",
            "post",
            f"{api}priorities/",
            {"position": 2, **name},
        ),
        "edit priority": (
            f"/dwcps/priorities/{priority.pk}/edit/",
            "patch",
            f"{api}priorities/{priority.pk}/",
            name,
        ),
        "add outcome": (
            f"/dwcps/{slug}/outcomes/new/",
            "post",
            "/api/v1/country-programme-outcomes/",
            {"programme": slug, "priority": 1, "code": f"{letters}102", **name},
        ),
        "edit outcome": (f"/dwcps/outcomes/{outcome.pk}/edit/", "patch", outcomes, name),
        "add indicator": (
            f"/dwcps/outcomes/{outcome.pk}/indicators/new/",
            "post",
            f"{outcomes}indicators/",
            words,
        ),
        "edit indicator": (
            f"/dwcps/indicators/{indicator.pk}/edit/",
            "patch",
            f"{outcomes}indicators/{indicator.pk}/",
            words,
        ),
        "add milestone": (f"/dwcps/indicators/{indicator.pk}/milestones/new/", "post", milestones, due),
        "edit milestone": (
            f"/dwcps/milestones/{milestone.pk}/edit/",
            "patch",
            f"{milestones}{milestone.pk}/",
            words,
        ),
        "remove milestone": (
            f"/dwcps/milestones/{spare_milestone.pk}/remove/",
            "delete",
            f"{milestones}{spare_milestone.pk}/",
            {},
        ),
        "remove indicator": (
            f"/dwcps/indicators/{spare_indicator.pk}/remove/",
            "delete",
            f"{outcomes}indicators/{spare_indicator.pk}/",
            {},
        ),
        "remove outcome": (
            f"/dwcps/outcomes/{spare_outcome.pk}/remove/",
            "delete",
            f"/api/v1/country-programme-outcomes/{spare_outcome.pk}/",
            {},
        ),
        "remove priority": (
            f"/dwcps/priorities/{spare_priority.pk}/remove/",
            "delete",
            f"{api}priorities/{spare_priority.pk}/",
            {},
        ),
    }


def through_the_api(client: Client, method: str, path: str, body: dict[str, Any], *, version: int = 1) -> Any:
    send = getattr(client, method)
    headers = (
        {"If-Match": f'"{version}"'} if method in {"patch", "delete"} or path.endswith("statuses/") else {}
    )
    return send(path, body, content_type="application/json", headers=headers)


def typed(client: Client, page: str) -> dict[str, str]:
    """Return what a form page holds when it is opened, as a browser would send it back."""
    form, values = client.get(page).context["form"], {}
    for name, field in form.fields.items():
        value = form[name].value()
        if value is None and isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
            value = field.choices[0][0]  # as a browser selects it
        if value is not False:
            values[name] = "" if value is None else str(getattr(value, "pk", value))
    return values


# --- Whoever may write, writes (who may not: test_permissions.py) ------------------------------------


@pytest.mark.parametrize("who", sorted(WRITERS))
def test_a_writer_does_everything_through_the_api(people, zimbabwe, who):
    client = signed_in(people[who])
    answers = {}
    for verb, (_page, method, path, body) in verbs(zimbabwe).items():
        version = 2 if verb == "move programme" else 1  # the edit before it raised the version
        answers[verb] = through_the_api(client, method, path, body, version=version).status_code
    assert {verb: code for verb, code in answers.items() if code not in {200, 201, 204}} == {}
    assert CountryProgramme.objects.get(pk=zimbabwe.pk).status == "consultation"


@pytest.mark.parametrize("who", sorted(WRITERS))
def test_a_writer_does_everything_through_the_pages(people, zimbabwe, who):
    client = signed_in(people[who])
    answers = {}
    for verb, (page, _method, _path, body) in verbs(zimbabwe).items():
        values = {
            **typed(client, page),
            **{name: value for name, value in body.items() if name != "programme"},
        }
        if verb == "add outcome":
            values["priority"] = str(Priority.objects.filter(programme=zimbabwe).first().pk)
        if verb == "move programme":
            values.pop("status")  # it stands in the address
        answers[verb] = client.post(page, values).status_code
    assert {verb: code for verb, code in answers.items() if code != 302} == {}
    assert CountryProgramme.objects.get(pk=zimbabwe.pk).status == "consultation"


# --- Who sees what ----------------------------------------------------------------------------------


def test_a_draft_is_hidden_as_if_it_were_missing(people, zimbabwe):
    for who, user in people.items():
        client, sees = signed_in(user), who in STAFF | {"constituent"}
        page = client.get(f"/dwcps/{zimbabwe.slug}/")
        answer = client.get(f"{API}{zimbabwe.pk}/")
        listed = client.get(API, {"count": "true"}).json()
        outcomes = client.get("/api/v1/country-programme-outcomes/", {"count": "true"}).json()
        assert (page.status_code, answer.status_code) == ((200, 200) if sees else (404, 404)), who
        assert (listed["count"], outcomes["count"]) == ((1, 2) if sees else (0, 0)), who
        assert bool(client.get("/api/v1/changes/", {"noun": "country-programmes"}).json()["results"]) is sees
        for part in ("statuses/", "plan/", "priorities/"):
            assert client.get(f"{API}{zimbabwe.pk}/{part}").status_code == (200 if sees else 404)
        if not sees:
            missing = client.get(f"{API}999999/")
            assert answer.json() == missing.json()


def test_a_constituent_sees_no_draft_of_another_country(people, cambodia):
    client = signed_in(people["constituent"])
    assert client.get(f"/dwcps/{cambodia.slug}/").status_code == 404
    assert client.get(f"{API}{cambodia.pk}/").status_code == 404


def test_everyone_sees_a_signed_programme_but_not_its_past_as_a_draft(people, zimbabwe):
    Priority.objects.get(position=9).delete()
    plans.brought_to(people["regional_officer"], zimbabwe, "signed")
    client = Client()
    page = client.get(f"/dwcps/{zimbabwe.slug}/").content.decode()
    assert "More young people work" in page
    assert "Agreed: signed" not in page
    assert "Who changed what" not in page
    states = client.get(f"{API}{zimbabwe.pk}/statuses/").json()
    assert [one["status"] for one in states] == ["signed"]
    changes = client.get("/api/v1/changes/", {"noun": "country-programmes"}).json()["results"]
    assert [one["verb"] for one in changes] == ["created"]
    auditor = signed_in(people["auditor"])
    inside = auditor.get(f"/dwcps/{zimbabwe.slug}/").content.decode()
    assert "Agreed: signed" in inside
    assert "Chipo Field" not in inside
    assert "Chipo Field" in auditor.get(f"/dwcps/{zimbabwe.slug}/?show=changes").content.decode()


# --- Versions through both doors --------------------------------------------------------------------


def test_the_api_asks_for_a_version_and_refuses_a_stale_one(people, zimbabwe):
    client = signed_in(people["field_officer"])
    path = f"{API}{zimbabwe.pk}/"
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    without = client.patch(path, {"title": "New"}, content_type="application/json")
    assert without.status_code == 428
    saved = client.patch(path, {"title": "New"}, content_type="application/json", headers={"If-Match": tag})
    assert (saved.status_code, saved.json()["title"], saved.json()["version"]) == (200, "New", 2)
    stale = client.patch(path, {"title": "Mine"}, content_type="application/json", headers={"If-Match": tag})
    assert stale.status_code == 412
    assert stale.json()["theirs"] == {"title": "New"}
    assert stale.json()["yours"] == {"title": "Mine"}
    again = client.patch(
        path, {"title": "Mine"}, content_type="application/json", headers={"If-Match": f"W/{saved['ETag']}"}
    )
    assert again.status_code == 200


def test_the_form_shows_both_versions_and_saves_by_decision(people, zimbabwe):
    page = f"/dwcps/{zimbabwe.slug}/edit/"
    first, second = signed_in(people["field_officer"]), signed_in(people["regional_officer"])
    values = typed(second, page)
    assert first.post(page, {**typed(first, page), "title": "The field’s title"}).status_code == 302
    shown = second.post(page, {**values, "title": "The region’s title"})
    text = shown.content.decode()
    assert shown.status_code == 412
    assert "The field’s title" in text
    assert "The region’s title" in text
    assert CountryProgramme.objects.get().title == "The field’s title"
    decided = {**values, "title": "The region’s title", "version": shown.context["form"]["version"].value()}
    assert second.post(page, decided).status_code == 302
    assert CountryProgramme.objects.get().title == "The region’s title"


def test_two_editors_of_one_outcome_meet_in_a_conflict(people, zimbabwe):
    outcome = ProgrammeOutcome.objects.get(code="ZWE101")
    page = f"/dwcps/outcomes/{outcome.pk}/edit/"
    first, second = signed_in(people["field_officer"]), signed_in(people["regional_officer"])
    values = typed(second, page)
    assert first.post(page, {**values, "progress": "on_track"}).status_code == 302
    shown = second.post(page, {**values, "progress": "no_progress"})
    assert shown.status_code == 412
    assert "On track" in shown.content.decode()
    stale = through_the_api(
        second, "patch", f"/api/v1/country-programme-outcomes/{outcome.pk}/", {"progress": "no_progress"}
    )
    assert stale.status_code == 412
    assert ProgrammeOutcome.objects.get(pk=outcome.pk).progress == "on_track"


def test_what_was_removed_stays_in_the_history(people, zimbabwe):
    client = signed_in(people["field_officer"])
    page = f"/dwcps/priorities/{Priority.objects.get(position=9).pk}/remove/"
    assert client.post(page, typed(client, page)).status_code == 302
    shown = client.get(f"/dwcps/{zimbabwe.slug}/", {"show": "changes"}).content.decode()
    assert "Priority removed" in shown
    assert "removed</span>" in shown


# --- Shapes -----------------------------------------------------------------------------------------


def test_a_programme_is_started_through_both_doors(people, countries):
    client = signed_in(people["field_officer"])
    body = {"title": "DWCP Namibia", "country": "NAM", "starts_on": "2026-01-01", "ends_on": "2031-01-01"}
    made = client.post(API, body, content_type="application/json")
    assert made.status_code == 201
    assert made["Location"] == made.json()["url"]
    assert (made.json()["code"], made.json()["status"]) == ("nam-2026", "draft")
    page = client.post("/dwcps/new/", {"title": "DWCP Zimbabwe", "country": "ZWE", "language": "en"})
    assert page["Location"] == reverse("programme", args=["zwe-draft"])
    placeless = client.post("/dwcps/new/", {"title": "DWCP", "language": "en"})
    assert placeless.status_code == 422
    assert "country" in placeless.context["form"].errors
    for refused in ({"country": "KHM"}, {"region": "africa"}):
        answer = client.post(API, {"title": "No", **refused}, content_type="application/json")
        assert answer.status_code == 403
    offered = client.get("/dwcps/new/").context["form"].fields
    assert sorted(offered["country"].queryset.values_list("pk", flat=True)) == ["NAM", "ZWE"]
    assert "region" not in offered
    assert (
        signed_in(people["donor"] if "donor" in people else people["outsider"]).get("/dwcps/new/").status_code
        == 403
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"ends_on": "never"}, "ends_on"),
        ({"starts_on": "2030-01-01", "ends_on": "2029-01-01"}, "ends_on"),
        ({"status": "running"}, "status"),
        ({"office": "NOWHERE"}, "office"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(people, zimbabwe, body, field):
    client = signed_in(people["field_officer"])
    answer = through_the_api(client, "patch", f"{API}{zimbabwe.pk}/", body)
    assert answer.status_code in {400, 422}
    assert field in answer.json()["errors"]


def test_a_form_shows_an_error_beside_its_field(people, zimbabwe):
    client = signed_in(people["field_officer"])
    page = f"/dwcps/{zimbabwe.slug}/edit/"
    shown = client.post(page, {**typed(client, page), "ends_on": "2020-01-01"})
    assert shown.status_code == 422
    assert shown.context["form"].errors["ends_on"] == ["The end must be after the start."]


def test_the_move_page_says_what_is_lacking(people, countries):
    bare = programmes.create_programme(
        by=people["field_officer"], country=countries["ZWE"], text=programmes.ProgrammeText(title="Bare")
    )
    client = signed_in(people["field_officer"])
    page = f"/dwcps/{bare.slug}/move/consultation/"
    barred = client.get(page)
    assert barred.status_code == 409
    text = barred.content.decode()
    for message in (
        "Name the responsible office.",
        "Say when the programme starts.",
        "at least one priority",
    ):
        assert message in text
    refused = client.post(page, {"version": bare.version, "effective_on": "2024-01-10", "reason": "Try"})
    assert refused.status_code == 422
    assert client.get(f"/dwcps/{bare.slug}/move/buried/").status_code == 404


def test_the_plan_holds_everything_below_the_programme(people, zimbabwe):
    plan = signed_in(people["auditor"]).get(f"{API}{zimbabwe.pk}/plan/").json()
    outcome = plan["priorities"][0]["outcomes"][0]
    assert outcome["code"] == "ZWE101"
    assert outcome["indicators"][0]["milestones"][0]["due_on"] == date(2025, 12, 31).isoformat()
