"""Results frameworks on pages, in the API and in exports: the same rows, their provenance, their history."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ilo_dc.core.history import events as history
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.reference.actions.loading import load_reference_data
from portfolio.models import CrossWalk, ResultsNode
from tests.people import signed_in
from tests.recipes.results_sheets import (
    head,
    load_results,
    load_walks,
    node,
    result,
    walk,
    write_results,
    write_walks,
)

HOME = "/results-frameworks/"
RESULTS = f"{HOME}results/"
LISTS = ["results-frameworks", "results", "policy-outcomes", "sdg-targets"]


@pytest.fixture
def load(tmp_path, installation):
    """Import a sheet of results frameworks."""
    load_reference_data()
    return lambda *rows, by=None: load_results(write_results(tmp_path / "results.csv", *rows), by=by)


@pytest.fixture
def joined(load, tmp_path):
    """Two biennia, the first outcome of one continued in the second of the other."""
    load(head(), result("1"), head("PB-2024-25"), result("1", "PB-2024-25"), result("2", "PB-2024-25"))
    load_walks(write_walks(tmp_path / "walks.csv", walk()))


def listed(client, noun: str, **query) -> list[dict]:
    return client.get(f"/api/v1/{noun}/", {"limit": 1000, **query}).json()["results"]


def exported(client, noun: str, **query) -> list[dict]:
    sheet = client.get(f"/api/v1/{noun}/", {"format": "csv", **query})
    return list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))


def shown(client, address: str, **query) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def linked(page: str) -> set[str]:
    """Return framework and code of every result that a register page leads to."""
    return {
        f"{one[0]} {one[1]}"
        for one in re.findall(r'<a href="/results-frameworks/([A-Z0-9-]+)/([^/"]+)/"', page)
    }


def test_the_register_names_every_framework_with_what_is_to_be_verified(client, published):
    page = shown(client, HOME)
    for code in ("SP-2018-21", "SP-2022-25", "PB-2020-21", "PB-2022-23", "PB-2024-25", "SDG-2030"):
        assert f'href="{HOME}{code}/"' in page
    rows = {row["code"]: row for row in listed(client, "results-frameworks")}
    assert len([row for row in rows.values() if not row["demonstration"]]) == 6
    assert (rows["PB-2022-23"]["result_count"], rows["PB-2022-23"]["unverified_count"]) == (9, 7)
    assert rows["SDG-2030"]["result_count"] == 437
    assert rows["SP-2022-25"]["verified"] is True
    assert rows["PB-2022-23"]["biennium"] == "2022-23"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"framework": "PB-2022-23"}, 9),
        ({"biennium": "2024-25"}, 11),
        ({"level": "goal"}, 17),
        ({"kind": "enabling"}, 5),
        ({"framework": "PB-2022-23", "verified": "true"}, 2),
        ({"framework": "PB-2022-23", "verified": "false"}, 7),
        ({"code": "8.5"}, 1),
        ({"parent": "8.5"}, 2),
        ({"search": "8.b"}, 1),
        ({"search": "无贫穷"}, 1),
        ({"search": "нищеты", "level": "goal"}, 1),
        ({"search": "travail décent", "level": "goal"}, 1),
        ({"search": "no such words"}, 0),
        ({"withdrawn": "true"}, 0),
        ({"demonstration": "false", "level": "goal"}, 17),
    ],
)
def test_each_filter_narrows_page_api_and_sheet_alike(client, published, query, count):
    rows = listed(client, "results", **query)
    assert len(rows) == count
    assert {row["id"] for row in exported(client, "results", **query)} == {str(row["id"]) for row in rows}
    page = shown(client, RESULTS, limit=1000, **query)
    assert linked(page) == {f"{row['framework']} {row['code']}" for row in rows}


@pytest.mark.parametrize(
    "query",
    [{"framework": "PB-1999"}, {"biennium": "x"}, {"level": "chapter"}, {"verified": "1"}, {"hue": "red"}],
)
def test_an_unreadable_filter_is_a_bad_request_on_both(client, published, query):
    assert client.get("/api/v1/results/", query).status_code == 400
    assert client.get(RESULTS, query).status_code == 400


@pytest.mark.parametrize("code", LISTS)
def test_every_order_leads_through_all_rows_once(client, published, code):
    everything = {row["id"] for row in listed(client, code)}
    for ordering in ("code", "-code", "updated_at", "-id"):
        following, seen = f"/api/v1/{code}/?limit=150&ordering={ordering}", []
        while following:
            body = client.get(following).json()
            seen.extend(row["id"] for row in body["results"])
            following = body["next"]
        assert len(seen) == len(set(seen))
        assert set(seen) == everything


def test_policy_outcomes_are_those_of_programmes_and_budgets_with_their_outputs(client, load):
    load(head(), result("1"), result("1.1"), result("1.1.1"), head("SDG"), result("8", "SDG"))
    (outcome,) = listed(client, "policy-outcomes")
    assert (outcome["framework"], outcome["code"], outcome["biennium"]) == ("PB-2022-23", "1", "2022-23")
    assert [one["code"] for one in outcome["outputs"]] == ["1.1"]
    assert [one["code"] for one in outcome["outputs"][0]["indicators"]] == ["1.1.1"]
    assert client.get(outcome["url"]).json() == outcome
    goal = node("8", "SDG")
    assert client.get(f"/api/v1/policy-outcomes/{goal.pk}/").status_code == 404
    assert client.get(f"/api/v1/results/{goal.pk}/").status_code == 200


def test_sdg_targets_speak_six_languages_and_name_goal_and_indicators(client, published):
    assert len(listed(client, "sdg-targets")) == 169
    (target,) = listed(client, "sdg-targets", code="8.5")
    assert target["goal"] == "8"
    assert [one["code"] for one in target["indicators"]] == ["8.5.1", "8.5.2"]
    assert all(target[f"text_{language}"] for language in ("en", "fr", "es", "ar", "zh", "ru"))
    assert target["verified"] is True
    assert "Open SDG" in target["provenance"]
    french = client.get(target["url"], headers={"Accept-Language": "fr"}).json()
    assert french["text"] == target["text_fr"] != target["text_en"]


def test_a_frameworks_page_is_its_tree_in_the_readers_language(client, published):
    page = client.get(f"{HOME}SDG-2030/", headers={"Accept-Language": "es"}).content.decode()
    assert page.count("<details") == 17 + page.count('<details class="drop')
    assert node("8.5", "SDG-2030").text_es in page
    assert f'href="{HOME}SDG-2030/8.5.1/"' in page
    budget = shown(client, f"{HOME}PB-2022-23/")
    assert budget.count("To be verified") == 7 + 2  # seven outcomes, the framework, and what the mark means
    assert "No result is known" in shown(client, f"{HOME}SP-2022-25/")


def test_a_results_page_says_whence_its_words_come(client, published):
    page = shown(client, f"{HOME}PB-2022-23/A/")
    assert "Enabling outcome A" in page
    assert "To be verified" in page
    assert "The cover of GB.347/POL/3 names enabling outcome A" in page
    assert "results-programme-and-budget.csv" in page
    assert "No cross-walk is recorded." in page
    target = shown(client, f"{HOME}SDG-2030/8.b/")
    for language in ("en", "fr", "es", "ar", "zh", "ru"):
        assert f'<dd lang="{language}" dir="auto">' in target
    assert "Read in the source" in target
    assert f'href="{HOME}SDG-2030/8/"' in target


@pytest.mark.parametrize("path", ["PB-1999-00/", "SDG-2030/99/", "PB-1999-00/1/", "results/1/"])
def test_what_is_missing_is_a_404(client, published, path):
    assert client.get(f"{HOME}{path}").status_code == 404


@pytest.mark.parametrize("code", [*LISTS, "cross-walks"])
def test_a_missing_object_is_a_problem(client, published, code):
    response = client.get(f"/api/v1/{code}/999999/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_nothing_is_written_past_the_importer(client, published, pardev_officer):
    signed_in(pardev_officer, client)
    for code in [*LISTS, "cross-walks"]:
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(f"/api/v1/{code}/").status_code == 405


def test_an_answer_that_did_not_change_is_not_sent_again(client, published):
    for address in ("/api/v1/results/", f"/api/v1/results/{node('8', 'SDG-2030').pk}/"):
        first = client.get(address)
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_withdrawn_result_keeps_its_page_and_leaves_the_lists(client, load):
    load(head(), result("1"), result("2"))
    two = node("2")
    since = two.updated_at.isoformat()
    load(head(), result("1"))
    assert [row["code"] for row in listed(client, "results")] == ["1"]
    assert [row["code"] for row in listed(client, "results", withdrawn="true")] == ["2"]
    assert {row["code"]: row["withdrawn"] for row in listed(client, "results", withdrawn="any")} == {
        "1": False,
        "2": True,
    }
    assert [row["code"] for row in listed(client, "results", updated_since=since) if row["withdrawn"]] == [
        "2"
    ]
    assert client.get(f"/api/v1/results/{two.pk}/").json()["withdrawn"] is True
    assert "Withdrawn by its source" in shown(client, f"{HOME}PB-2022-23/2/")
    tree = shown(client, f"{HOME}PB-2022-23/")
    assert "1 result withdrawn by its source" in tree
    assert f'href="{HOME}PB-2022-23/2/"' not in tree


def test_a_cross_walk_is_shown_at_both_ends(client, joined):
    for path in ("PB-2022-23/1/", "PB-2024-25/2/"):
        page = shown(client, f"{HOME}{path}")
        assert "Continues in" in page
        assert "GB.000/TEST/1" in page
    assert "Continues in" not in shown(client, f"{HOME}PB-2024-25/1/")
    (one,) = client.get(f"/api/v1/results/{node('1').pk}/").json()["cross_walks"]
    assert (one["from_code"], one["to_code"], one["demonstration"]) == ("1", "2", True)
    assert client.get(one["url"]).json() == one
    assert client.get(one["to_result"]).json()["code"] == "2"
    assert "GB.000/TEST/1" in shown(client, f"{HOME}cross-walks/")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"framework": "PB-2022-23"}, 1),
        ({"code": "2"}, 1),
        ({"kind": "split"}, 0),
        ({"search": "Result 2"}, 1),
        ({"demonstration": "false"}, 0),
    ],
)
def test_cross_walks_are_filtered_alike_everywhere(client, joined, query, count):
    assert len(listed(client, "cross-walks", **query)) == count
    assert len(exported(client, "cross-walks", **query)) == count
    assert shown(client, f"{HOME}cross-walks/", **query).count("GB.000/TEST/1") == count


def test_cross_walks_of_no_framework_are_refused(client, joined):
    for door in ("/api/v1/cross-walks/", f"{HOME}cross-walks/"):
        assert client.get(door, {"framework": "SDG"}).status_code == 400


def test_the_history_says_what_changed_when_and_why_and_names_nobody(client, load, pardev_officer):
    load(head(), result("1"), result("2"), result("1.1"))
    load(head(), result("1"), result("2"), result("1.1", parent="2", text_en="Reworded"), by=pardev_officer)
    page = shown(client, f"{HOME}PB-2022-23/1.1/")
    assert "text in English: Result 1.1 → <strong>Reworded</strong>" in page
    assert "result above: 1 Result 1 → <strong>2 Result 2</strong>" in page
    assert "a test of results" in page
    assert "First recorded" in page
    assert str(pardev_officer) not in page
    newest = history.events_before(None, limit=1, noun="portfolio.resultsnode")[0]
    assert (newest.who, newest.why, newest.verb) == (str(pardev_officer), "a test of results", "update")


@pytest.fixture
def petra(client, pardev_officer):
    """Petra's browser."""
    signed_in(pardev_officer, client)
    return client


