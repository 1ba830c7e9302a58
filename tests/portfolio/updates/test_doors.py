"""The doors of outcome updates: pages, the API, the register and its exports, evidence, `/work/`."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.history.events import tracked
from ilo_dc.core.models import Document
from portfolio.models import OutcomeUpdate
from portfolio.updates.actions import outcome_updates as actions
from tests.people import signed_in
from tests.recipes import updates

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


def typed(outcome, **values):
    """What a browser sends of the form."""
    number = outcome.indicators.get().pk
    return {
        "progress": "on_track",
        "narrative": "Deux cents jeunes\r\nont un emploi.",
        "language": "fr",
        f"value_{number}": "12.5",
        f"words_{number}": "",
        "workers": "on",
        "workers_on": "2026-05-20",
        "do": "draft",
        "once": "first-sending",
        **values,
    }


def address_of_new(outcome, period="2026-H1"):
    return f"/dwcps/outcomes/{outcome.pk}/updates/{period}/"


def send(client, path, *, status=200, **body):
    headers = body.pop("headers", {})
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


# --- The form ---------------------------------------------------------------------------------------


def test_all_that_is_wrong_is_said_at_once(client, field_officer, outcome):
    """What cannot be read, and what a submission asks of the rest; nothing of either is saved."""
    signed_in(field_officer, client)
    number = outcome.indicators.get().pk
    wrong = {
        "narrative": "x" * 1800,
        f"value_{number}": "abc",
        "progress": "",
        "workers_on": "",
        "do": "submit",
    }
    answer = client.post(address_of_new(outcome), typed(outcome, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"narrative", f"value_{number}", "progress", "workers_on"}
    assert not OutcomeUpdate.objects.exists()
    answer = client.post(address_of_new(outcome), typed(outcome, **{**wrong, "do": "draft"}))
    assert set(answer.context["form"].errors) == {"narrative", f"value_{number}"}  # a draft may lack the rest
    assert not OutcomeUpdate.objects.exists()


def test_a_comma_parts_thousands_where_the_indicator_takes_whole_numbers(client, field_officer, outcome):
    outcome.indicators.update(unit="", baseline_value=10, target_value=2000)
    signed_in(field_officer, client)
    field = f"value_{outcome.indicators.get().pk}"
    answer = client.post(address_of_new(outcome), typed(outcome, **{field: "1,234"}))
    assert "can mean 1234 or 1.234" in answer.context["form"].errors[field][0]
    outcome.indicators.update(whole_numbers=True)
    answer = client.post(address_of_new(outcome), typed(outcome, **{field: "12.5", "once": "second"}))
    assert answer.context["form"].errors[field] == ["Write a whole number."]
    answer = client.post(address_of_new(outcome), typed(outcome, **{field: "1,234", "once": "third"}))
    assert answer.status_code == 302
    update = OutcomeUpdate.objects.get()
    assert update.values.get().value == 1234
    assert 'value="1,234"' in client.get(f"/dwcps/updates/{update.pk}/edit/").content.decode()


def test_a_value_that_cannot_be_is_refused_at_every_door(client, field_officer, outcome):
    """On the page beside its field, with what a submission lacks; the workbook has a test of its own."""
    outcome.indicators.update(baseline_value=10, target_value=20)
    signed_in(field_officer, client)
    indicator = outcome.indicators.get()
    wrong = typed(outcome, **{f"value_{indicator.pk}": "-3", "progress": "", "do": "submit"})
    answer = client.post(address_of_new(outcome), wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"value_{indicator.pk}", "progress"}
    entered = {
        "outcome": outcome.pk,
        "period": "2026-H1",
        "values": [{"indicator": indicator.pk, "value": "-3"}],
    }
    told = send(client, "/api/v1/outcome-updates/", status=422, **entered)
    assert told["errors"] == {
        "values/0/value": ["Write zero or more: its baseline and target are not below zero."]
    }
    entered["values"].insert(0, {"indicator": indicator.pk + 1000, "value": "3"})
    told = send(client, "/api/v1/outcome-updates/", status=422, **entered)
    assert list(told["errors"]) == ["values/0/indicator", "values/1/value"]
    assert not OutcomeUpdate.objects.exists()


def test_a_draft_is_saved_gone_on_with_and_submitted(client, field_officer, outcome):
    signed_in(field_officer, client)
    programme = client.get(f"/dwcps/{outcome.programme.slug}/").content.decode()
    way = re.search(r'href="(/dwcps/outcomes/\d+/updates/\d{4}-H\d/)"', programme)
    assert way is not None
    page = client.get(address_of_new(outcome)).content.decode()
    assert 'data-draft="' in page
    assert 'name="once"' in page
    answer = client.post(address_of_new(outcome), typed(outcome, progress="", narrative="Deux"))
    update = OutcomeUpdate.objects.get()
    assert answer["Location"] == f"/dwcps/updates/{update.pk}/edit/"
    assert (update.state, update.narrative, update.values.get().value) == ("draft", "Deux", 12.5)
    form = client.get(answer["Location"]).content.decode()
    assert "The draft was saved." in form
    assert "12.5" in form
    again = client.get(address_of_new(outcome))
    assert again["Location"] == f"/dwcps/updates/{update.pk}/edit/"
    sent = typed(outcome, do="submit", version="1", once="second")
    answer = client.post(f"/dwcps/updates/{update.pk}/edit/", sent)
    assert answer["Location"] == f"/dwcps/updates/{update.pk}/"
    update.refresh_from_db()
    assert (update.state, update.narrative) == ("submitted", "Deux cents jeunes\nont un emploi.")
    assert client.get(f"/dwcps/updates/{update.pk}/edit/")["Location"] == f"/dwcps/updates/{update.pk}/"


def test_the_same_form_sent_again_saves_once(client, field_officer, outcome):
    signed_in(field_officer, client)
    sent = typed(outcome, do="submit")
    first, second = (client.post(address_of_new(outcome), sent) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert OutcomeUpdate.objects.get().version == 2
    third = client.post(address_of_new(outcome), {**sent, "once": "another"})
    assert third.status_code == 422
    assert "has an update for this period already" in third.content.decode()


def test_what_is_missing_stands_on_its_field_with_what_was_typed(client, field_officer, outcome):
    signed_in(field_officer, client)
    sent = typed(outcome, do="submit", progress="", employers="on", narrative="Typed")
    answer = client.post(address_of_new(outcome), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rate the progress." in page
    assert "Say on which day they were consulted." in page
    assert "Typed" in page
    assert not OutcomeUpdate.objects.exists()
    answer = client.post(address_of_new(outcome), typed(outcome, narrative="x" * 1501, once="b"))
    assert answer.status_code == 422


def test_all_that_is_wrong_is_said_at_once_at_its_field(client, field_officer, outcome):
    outcome.indicators.update(baseline_value=10, target_value=20)
    signed_in(field_officer, client)
    number = outcome.indicators.get().pk
    wrong = {
        "progress": "",
        f"value_{number}": "-1",
        "government": "",
        "government_on": "2026-01-10",
        "employers": "on",
        "employers_on": "",
        "workers": "on",
        "workers_on": "2099-01-01",
    }
    update = updates.draft(field_officer, outcome)
    for path in (address_of_new(outcome, "2025-H2"), f"/dwcps/updates/{update.pk}/edit/"):
        answer = client.post(path, typed(outcome, do="submit", version="1", **wrong, once=path[-9:]))
        errors = answer.context["form"].errors
        assert answer.status_code == 422
        assert set(errors) == {"progress", f"value_{number}", "government_on", "employers_on", "workers_on"}
        assert errors["government_on"] == ["Tick who was consulted, or leave the day empty."]
        page = answer.content.decode()
        assert 'href="#id_government_on"' in page
        assert f'action="{path}"' in page
    update.refresh_from_db()
    assert update.version == 1


def test_a_conflict_shows_both_versions_and_sending_again_decides(client, field_officer, outcome):
    update = updates.draft(field_officer, outcome)
    text = updates.text(outcome, narrative="Theirs")
    actions.edit_update(by=field_officer, update=update, lock_version=1, text=text)
    signed_in(field_officer, client)
    path = f"/dwcps/updates/{update.pk}/edit/"
    answer = client.post(path, typed(outcome, narrative="Mine", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Both versions" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert 'name="version" value="2"' in page
    client.post(path, typed(outcome, narrative="Mine", version="2", once="decided"))
    assert OutcomeUpdate.objects.get().narrative == "Mine"
    assert client.post(path, typed(outcome, version="", once="c")).status_code == 422


def test_every_page_stays_under_sixty_kilobytes(client, field_officer, regional_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    for person, paths in (
        (field_officer, (address_of_new(outcome, "2025-H2"), f"/dwcps/outcomes/{outcome.pk}/updates/")),
        (regional_officer, (f"/dwcps/updates/{update.pk}/review/", f"/dwcps/updates/{update.pk}/")),
    ):
        signed_in(person, client)
        for path in paths:
            answer = client.get(path, headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200, path
            assert len(answer.content) < 30_000


@pytest.mark.parametrize("period", ["2026-H3", "x"])
def test_what_is_no_period_is_no_page(client, field_officer, outcome, period):
    signed_in(field_officer, client)
    assert client.get(address_of_new(outcome, period)).status_code == 404


# --- The decision -----------------------------------------------------------------------------------


def test_the_region_returns_with_a_note_and_accepts_what_was_mended(
    client, field_officer, regional_officer, outcome
):
    update = updates.submitted(field_officer, outcome)
    review = f"/dwcps/updates/{update.pk}/review/"
    signed_in(regional_officer, client)
    assert updates.ACHIEVED in client.get(review).content.decode()
    answer = client.post(review, {"version": update.version, "do": "return", "note": ""})
    assert answer.status_code == 422
    assert "Say what to correct" in answer.content.decode()
    client.post(review, {"version": update.version, "do": "return", "note": "How many women?"})
    meanwhile = client.get(review)
    assert meanwhile.status_code == 409
    assert "Returned" in meanwhile.content.decode()
    signed_in(field_officer, client)
    assert "How many women?" in client.get(f"/dwcps/updates/{update.pk}/").content.decode()
    now = OutcomeUpdate.objects.get()
    client.post(
        f"/dwcps/updates/{update.pk}/edit/",
        typed(outcome, version=now.version, do="submit", narrative="Cent femmes"),
    )
    signed_in(regional_officer, client)
    now.refresh_from_db()
    client.post(review, {"version": now.version, "do": "accept", "note": ""})
    now.refresh_from_db()
    assert now.state == "accepted"
    page = client.get(f"/dwcps/updates/{update.pk}/").content.decode()
    changes = page[page.index('id="changes"') :]
    for values in ("Rashid Region", "Chipo Field", "How many women?", "Accepted", "Returned", "Cent femmes"):
        assert values in changes


def test_a_submitted_update_is_taken_back_and_a_draft_discarded(client, field_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    signed_in(field_officer, client)
    path = f"/dwcps/updates/{update.pk}/withdraw/"
    assert client.post(path, {"version": update.version, "reason": ""}).status_code == 422
    client.post(path, {"version": update.version, "reason": "Too early"})
    update.refresh_from_db()
    assert update.state == "draft"
    assert client.get(f"/dwcps/updates/{update.pk}/discard/").status_code == 403
    other = updates.draft(field_officer, outcome, "2025-H2")
    answer = client.post(f"/dwcps/updates/{other.pk}/discard/", {"version": 1})
    assert answer["Location"] == f"/dwcps/outcomes/{outcome.pk}/updates/"
    assert list(OutcomeUpdate.objects.all()) == [update]


# --- Who: the page's refusal is the API's -----------------------------------------------------------


def test_verbs_are_refused_on_pages_as_in_the_api(client, people, outcome):
    field = people["field_officer"]
    update = updates.submitted(field, outcome)
    api = f"/api/v1/outcome-updates/{update.pk}/"
    version = {"If-Match": f'"{update.version}"'}
    for who, person in people.items():
        signed_in(person, client)
        outside = who in {"constituent", "german_donor", "swedish_donor", "outsider"}
        writes = 403 if not outside else 404
        review = client.get(f"/dwcps/updates/{update.pk}/review/").status_code
        accept = client.post(f"{api}accept/", headers={"If-Match": '"99"'}).status_code
        allowed = who == "regional_officer"
        assert (review, accept) == ((200, 412) if allowed else (writes, writes)), who
        if who != "field_officer":
            new = client.get(address_of_new(outcome, "2025-H2")).status_code
            body = {"outcome": outcome.pk, "period": "2025-H2"}
            posted = client.post("/api/v1/outcome-updates/", body, content_type="application/json")
            assert (new, posted.status_code) == (403, 403), who
            patched = client.patch(api, {}, content_type="application/json", headers=version).status_code
            edited = client.get(f"/dwcps/updates/{update.pk}/edit/").status_code
            attach = client.get(f"/dwcps/updates/{update.pk}/evidence/attach/").status_code
            assert (patched, edited, attach) == (writes, writes, writes), who
        hidden = client.get(f"/dwcps/updates/{update.pk}/").status_code
        assert (hidden, client.get(api).status_code) == ((404, 404) if outside else (200, 200)), who
    client.logout()
    assert client.get(f"/dwcps/updates/{update.pk}/").status_code == 404
    assert client.get(address_of_new(outcome)).status_code == 302


def test_strangers_read_what_is_accepted_without_a_name(client, field_officer, regional_officer, outcome):
    update = updates.accepted(field_officer, regional_officer, outcome)
    updates.draft(field_officer, outcome, "2025-H2", narrative="Not yet")
    for path in (
        f"/dwcps/updates/{update.pk}/",
        f"/dwcps/outcomes/{outcome.pk}/updates/",
        "/dwcps/updates/",
        f"/api/v1/outcome-updates/{update.pk}/",
        "/api/v1/outcome-updates/",
    ):
        page = client.get(path).content.decode()
        assert "ZWE101" in page or "More young people work" in page
        assert "Chipo" not in page
        assert "Rashid" not in page
        assert "Not yet" not in page


def test_what_was_said_before_is_read_while_writing(client, field_officer, regional_officer, outcome):
    updates.accepted(field_officer, regional_officer, outcome, "2025-H1", narrative="Trente coopératives.")
    signed_in(field_officer, client)
    page = client.get(address_of_new(outcome, "2025-H2"))
    assert page.context["previous"].period.code == "2025-H1"
    assert "Trente coopératives." in page.content.decode()
    assert client.get(address_of_new(outcome, "2024-H2")).context["previous"] is None


def test_the_values_of_an_update_stand_where_a_phone_shows_a_card_a_line(client, field_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    signed_in(field_officer, client)
    page = client.get(f"/dwcps/updates/{update.pk}/").text
    assert re.search(r'<div class="panel[^"]*">\s*<table class="table cards compact">', page)


# --- Evidence ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kept_files")
def test_evidence_is_seen_by_whoever_sees_the_update(client, field_officer, regional_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    signed_in(field_officer, client)
    file = SimpleUploadedFile("rapport.pdf", PDF)
    client.post(f"/dwcps/updates/{update.pk}/evidence/attach/", {"file": file, "title": "Rapport"})
    document = Document.objects.get()
    path = f"/dwcps/updates/{update.pk}/evidence/{document.pk}/"
    page = client.get(f"/dwcps/updates/{update.pk}/")
    assert path in page.content.decode()
    told = [event for event in page.context["changes"] if event.noun == "core.document"]
    assert [(event.who, [(one.column, one.after) for one in event.differences]) for event in told] == [
        (str(field_officer), [("name", "rapport.pdf"), ("title", "Rapport")])
    ]
    assert b"".join(client.get(path).streaming_content) == PDF
    client.logout()
    assert client.get(path).status_code == 404
    actions.accept_update(by=regional_officer, update=update, lock_version=update.version)
    assert client.get(path).status_code == 200
    signed_in(field_officer, client)
    assert client.get(f"{path}withdraw/").status_code == 403
    other = updates.draft(field_officer, outcome, "2025-H2")
    assert client.get(f"/dwcps/updates/{other.pk}/evidence/{document.pk}/").status_code == 404


@pytest.mark.usefixtures("kept_files")
def test_a_new_update_takes_its_first_file_and_asks_for_it_again_when_it_is_refused(
    client, field_officer, outcome
):
    signed_in(field_officer, client)
    address = address_of_new(outcome)
    assert 'enctype="multipart/form-data"' in client.get(address).content.decode()
    wrong = typed(outcome, do="submit", progress="", file=SimpleUploadedFile("rapport.pdf", PDF))
    refused = client.post(address, wrong).context["form"].errors
    assert set(refused) == {"progress", "file"}
    assert "Choose the file again" in refused["file"][0]
    header = typed(outcome, once="b", file=SimpleUploadedFile("rapport.pdf", PDF[:20]))
    assert list(client.post(address, header).context["form"].errors) == ["file"]
    assert not OutcomeUpdate.objects.exists()
    assert not Document.objects.exists()
    sent = typed(outcome, once="c", do="submit", file=SimpleUploadedFile("rapport.pdf", PDF))
    assert client.post(address, sent).status_code == 302
    assert Document.objects.of(OutcomeUpdate.objects.get(state="submitted")).get().name == "rapport.pdf"


@pytest.mark.usefixtures("kept_files")
def test_each_row_that_one_sending_wrote_bears_the_reason_of_its_own_action(client, field_officer, outcome):
    signed_in(field_officer, client)
    sent = typed(outcome, do="submit", file=SimpleUploadedFile("rapport.pdf", PDF))
    assert client.post(address_of_new(outcome), sent).status_code == 302
    update = OutcomeUpdate.objects.get()
    reasons = {
        "portfolio.outcomeupdate": ["Outcome update started", "Outcome update submitted"],
        "portfolio.reportedvalue": ["Outcome update started"],
        "core.document": ["Document attached"],
    }
    for noun, expected in reasons.items():
        contexts = [one.pgh_context for one in tracked()[noun].objects.order_by("pgh_id")]
        assert [one.metadata["reason"] for one in contexts] == expected
        assert {one.metadata["user"] for one in contexts} == {field_officer.pk}
        assert all(one.metadata["url"] == address_of_new(outcome) for one in contexts)
    page = client.get(f"/dwcps/updates/{update.pk}/")
    shown = {(event.noun, event.verb, event.why) for event in page.context["changes"]}
    assert ("core.document", "insert", "Document attached") in shown
    assert ("portfolio.outcomeupdate", "insert", "Document attached") not in shown


@pytest.mark.usefixtures("kept_files")
def test_a_document_is_withdrawn_until_acceptance(client, field_officer, outcome):
    update = updates.draft(field_officer, outcome)
    signed_in(field_officer, client)
    assert (
        f"/dwcps/updates/{update.pk}/evidence/attach/"
        in client.get(f"/dwcps/updates/{update.pk}/edit/").content.decode()
    )
    client.post(f"/dwcps/updates/{update.pk}/evidence/attach/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    path = f"/dwcps/updates/{update.pk}/evidence/{Document.objects.get().pk}/"
    assert path in client.get(f"/dwcps/updates/{update.pk}/edit/").content.decode()
    assert client.get(f"{path}withdraw/").status_code == 200
    client.post(f"{path}withdraw/", {"reason": "Wrong file"})
    assert client.get(path).status_code == 404


# --- The API ----------------------------------------------------------------------------------------


def test_the_api_writes_submits_returns_and_accepts(client, field_officer, regional_officer, outcome):
    signed_in(field_officer, client)
    number = outcome.indicators.get().pk
    body = {
        "outcome": outcome.pk,
        "period": "2026-H1",
        "narrative": "Deux",
        "language": "fr",
        "values": [{"indicator": number, "value": "12.5"}],
    }
    key = {"Idempotency-Key": "one"}
    first = send(client, "/api/v1/outcome-updates/", status=201, headers=key, **body)
    again = send(client, "/api/v1/outcome-updates/", status=201, headers=key, **body)
    assert first == again
    assert (first["period"], first["state"], first["values"][0]["value"]) == ("2026-H1", "draft", "12.5000")
    path = first["url"]
    assert client.patch(path, {}, content_type="application/json").status_code == 428
    patched = client.patch(
        path, {"progress": "on_track"}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert patched["ETag"] == '"2"'
    assert (patched.json()["narrative"], len(patched.json()["values"])) == ("Deux", 1)
    stale = client.patch(
        path, {"narrative": "x"}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    once = {"Idempotency-Key": "two", "If-Match": '"2"'}
    submitted = send(client, f"{path}submit/", headers=once)
    assert submitted == send(client, f"{path}submit/", headers=once)
    assert submitted["state"] == "submitted"
    signed_in(regional_officer, client)
    send(client, f"{path}return/", status=400, headers={"If-Match": '"3"'})
    returned = send(client, f"{path}return/", headers={"If-Match": '"3"'}, note="Mend")
    assert (returned["state"], returned["note"]) == ("returned", "Mend")
    signed_in(field_officer, client)
    send(client, f"{path}submit/", status=422, headers={"If-Match": '"4"'})  # as it was returned
    mended = client.patch(
        path, {"narrative": "Trois"}, content_type="application/json", headers={"If-Match": '"4"'}
    )
    assert mended["ETag"] == '"5"'
    send(client, f"{path}submit/", headers={"If-Match": '"5"'})
    send(client, f"{path}withdraw/", headers={"If-Match": '"6"'}, reason="Again")
    send(client, f"{path}submit/", headers={"If-Match": '"7"'})
    signed_in(regional_officer, client)
    assert send(client, f"{path}accept/", headers={"If-Match": '"8"'})["state"] == "accepted"
    assert OutcomeUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"period": "2026-Q1"}, (400, "period")),
        ({"outcome": 999_999}, (400, "outcome")),
        ({"narrative": "x" * 1501}, (400, "narrative")),
        ({"values": [{"indicator": 999_999, "value": "1"}]}, (422, "values/0/indicator")),
        ({"period": "2030-H1"}, (422, "period")),
        ({"mood": "good"}, (400, "mood")),
    ],
)
def test_the_api_says_what_is_wrong(client, field_officer, outcome, values, answer):  # noqa: PLR0917  (cases)
    status, field = answer
    signed_in(field_officer, client)
    body = {"outcome": outcome.pk, "period": "2026-H1", **values}
    problem = send(client, "/api/v1/outcome-updates/", status=status, **body)
    assert field in problem["errors"]


def test_the_api_discards_a_draft(client, field_officer, outcome):
    update = updates.draft(field_officer, outcome)
    signed_in(field_officer, client)
    path = f"/api/v1/outcome-updates/{update.pk}/"
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert client.get(path).status_code == 404


# --- The register -----------------------------------------------------------------------------------


QUERIES = (
    {"state": "submitted"},
    {"period": "2025"},
    {"country": "zwe", "progress": "on_track"},
    {"code": "zwe101"},
    {"region": "asia-pacific"},
    {"search": "jeunes"},
    {"language": "en"},
    {"programme": "zwe-2024"},
)


@pytest.mark.parametrize(
    "whole",
    [False, pytest.param(True, marks=pytest.mark.race)],
    ids=lambda whole: "each filter for everybody" if whole else "a filter for each person, going round",
)
def test_page_api_and_csv_list_the_same_updates(client, outcome, people, whole):
    assert outcome.programme.slug == QUERIES[-1]["programme"]
    field_officer = people["field_officer"]
    updates.accepted(field_officer, people["regional_officer"], outcome)
    updates.draft(field_officer, outcome, "2025-H2")
    updates.submitted(field_officer, outcome, "2025-H1", progress="no_progress", language="en")
    for turn, person in enumerate(people.values()):
        signed_in(person, client)
        for query in ({}, *(QUERIES if whole else [QUERIES[turn % len(QUERIES)]])):
            listed = [
                str(row["id"]) for row in client.get("/api/v1/outcome-updates/", query).json()["results"]
            ]
            sheet = client.get("/api/v1/outcome-updates/", {**query, "format": "csv"})
            rows = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
            page = client.get("/dwcps/updates/", query).content.decode()
            assert listed == [row["id"] for row in rows]
            assert listed == re.findall(r'href="/dwcps/updates/(\d+)/"', page)


def test_the_sheet_holds_the_text_for_reuse(client, field_officer, regional_officer, outcome):
    updates.accepted(field_officer, regional_officer, outcome)
    sheet = client.get("/api/v1/outcome-updates/", {"programme": outcome.programme.slug, "format": "csv"})
    row = next(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
    assert row["narrative"] == updates.ACHIEVED
    assert row["values"] == "Young people in work: 12 % dans deux régions"
    assert (row["period"], row["workers_on"]) == ("2026-H1", "2026-05-20")


def test_an_unreadable_period_is_said(client, installation):
    assert client.get("/api/v1/outcome-updates/", {"period": "soon"}).status_code == 400
    assert client.get("/dwcps/updates/", {"period": "soon"}).status_code == 400


def test_pages_take_as_many_queries_for_five_updates_as_for_one(
    client, field_officer, regional_officer, outcome
):
    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    signed_in(regional_officer, client)
    updates.submitted(field_officer, outcome, "2024-H1")
    paths = (
        f"/dwcps/outcomes/{outcome.pk}/updates/",
        "/dwcps/updates/",
        "/api/v1/outcome-updates/",
        f"/dwcps/{outcome.programme.slug}/",
        "/work/",
    )
    few = [queries(path) for path in paths]
    for code in ("2024-H2", "2025-H1", "2025-H2", "2026-H1"):
        updates.submitted(field_officer, outcome, code)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 34


# --- What awaits ------------------------------------------------------------------------------------


def test_work_lists_what_is_due_what_came_back_and_what_to_decide(
    client, field_officer, regional_officer, outcome
):
    def awaits(person):
        signed_in(person, client)
        return client.get("/work/").content.decode()

    page = awaits(field_officer)
    due = re.findall(r'href="/dwcps/outcomes/\d+/updates/(\d{4}-H\d)/"', page)
    assert due == sorted(due)
    assert due
    update = updates.submitted(field_officer, outcome, due[0])
    assert f'/updates/{due[0]}/"' not in awaits(field_officer)
    review = f"/dwcps/updates/{update.pk}/review/"
    assert review in awaits(regional_officer)
    actions.return_update(by=regional_officer, update=update, lock_version=update.version, note="Mend")
    assert review not in awaits(regional_officer)
    page = awaits(field_officer)
    assert "Correct the returned update" in page
    assert f'/updates/{due[0]}/"' not in page


def test_a_decision_that_is_none_decides_nothing(client, field_officer, regional_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    signed_in(regional_officer, client)
    sent = {"version": str(update.version), "note": "Who?", "do": "later"}
    answer = client.post(f"/dwcps/updates/{update.pk}/review/", sent)
    assert answer.status_code == 422
    assert "Accept the update, or return it with a note." in answer.content.decode()
    update.refresh_from_db()
    assert update.state == "submitted"
