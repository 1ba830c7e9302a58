"""The alignment matrix, the register and the API: the same cells, the same refusals."""

from __future__ import annotations

import csv
import gzip
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from ilo_dc.core.models import User
from portfolio.alignments.actions import Cell, set_alignment
from portfolio.models import Alignment, CountryProgramme
from tests.people import signed_in
from tests.recipes import alignments as cast
from tests.recipes import programmes as plans

PAGE = "/dwcps/zwe-2024/alignment/"
LIST = "/api/v1/alignments/"
TODAY = timezone.now().date().isoformat()


@pytest.fixture
def framework(countries):
    """The UN framework of Zimbabwe, with three outcomes."""
    return cast.un_framework("ZWE")


@pytest.fixture
def programme(field_officer, countries, framework) -> CountryProgramme:
    """A draft of Zimbabwe with one priority and one outcome."""
    return plans.draft(field_officer, countries["ZWE"])


def result(number: int):
    return cast.results_of(cast.CooperationFramework.objects.get(slug="zwe"))[number - 1]


def named(programme, side: str, number: int = 1) -> str:
    sides = {"p": f"p{programme.priorities.get().pk}", "o": f"o{programme.outcomes.get().pk}", "un": "un"}
    return f"{sides[side]}-r{result(number).pk}"


def record(by, programme, number=1, **values) -> Alignment:
    fact = Alignment.objects.current().filter(pair__programme=programme, pair__result=result(number)).first()
    cell = Cell(
        result=result(number), priority=programme.priorities.get(), read=fact.pk if fact else None, **values
    )
    set_alignment(by=by, programme=programme, cells=[cell])
    return Alignment.objects.current().get(pair__programme=programme, pair__result=result(number))


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the page's matrix, nothing changed."""
    sent = {
        name: value
        for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page)
        if name in {"read", "once", "effective_on"}
    }
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return {"effective_on": TODAY, **sent}


def sent(client, **typed) -> dict[str, str]:
    return {**form_of(client.get(PAGE).content.decode()), **typed}


# --- The page -----------------------------------------------------------------------------------------


def test_the_matrix_is_edited_in_place_and_saves_what_changed(client, field_officer, programme):
    record(field_officer, programme, extent="none")
    signed_in(field_officer, client)
    typed = sent(
        client,
        **{
            f"{named(programme, 'o', 2)}-extent": "full",
            f"{named(programme, 'o', 2)}-level": "output",
            f"{named(programme, 'o', 2)}-role": "lead",
            f"{named(programme, 'un', 3)}-extent": "un_only",
        },
    )
    answer = client.post(PAGE, typed)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?framework=zwe")
    facts = Alignment.objects.order_by("pair_id")
    assert sorted(fact.field_values for fact in facts) == [
        ("full", "output", "lead"),
        ("none", "", ""),
        ("un_only", "", ""),
    ]
    page = client.get(answer["Location"]).content.decode()
    assert "Cells that changed: 2." in page
    assert "Output, Leads" in page
    again = client.post(PAGE, typed, follow=True).content.decode()
    assert "This was saved already" in again
    assert Alignment.objects.count() == 3
    unchanged = client.post(PAGE, sent(client), follow=True).content.decode()
    assert "Nothing was changed." in unchanged


