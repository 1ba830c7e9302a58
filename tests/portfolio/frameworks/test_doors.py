"""Who sees and changes frameworks and what belongs to them: pages and API answer each person the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.alignments.actions import Cell, set_alignment
from portfolio.programmes.actions.outcome_links import Links, link_outcome
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes.frameworks import DESCRIPTION, PATHS, VALUES, make_whole
from tests.recipes.sub_output_sheets import row

WRITERS = {"field_officer", "regional_officer", "coordinator"}
STRANGERS = {"german_donor", "swedish_donor", "outsider"}
EDITS = ["describe", "status", "receive"]
PACIFIC = "cok-fsm-kir-mhl-niu-nru-plw-tkl-wsm"
REGION = ["publish", "withdraw", "remove"]


@pytest.fixture
def whole(coordinator, countries):
    """A framework of Zimbabwe with one of each part; not published."""
    return make_whole(coordinator, countries["ZWE"])


def doors(whole) -> dict[str, str]:
    """Return every page that changes something, by name, with whom it is for in the first letter."""
    slug = whole.framework.slug
    found = {f"/frameworks/{slug}/{verb}/": "writer" for verb in EDITS}
    found |= {f"/frameworks/{slug}/{verb}/": "region" for verb in REGION}
    for part, one in whole.parts.items():
        found[f"/frameworks/{slug}/{part}/add/"] = "writer"
        found[f"/frameworks/{slug}/{part}/{one.pk}/"] = "writer"
        found[f"/frameworks/{slug}/{part}/{one.pk}/remove/"] = "writer"
    found[f"/frameworks/{slug}/results/{whole.parts['results'].pk}/level/"] = "writer"
    return found


def test_who_sees_an_unpublished_framework_and_its_parts(people, whole, client):
    addresses = [
        "/api/v1/cooperation-frameworks/",
        *(f"/api/v1/{path}/" for path in PATHS.values()),
    ]
    everyone = {name: signed_in(person) for name, person in people.items()} | {"anonymous": client}
    for name, caller in everyone.items():
        sees = name not in STRANGERS | {"anonymous"}
        for address in addresses:
            assert len(caller.get(address).json()["results"]) == (1 if sees else 0), (name, address)
        status = 200 if sees else 404
        assert caller.get(f"/frameworks/{whole.framework.slug}/").status_code == status, name
        api = caller.get(f"/api/v1/cooperation-frameworks/{whole.framework.pk}/")
        assert api.status_code == status, name


def test_published_it_is_seen_by_all_and_changed_by_no_others(people, whole, client, regional_officer):
    slug = whole.framework.slug
    signed_in(regional_officer).post(f"/frameworks/{slug}/publish/", {"version": whole.framework.version})
    for path in ("cooperation-frameworks", *PATHS.values()):
        assert len(client.get(f"/api/v1/{path}/").json()["results"]) == 1
        one = client.get(f"/api/v1/{path}/").json()["results"][0]
        assert client.get(one["url"]).json() == one
    page = client.get(f"/frameworks/{slug}/")
    assert page.status_code == 200
    for words in ("Decent work", "Jobs", "Co-lead", "JWP 2022", "CCA of 2024", "Non-resident", "Overdue"):
        assert words in page.content.decode(), words
    assert "/describe/" not in page.content.decode()
    donor = signed_in(people["german_donor"])
    assert donor.get(f"/frameworks/{slug}/describe/").status_code == 403
    assert donor.get(f"/frameworks/{slug}/history/").status_code == 403


def test_an_officer_of_one_country_writes_for_no_other(
    field_officer, regional_officer, coordinator, countries
):
    other = make_whole(coordinator, countries["KHM"])
    for person in (field_officer, regional_officer):
        client = signed_in(person)
        for address in doors(other):
            assert client.get(address).status_code == 403
    shared = signed_in(coordinator).post(
        "/frameworks/new/", {**DESCRIPTION, "countries": ["ZWE", "KHM"], "title": "Shared"}
    )
    assert shared.status_code == 302
    assert signed_in(field_officer).get(f"{shared['Location']}describe/").status_code == 403


@pytest.mark.parametrize("part", list(VALUES))
def test_a_part_is_added_edited_and_removed_on_its_pages(field_officer, whole, part):
    client = signed_in(field_officer)
    model, base = type(whole.parts[part]), f"/frameworks/{whole.framework.slug}/{part}/"
    values = {**VALUES[part], **({"country": "ZWE"} if part == "team" else {})}
    empty = client.post(f"{base}add/", {})
    assert empty.status_code == 422
    assert "error" in empty.content.decode()
    assert client.post(f"{base}add/", values).status_code == 302
    made = model.objects.order_by("-pk").first()
    assert model.objects.count() == 2
    assert made.demonstration
    edited = client.post(f"{base}{made.pk}/", {**values, "version": made.version})
    assert edited.status_code == 302
    assert client.post(f"{base}{made.pk}/remove/", {"version": made.version}).status_code == 302
    assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("roadmap", {"name": "Theirs"}),
        ("groups", {"name": "Theirs", "ilo_role": "lead"}),
        ("work-plans", {"reference": "Theirs"}),
        ("analysis", {"reference": "Theirs"}),
        ("team", {"note": "Theirs"}),
        ("results", {"text": "Theirs"}),
    ],
)
def test_an_overtaken_edit_shows_both_versions_and_saves_nothing(field_officer, whole, part, change):
    client, one = signed_in(field_officer), whole.parts[part]
    address = f"/frameworks/{whole.framework.slug}/{part}/{one.pk}/"
    shown = client.get(address).context["form"]
    form = {bound.name: bound.value() for bound in shown if bound.value() not in {None, ""}}
    assert client.post(address, {**form, **change}).status_code == 302
    mine = {name: value.replace("Theirs", "Mine") for name, value in change.items()}
    late = client.post(address, {**form, **mine})
    assert late.status_code == 412
    assert "Theirs" in late.content.decode()
    assert "Mine" in late.content.decode()
    one.refresh_from_db()
    assert one.version == form["version"] + 1
    gone = client.post(f"{address}remove/", {"version": form["version"]})
    assert gone.status_code == 412
    assert type(one).objects.filter(pk=one.pk).exists()


def test_a_part_of_another_framework_or_kind_is_missing(coordinator, whole, countries):
    other = make_whole(coordinator, countries["NAM"])
    client = signed_in(coordinator)
    base = f"/frameworks/{whole.framework.slug}"
    for part, one in other.parts.items():
        assert client.get(f"{base}/{part}/{one.pk}/").status_code == 404
    assert client.get(f"{base}/nonsense/add/").status_code == 404
    assert client.get("/frameworks/nowhere/describe/").status_code == 404
    assert client.get(f"{base}/groups/999999/remove/").status_code == 404


def test_a_group_and_a_plan_refer_to_their_own_framework_only(coordinator, whole, countries):
    other = make_whole(coordinator, countries["NAM"])
    client = signed_in(coordinator)
    base = f"/frameworks/{whole.framework.slug}"
    values = {**VALUES["groups"], "result": other.parts["results"].pk}
    assert client.post(f"{base}/groups/add/", values).status_code == 422
    values = {**VALUES["work-plans"], "group": other.parts["groups"].pk}
    assert client.post(f"{base}/work-plans/add/", values).status_code == 422


def test_a_result_that_others_refer_to_stays_and_its_page_says_why(
    field_officer, regional_officer, whole, countries
):
    programme = plans.draft(field_officer, countries["ZWE"])
    outcome, result = programme.outcomes.get(), whole.parts["results"]
    page = f"/frameworks/{whole.framework.slug}/results/{result.pk}/remove/"
    client = signed_in(regional_officer)

    def told() -> str:
        answer = client.post(page, {"version": result.version})
        assert answer.status_code == 422
        return answer.content.decode()

    assert "Remove or change that first" in told()  # its results group
    links = Links(framework=((result, Decimal(100)),))
    link_outcome(by=field_officer, outcome=outcome, lock_version=outcome.version, links=links)
    assert "Take it out of their links first" in told()
    cell = Cell(result=result, outcome=outcome, extent="full")
    set_alignment(by=field_officer, programme=programme, cells=[cell])
    assert "what was recorded is kept" in told()


def test_a_country_has_one_presence_at_a_time(field_officer, whole):
    client = signed_in(field_officer)
    values = {**VALUES["team"], "country": "ZWE", "starts_on": "2022-06-01"}
    answer = client.post(f"/frameworks/{whole.framework.slug}/team/add/", values)
    assert answer.status_code == 422
    assert "covers part of the time" in answer.content.decode()


def test_the_api_records_describes_moves_publishes_and_removes(regional_officer, countries):
    client = signed_in(regional_officer)
    address = "/api/v1/cooperation-frameworks/"

    def send(method, url, body, version=None):
        headers = {} if version is None else {"If-Match": version}
        return getattr(client, method)(url, body, content_type="application/json", headers=headers)

    made = send("post", address, {**DESCRIPTION, "countries": ["ZWE"]})
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["countries"], one["title"], one["published"], made["Location"]) == (
        ["ZWE"],
        DESCRIPTION["title"],
        False,
        one["url"],
    )
    assert send("patch", one["url"], {"title": "New"}).status_code == 428
    assert send("patch", one["url"], {"title": "New"}, '"77"').status_code == 412
    assert send("patch", one["url"], {"title": ""}, made["ETag"]).status_code == 400
    assert send("patch", one["url"], {"colour": "red"}, made["ETag"]).status_code == 400
    changed = send("patch", one["url"], {"title": "New"}, made["ETag"])
    assert (changed.status_code, changed.json()["title"]) == (200, "New")
    step = {"status": "signed", "effective_on": "2021-11-01"}
    signed = send("post", f"{one['url']}statuses/", step, changed["ETag"])
    assert signed.status_code == 201, signed.content
    assert client.get(one["url"]).json()["status"] == "signed"
    assert [state["status"] for state in client.get(f"{one['url']}statuses/").json()] == ["signed"]
    published = send("put", f"{one['url']}publication/", {"published": True}, signed["ETag"])
    assert published.json()["published"] is True
    back = {"published": False}
    assert send("put", f"{one['url']}publication/", back, published["ETag"]).status_code == 422
    assert send("post", address, {**DESCRIPTION, "countries": ["KHM"]}).status_code == 403
    assert send("post", address, {**DESCRIPTION, "countries": ["XXX"]}).status_code == 400
    second = {**DESCRIPTION, "countries": ["ZWE"], "starts_on": "2027-01-01", "ends_on": "2032-01-01"}
    made = send("post", address, {**second, "signed_on": None})
    assert send("delete", made.json()["url"], None, made["ETag"]).status_code == 204
    assert client.get(made.json()["url"]).status_code == 404


def test_the_register_filters_by_kind_status_day_and_one_un(client, published):
    def found(**query):
        asked = {"limit": 1000, "demonstration": "false", **query}
        rows = client.get("/api/v1/cooperation-frameworks/", asked).json()["results"]
        assert client.get("/frameworks/", asked).status_code == 200
        return {row["code"] for row in rows}

    assert found(kind="unsdcf") == {"civ", "tza", "pak", "uzb", PACIFIC}
    assert found(active_on="2025-12-31") == {"civ", "tza", "pak", "uzb"}
    assert found(active_on="2026-01-01") == {"tza", "pak", PACIFIC}
    assert found(status="running") == found(kind="unsdcf")
    assert found(one_un="true") == {"alb", "cpv", "moz", "pak", "tza", "ury", "vnm"}  # UN INFO names no RWA
    assert len(found()) == 90
    assert found(demonstration="true") > found()
    for query in ({"kind": "nonsense"}, {"active_on": "soon"}, {"one_un": "maybe"}, {"status": "lost"}):
        assert client.get("/api/v1/cooperation-frameworks/", query).status_code == 400


def test_the_history_says_who_and_why_to_staff_only(field_officer, whole, auditor, client):
    officer = signed_in(field_officer)
    result = whole.parts["results"]
    officer.post(
        f"/frameworks/{whole.framework.slug}/results/{result.pk}/level/",
        {"version": result.version, "level": "priority", "reason": "The signed text says so"},
    )
    page = signed_in(auditor).get(f"/frameworks/{whole.framework.slug}/history/").content.decode()
    for words in ("The signed text says so", "Chipo Field", "priority"):
        assert words in page
    assert client.get(f"/frameworks/{whole.framework.slug}/history/").status_code == 302


def test_empty_panels_say_what_to_do_next(coordinator, places, load_lines, client):
    load_lines(row("1"))
    page = signed_in(coordinator).get("/frameworks/ken/").content.decode()
    for words in (
        "Describe it",
        "Add its latest update first",
        "Add the stages that the country team’s roadmap names",
        "Add each results group",
        "Say whether the ILO is a resident",
        "Add the plan in force",
    ):
        assert words in page, words
    outside = client.get("/frameworks/ken/").content.decode()
    assert "A field or regional officer of these countries records it." in outside
    assert "Describe it" not in outside


def test_a_page_takes_as_many_queries_for_many_parts_as_for_one(field_officer, whole):
    client = signed_in(field_officer)
    address = f"/frameworks/{whole.framework.slug}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(2, 12):
        for part, values in {
            "results": {**VALUES["results"], "text": f"Outcome {number}"},
            "roadmap": {**VALUES["roadmap"], "position": number},
            "groups": {**VALUES["groups"], "name": f"Group {number}"},
            "work-plans": {**VALUES["work-plans"], "reference": f"JWP {number}"},
            "analysis": {**VALUES["analysis"], "updated_on": f"2025-05-{number:02}"},
        }.items():
            assert client.post(f"{address}{part}/add/", values).status_code == 302
    assert queries() == before <= 45
