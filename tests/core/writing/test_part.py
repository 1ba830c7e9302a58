"""A part is written through the API as on its pages: same people, same checks, same history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ilo_dc.core.history.events import tracked
from portfolio.frameworks.actions import frameworks
from portfolio.frameworks.actions.framework_parts import ROADMAP_STAGES, StageData
from portfolio.models import JointWorkPlan, ResultsGroup, RoadmapStage
from tests.people import signed_in
from tests.portfolio.permissions import FRAMEWORK_PARTS
from tests.recipes.frameworks import VALUES, make_whole

API = "/api/v1/"
KEPT = {"id", "url", "version", "updated_at", "demonstration", "countries", "may_be_cut", "source_text"}
each_part = pytest.mark.parametrize(("path", "word"), FRAMEWORK_PARTS.items())


@pytest.fixture
def whole(coordinator, countries):
    """A framework of Zimbabwe with one of each part; not published."""
    return make_whole(coordinator, countries["ZWE"])


@pytest.fixture
def writer(coordinator):
    """The coordinator's browser."""
    return signed_in(coordinator)


def ask(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """Send JSON; headers by their names with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(method, path, json.dumps(body or {}), "application/json", headers=named)


def new_of(whole: Any, word: str) -> dict[str, Any]:
    """Return the body that adds a part."""
    owner = {"country": "ZWE"} if word == "team" else {"framework": whole.framework.slug}
    return {**VALUES[word], **owner}


def reasons_of(row: Any) -> list[str]:
    """Return what the history says of a row, in order."""
    events: Any = tracked()[row._meta.label_lower]._default_manager.filter(pgh_obj_id=row.pk)
    return [one.pgh_context.metadata["reason"] for one in events.order_by("pgh_id")]


@each_part
def test_it_is_added_read_changed_and_removed(whole, writer, path, word):
    made = ask(writer, "POST", f"{API}{path}/", new_of(whole, word))
    assert (made.status_code, made["ETag"], made["Location"]) == (201, '"1"', made.json()["url"])
    address = made["Location"]
    read = writer.get(address)
    assert read.json() == made.json()
    assert {**read.json(), **new_of(whole, word)} == read.json()
    first = next(name for name in ("name", "note", "reference", "text") if name in read.json())
    saved = ask(writer, "PATCH", address, {first: "Said again"}, If_Match=read["ETag"])
    assert (saved.status_code, saved["ETag"], saved.json()[first]) == (200, '"2"', "Said again")
    assert {**read.json(), **saved.json()} == saved.json()
    gone = ask(writer, "DELETE", address, If_Match='"2"')
    assert (gone.status_code, writer.get(address).status_code) == (204, 404)


@each_part
def test_what_was_read_may_be_sent_back_and_only_unchanged(whole, writer, path, word):
    address = f"{API}{path}/{whole.parts[word].pk}/"
    read = writer.get(address)
    again = ask(writer, "PATCH", address, read.json(), If_Match=read["ETag"])
    assert (again.status_code, again["ETag"]) == (200, read["ETag"])
    assert again.json() == read.json()
    changed = {**read.json(), "version": 7, "url": "https://example.org/"}
    refused = ask(writer, "PATCH", address, changed, If_Match=read["ETag"])
    assert (refused.status_code, sorted(refused.json()["errors"])) == (400, ["url", "version"])


@each_part
def test_a_write_takes_what_the_read_answers(whole, writer, path, word):
    row = whole.parts[word]
    read = writer.get(f"{API}{path}/{row.pk}/").json()
    body = {name: value for name, value in read.items() if name not in {*KEPT, "last_day"}}
    unchanged = {name: value for name, value in body.items() if name not in {"framework", "country", "level"}}
    same = ask(writer, "PATCH", read["url"], unchanged, If_Match='"1"')
    assert (same.status_code, same.json()) == (200, read)
    other = {"text": "Other", "name": "Other", "position": 9, "reference": "Other"}
    again = {**body, **{name: value for name, value in other.items() if name in body}}
    if word == "team":
        again |= {"starts_on": "2030-01-01", "ends_on": None}
    made = ask(writer, "POST", f"{API}{path}/", again)
    assert made.status_code == 201, made.json()
    assert {**made.json(), **again} == made.json()


def test_the_history_says_what_was_done(whole, writer):
    stage = whole.parts["roadmap"]
    ask(writer, "PATCH", f"{API}roadmap-stages/{stage.pk}/", {"name": "Adopted"}, If_Match='"1"')
    ask(writer, "DELETE", f"{API}roadmap-stages/{stage.pk}/", If_Match='"2"')
    assert reasons_of(stage) == [
        "Stage of the roadmap added",
        "Stage of the roadmap changed",
        "Stage of the roadmap removed",
    ]


@each_part
def test_a_change_names_the_version_that_was_read(whole, writer, path, word):
    address = f"{API}{path}/{whole.parts[word].pk}/"
    for method in ("PATCH", "DELETE"):
        assert ask(writer, method, address).status_code == 428
        stale = ask(writer, method, address, If_Match='"7"')
        assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")
    assert writer.get(address)["ETag"] == '"1"'


def test_a_conflict_shows_both(whole, writer):
    address = f"{API}roadmap-stages/{whole.parts['roadmap'].pk}/"
    ask(writer, "PATCH", address, {"name": "Theirs"}, If_Match='"1"')
    stale = ask(writer, "PATCH", address, {"name": "Mine"}, If_Match='"1"').json()
    assert (stale["theirs"], stale["yours"]) == ({"name": "Theirs"}, {"name": "Mine"})


@each_part
def test_sent_twice_under_one_key_it_is_added_once(whole, writer, path, word):
    rows = type(whole.parts[word]).objects
    first, again = (
        ask(writer, "POST", f"{API}{path}/", new_of(whole, word), Idempotency_Key="k-1") for _turn in range(2)
    )
    assert (first.status_code, first.content, first["Location"]) == (201, again.content, again["Location"])
    assert rows.count() == 2


@each_part
def test_page_and_api_refuse_the_same_people(people, whole, path, word):
    row, slug = whole.parts[word], whole.framework.slug
    for name, person in people.items():
        client = signed_in(person)
        pages = [
            client.get(f"/frameworks/{slug}/{word}/{row.pk}/").status_code,
            client.get(f"/frameworks/{slug}/{word}/{row.pk}/remove/").status_code,
        ]
        address = f"{API}{path}/{row.pk}/"
        asked = [ask(client, method, address, If_Match='"7"').status_code for method in ("PATCH", "DELETE")]
        # who may write is told that the version is stale
        assert asked == [{200: 412}.get(code, code) for code in pages], (name, word)


# --- What is refused ----------------------------------------------------------------------------------


def test_the_owner_never_changes_and_a_level_only_for_a_reason(whole, writer):
    for word, path, body in (
        ("results", "framework-outcomes", {"level": "priority"}),
        ("roadmap", "roadmap-stages", {"framework": "elsewhere"}),
    ):
        answer = ask(writer, "PATCH", f"{API}{path}/{whole.parts[word].pk}/", body, If_Match='"1"')
        assert (answer.status_code, list(answer.json()["errors"])) == (400, list(body))


def test_what_belongs_to_another_framework_is_refused(whole, writer, coordinator, countries):
    text = frameworks.FrameworkText(title="Other", kind="unsdcf")
    other = frameworks.create_framework(by=coordinator, countries=[countries["NAM"]], text=text)
    result = {"framework": other.slug, "name": "Jobs", "ilo_role": "member"}
    refused = ask(writer, "POST", f"{API}results-groups/", {**result, "result": whole.parts["results"].pk})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["result"])
    plan = {**VALUES["work-plans"], "framework": other.slug, "group": "Jobs"}
    refused = ask(writer, "POST", f"{API}joint-work-plans/", plan)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["group"])
    assert (ResultsGroup.objects.count(), JointWorkPlan.objects.count()) == (1, 1)


def test_a_check_of_the_page_is_a_check_of_the_api(whole, writer):
    body = {**new_of(whole, "roadmap"), "done_on": "2199-01-01"}
    api = ask(writer, "POST", f"{API}roadmap-stages/", body)
    page = writer.post(f"/frameworks/{whole.framework.slug}/roadmap/add/", body)
    assert (api.status_code, page.status_code) == (422, 422)
    assert api.json()["errors"]["done_on"] == page.context["form"].errors["done_on"]
    assert RoadmapStage.objects.count() == 1


def test_a_row_that_something_refers_to_stays(whole, writer):
    address = f"{API}results-groups/{whole.parts['groups'].pk}/"
    answer = ask(writer, "DELETE", address, If_Match='"1"')
    assert (answer.status_code, answer.json()["title"]) == (
        422,
        "Unable to change this cooperation framework",
    )


def test_nothing_differs_nothing_is_saved(whole, coordinator):
    stage = whole.parts["roadmap"]
    data = ROADMAP_STAGES.data_of(stage)
    assert isinstance(data, StageData)
    assert ROADMAP_STAGES.edit(by=coordinator, row=stage, lock_version=1, data=data).version == 1