def test_a_sheet_goes_through_the_pages_from_upload_to_the_record(petra, load, work_off, tmp_path):
    load(head(), result("1"))
    sheet = write_results(tmp_path / "mine.csv", head(), result("1", text_en="Reworded"))
    petra.post(
        reverse("import-new"),
        {
            "importer": "results_frameworks",
            "file": SimpleUploadedFile("mine.csv", sheet.read_bytes()),
            "reason": "As printed",
        },
    )
    work_off()
    batch = ImportBatch.objects.get()
    page = shown(petra, reverse("import", args=[batch.pk]))
    assert "Reworded" in page
    assert node("1").text_en == "Result 1"
    petra.post(reverse("portal:import-save", args=[batch.pk]))
    work_off()
    batch.refresh_from_db()
    assert batch.state == "posted"
    assert node("1").text_en == "Reworded"
    assert "As printed" in shown(petra, f"{HOME}PB-2022-23/1/")


def test_demonstration_rows_say_so_wherever_they_stand(client, joined):
    assert all(row["demonstration"] for row in listed(client, "results"))
    assert {row["demonstration"] for row in exported(client, "results")} == {"true"}
    for path in ("", "results/", "cross-walks/", "PB-2022-23/", "PB-2022-23/1/"):
        assert "Demonstration data</span>" in shown(client, f"{HOME}{path}")