def test_the_page_says_which_cell_is_wrong_and_keeps_what_was_typed(client, field_officer, programme):
    signed_in(field_officer, client)
    name = named(programme, "p")
    answer = client.post(PAGE, sent(client, **{f"{name}-extent": "none", f"{name}-role": "lead"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{name}-extent"' in page
    assert "leads or shares only" in page
    assert form_of(page)[f"{name}-role"] == "lead"
    for typed in ({"effective_on": "soon"}, {"effective_on": "2999-01-01", f"{name}-extent": "full"}):
        answer = client.post(PAGE, sent(client, **typed))
        assert answer.status_code == 422
        assert 'href="#id_effective_on"' in answer.content.decode()
    gone = client.post(PAGE, sent(client, **{"o999-r999-extent": "full"}))
    assert gone.status_code == 422
    assert "removed meanwhile" in gone.content.decode()
    assert not Alignment.objects.exists()


def test_a_conflict_shows_both_versions_and_a_second_try_decides(
    client, field_officer, regional_officer, programme
):
    record(field_officer, programme, extent="none")
    signed_in(field_officer, client)
    name = named(programme, "p")
    typed = sent(client, **{f"{name}-extent": "partial", f"{named(programme, 'un', 2)}-extent": "un_only"})
    record(regional_officer, programme, extent="full", level="outcome")
    answer = client.post(PAGE, typed)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert ">Full, Outcome</td>" in page
    assert ">Partial</td>" in page
    assert Alignment.objects.current().get().extent == "full"
    decided = form_of(page)
    assert decided[f"{name}-extent"] == "partial"
    assert client.post(PAGE, decided).status_code == 302
    assert {fact.extent for fact in Alignment.objects.current()} == {"partial", "un_only"}


def test_a_cell_that_was_only_sent_along_overwrites_nobodys(
    client, field_officer, regional_officer, programme
):
    record(field_officer, programme, extent="none")
    signed_in(field_officer, client)
    typed = sent(client, **{f"{named(programme, 'un', 2)}-extent": "un_only"})
    record(regional_officer, programme, extent="full")
    assert client.post(PAGE, typed).status_code == 302
    assert {fact.extent for fact in Alignment.objects.current()} == {"full", "un_only"}


def test_others_read_the_matrix_and_cannot_write_it(client, people, regional_officer, programme):
    record(regional_officer, programme, extent="full")
    assert client.get(PAGE).status_code == 404
    plans.brought_to(regional_officer, programme, "signed")
    page = client.get(PAGE).content.decode()
    assert "badge-ok" in page
    assert "<select" not in page
    body = {f"{named(programme, 'p')}-extent": "none", "effective_on": TODAY}
    assert client.post(PAGE, body)["Location"].startswith("/account/login/")
    for name, person in people.items():
        signed_in(person, client)
        may = name in {"field_officer", "regional_officer"}
        assert ("<select" in client.get(PAGE).content.decode()) == may
        if not may:
            assert client.post(PAGE, body).status_code == 403
    assert Alignment.objects.current().get().extent == "full"


def test_the_sheets_hold_exactly_the_matrix(client, field_officer, programme):
    record(field_officer, programme, 2, extent="full", role="lead")
    signed_in(field_officer, client)
    sheet = client.get(PAGE, {"format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(sheet.streaming_content).decode())))
    assert "demonstration" in sheet["Content-Disposition"]
    assert len(rows) == 4
    assert [row[0] for row in rows[1:]] == ["priority", "outcome", "none"]
    assert rows[1][3:] == ["", "full; lead", ""]
    book = load_workbook(io.BytesIO(client.get(PAGE, {"format": "xlsx"}).content))
    cells = [[value or "" for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert cells == rows
    assert client.get(PAGE, {"format": "pdf"}).status_code == 400
    assert client.get(PAGE, {"framework": "nowhere"}).status_code == 404


def test_a_programme_without_a_framework_says_so(client, field_officer, countries):
    plans.draft(field_officer, countries["NAM"])
    signed_in(field_officer, client)
    page = client.get("/dwcps/nam-2024/alignment/").content.decode()
    assert "No UN framework recorded" in page
    assert client.get("/dwcps/nam-2024/alignment/?format=csv").status_code == 404
    cast.un_framework("NAM", results=0)
    assert "No result recorded" in client.get("/dwcps/nam-2024/alignment/").content.decode()


def test_texts_are_shown_and_never_run(client, field_officer, programme):
    cast.FrameworkResult.objects.create(
        framework=cast.CooperationFramework.objects.get(slug="zwe"),
        level="output",
        text="<script>alert(1)</script>",
    )
    signed_in(field_officer, client)
    assert "<script>alert" not in client.get(PAGE).content.decode()


def test_a_large_matrix_is_light_and_takes_no_more_queries(client, field_officer, constituent, programme):
    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    record(field_officer, programme, extent="full")
    paths = (PAGE, LIST, "/dwcps/alignments/", "/dwcps/zwe-2024/")
    signed_in(constituent, client)
    few = [queries(path) for path in paths]
    framework = cast.CooperationFramework.objects.get(slug="zwe")
    for number in range(4, 21):
        cast.FrameworkResult.objects.create(framework=framework, level="output", text=f"Output {number:02}")
    priority = programme.priorities.get()
    for number in range(2, 21):
        text = plans.programme_outcomes.OutcomeText(priority, f"ZWE{100 + number}", f"Outcome {number}")
        plans.programme_outcomes.add_outcome(by=field_officer, programme=programme, text=text)
    cells = [
        Cell(result=one, outcome=outcome, extent="partial", level="output", role="shared")
        for one in cast.results_of(framework)
        for outcome in programme.outcomes.all()
    ]
    set_alignment(by=field_officer, programme=programme, cells=cells)
    assert [queries(path) for path in paths] == few
    signed_in(field_officer, client)
    page = client.get(PAGE)
    assert page.content.decode().count('-extent" id=') == 20 * 22
    assert len(gzip.compress(page.content)) < 60_000
    typed = sent(client, **{f"un-r{result(2).pk}-extent": "supported"})
    assert client.post(PAGE, typed).status_code == 302
    assert Alignment.objects.filter(extent="supported").count() == 1


# --- The panels ---------------------------------------------------------------------------------------


def test_the_programme_and_the_framework_tell_of_the_alignment(client, regional_officer, programme):
    assert "Nobody has compared" in shown(client, regional_officer, "/dwcps/zwe-2024/")
    record(regional_officer, programme, extent="partial", level="output")
    assert "UN alignment" not in shown(client, None, "/frameworks/zwe/")
    assert ">Partial<" in shown(client, regional_officer, "/dwcps/zwe-2024/")
    plans.brought_to(regional_officer, programme, "signed")
    page = shown(client, None, "/frameworks/zwe/")
    assert "UN alignment" in page
    address = re.search(r'href="(/dwcps/alignments/\?[^"]*extent=partial[^"]*)"', page)
    assert address is not None
    assert ">Partial<" in client.get(address[1].replace("&amp;", "&")).content.decode()


def shown(client, person, path) -> str:
    client.logout()
    if person:
        signed_in(person, client)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- The API ------------------------------------------------------------------------------------------


def test_one_pair_is_recorded_changed_and_withdrawn_by_the_fact_that_was_read(
    client, field_officer, programme
):
    signed_in(field_officer, client)
    body = {"programme": "zwe-2024", "priority": 1, "result": result(1).pk, "extent": "full"}
    made = client.post(LIST, body, content_type="application/json", headers={"idempotency-key": "first"})
    assert made.status_code == 201, made.content
    url = made["Location"]
    assert made["ETag"] == f'"{made.json()["fact"]}"'
    assert (made.json()["side"], made.json()["priority"], made.json()["effective_on"]) == (
        "priority",
        1,
        TODAY,
    )
    repeated = client.post(LIST, body, content_type="application/json", headers={"idempotency-key": "first"})
    assert repeated.json() == made.json()
    other = {**body, "extent": "none"}
    assert client.post(LIST, other, content_type="application/json").status_code == 412

    def put(values, **headers):
        return client.put(url, values, content_type="application/json", headers=headers)

    assert put({"extent": "partial"}).status_code == 428
    assert put({"extent": "full"}).status_code == 428, "what stands there already"
    changed = put({"extent": "partial", "level": "output"}, if_match=made["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != made["ETag"]
    stale = put({"extent": "none"}, if_match=made["ETag"])
    assert stale.status_code == 412
    assert list(stale.json()["theirs"].values()) == [{"extent": "partial", "level": "output", "role": ""}]
    assert put({"extent": "un_only"}, if_match=changed["ETag"]).status_code == 422
    assert put({"extent": "roof"}, if_match=changed["ETag"]).status_code == 400
    assert client.delete(url).status_code == 428
    assert client.delete(url, headers={"if-match": changed["ETag"]}).status_code == 204
    assert client.get(url).json()["withdrawn"] is True
    assert client.delete(url).status_code == 428, "it is withdrawn already"
    assert client.get(LIST).json()["results"] == []
    back = client.post(LIST, other, content_type="application/json")
    assert (back.status_code, back["Location"]) == (201, url)
    assert client.get(url).json()["extent"] == "none"


def test_many_cells_are_set_together_or_not_at_all(client, field_officer, programme):
    fact = record(field_officer, programme, extent="none")
    signed_in(field_officer, client)
    url = f"/api/v1/country-programmes/{programme.pk}/alignments/"
    cells = [
        {"priority": 1, "result": result(1).pk, "extent": "full", "read": fact.pk},
        {"outcome": "ZWE101", "result": result(2).pk, "extent": "partial", "read": None},
        {"result": result(3).pk, "extent": "un_only", "read": None},
    ]
    saved = client.put(url, {"cells": cells}, content_type="application/json")
    assert saved.status_code == 200, saved.content
    assert [row["extent"] for row in saved.json()] == ["full", "partial", "un_only"]
    assert client.get(url).json() == saved.json()
    cells[0]["extent"] = "none"
    cells[1] |= {"extent": "none", "read": saved.json()[1]["fact"]}
    stale = client.put(url, {"cells": cells}, content_type="application/json")
    assert stale.status_code == 412
    assert Alignment.objects.current().filter(extent="none").count() == 0
    for wrong, field in (
        ({"priority": 9}, "priority"),
        ({"outcome": "ZWE999"}, "outcome"),
        ({"result": 10**12}, "result"),
    ):
        refused = client.put(url, {"cells": [{**cells[2], **wrong}]}, content_type="application/json")
        assert refused.status_code == 400
        assert field in refused.json()["errors"]


def test_the_api_refuses_whom_the_page_refuses(client, people, regional_officer, programme):
    fact = record(regional_officer, programme, extent="none")
    plans.brought_to(regional_officer, programme, "signed")
    url = f"{LIST}{fact.pair_id}/"
    many = f"/api/v1/country-programmes/{programme.pk}/alignments/"
    for name, person in people.items():
        signed_in(person, client)
        tag = client.get(url)["ETag"]
        may = name in {"field_officer", "regional_officer"}
        put = client.put(
            url,
            {"extent": "none", "role": "none"},
            content_type="application/json",
            headers={"if-match": tag},
        )
        assert (put.status_code == 200) == may
        assert put.status_code in {200, 403}
        cells = [{"result": result(3).pk, "extent": "un_only", "read": None}]
        assert (client.put(many, {"cells": cells}, content_type="application/json").status_code == 200) == may
        new = {"programme": "zwe-2024", "result": result(2).pk, "extent": "un_only"}
        posted = client.post(LIST, new, content_type="application/json")
        assert posted.status_code == (201 if may else 403)
        if may:
            withdrawn(person, programme)


def withdrawn(by, programme) -> None:
    """Empty the cells of what only the UN framework holds."""
    facts = Alignment.objects.current().filter(extent="un_only").select_related("pair__result")
    cells = [Cell(result=one.pair.result, read=one.pk) for one in facts]
    set_alignment(by=by, programme=programme, cells=cells)


def test_hidden_and_missing_pairs_are_the_same(client, outsider, field_officer, programme):
    fact = record(field_officer, programme, extent="none")
    for person in (None, outsider):
        client.logout()
        if person:
            signed_in(person, client)
        assert client.get(f"{LIST}{fact.pair_id}/").status_code == 404
        assert client.get(f"{LIST}{10**12}/").status_code == 404
        assert client.get(LIST, {"count": "true"}).json()["count"] == 0
        assert client.get("/api/v1/changes/", {"noun": "alignments"}).json()["results"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"extent": "full"}, 1),
        ({"extent": "full,none"}, 2),
        ({"country": "ZWE"}, 3),
        ({"country": "NAM"}, 0),
        ({"region": "africa"}, 3),
        ({"programme": "zwe-2024"}, 3),
        ({"framework": "zwe"}, 3),
        ({"side": "none"}, 1),
        ({"side": "priority"}, 2),
        ({"level": "output"}, 1),
        ({"role": "lead"}, 1),
        ({"search": "Outcome 1 of ZWE"}, 1),
        ({"published": "true"}, 0),
        ({"as_of": "2020-01-01"}, 0),
    ],
)
def test_each_filter_narrows_page_api_and_sheet_alike(client, programme, query, count):
    field_officer = User.objects.get(username="chipo")
    record(field_officer, programme, extent="full", level="output", role="lead")
    record(field_officer, programme, 2, extent="none")
    set_alignment(by=field_officer, programme=programme, cells=[Cell(result=result(3), extent="un_only")])
    signed_in(field_officer, client)
    listed = client.get(LIST, query).json()["results"]
    assert len(listed) == count
    sheet = client.get(LIST, {**query, "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
    assert [row["id"] for row in rows] == [str(row["id"]) for row in listed]
    page = client.get("/dwcps/alignments/", query)
    assert page.status_code == 200
    assert page.content.decode().count(f'href="{PAGE}') == count