def test_texts_of_a_sheet_are_shown_and_never_run(client, load):
    load(head(text_en="<script>alert(0)</script>"), result("1", text_en="<script>alert(1)</script>"))
    for path in ("", "results/", "PB-2022-23/", "PB-2022-23/1/"):
        assert "<script>alert" not in shown(client, f"{HOME}{path}")


@pytest.mark.parametrize("path", ["results/", "PB-2022-23/", "PB-2022-23/1/", "cross-walks/", ""])
def test_the_number_of_queries_does_not_grow_with_the_results(client, load, tmp_path, path):
    def queries() -> int:
        shown(client, f"{HOME}{path}")
        with CaptureQueriesContext(connection) as captured:
            shown(client, f"{HOME}{path}")
        return len(captured)

    def grown(size: int) -> int:
        codes = [str(number) for number in range(1, size + 1)]
        codes += [f"1.{code}" for code in codes] + [f"1.1.{code}" for code in codes]
        later = [result(str(number), "PB-2024-25") for number in range(1, size + 1)]
        load(head(), *(result(code) for code in codes), head("PB-2024-25"), *later)
        walks = [walk(to_code=str(number)) for number in range(1, size + 1)]
        load_walks(write_walks(tmp_path / "walks.csv", *walks))
        return queries()

    few = grown(3)
    assert grown(30) == few <= 14
    assert ResultsNode.objects.count() == 120
    assert CrossWalk.objects.count() == 30


def test_the_results_frameworks_are_found_from_data_and_from_frameworks(client, published):
    for path in ("/data/", "/frameworks/"):
        assert f'href="{HOME}"' in shown(client, path)
