"""`/api/v1/imports/`: the same way as on the pages, with the same refusals."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portfolio.models import SubOutputState
from tests.people import signed_in
from tests.recipes.sub_output_sheets import HEADER, load, row, write_lines
from tests.recipes.uploads import file_of

pytestmark = pytest.mark.usefixtures("places", "kept_files")

API = "/api/v1/imports/"


@pytest.fixture
def petra(pardev_officer) -> Client:
    """Petra's client."""
    return signed_in(pardev_officer)


def send(client: Client, *lines: str, **fields):
    sheet = {"kind": "framework_suboutputs", "reason": "New edition", "finance_year": 2024}
    return client.post(API, {**sheet, "file": file_of(*lines), **fields})


def post(client: Client, address: str, **body):
    return client.post(address, body, content_type="application/json")


def test_a_sheet_goes_from_upload_to_its_reversal(petra, work_off, tmp_path):
    load(write_lines(tmp_path / "first.csv", *(row(str(number)) for number in range(10, 20))))
    answer = send(petra, row("10", required="7"), scope="all")
    assert answer.status_code == 201
    made = answer.json()
    address = made["url"]
    assert (answer["Location"], made["state"], made["plan"]) == (address, "uploaded", None)
    assert made["scope"] == {"kind": "all", "names": [], "finance_year": 2024}
    work_off()
    ready = petra.get(address).json()
    assert (ready["state"], ready["withdraws"], ready["plan"]["withdrawn"]) == ("ready", 9, 9)
    refused = post(petra, f"{address}save/")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert refused.json()["errors"] == {
        "withdraws": ["Saving withdraws 9 of 10 recorded rows. Write 9 to agree."]
    }
    again = post(petra, f"{address}scope/", scope="chosen", names="NAM", finance_year=2024).json()
    assert again["scope"]["names"] == ["NAM"]
    work_off()
    assert petra.get(address).json()["plan"]["left_out"] == 1
    post(petra, f"{address}scope/", scope="all", finance_year=2024)
    work_off()
    assert post(petra, f"{address}save/", withdraws=9).json()["state"] == "posting"
    work_off()
    saved = petra.get(address).json()
    assert (saved["state"], SubOutputState.objects.current().count()) == ("posted", 1)
    undone = post(petra, f"{address}reverse/", reason="The wrong file")
    assert (undone.status_code, undone.json()["state"]) == (200, "reversed")
    assert undone.json()["reversal"] == saved["change"] + 1
    assert SubOutputState.objects.current().count() == 10
    assert post(petra, f"{address}reverse/", reason="Again").status_code == 409


def test_the_preview_says_first_what_it_withdraws_and_offers_to_add_and_change_alone(
    petra, work_off, tmp_path
):
    load(write_lines(tmp_path / "first.csv", *(row(str(number)) for number in range(10, 20))))
    made = send(petra, row("10", required="7"), scope="all").json()
    work_off()
    page = petra.get(reverse("import", args=[made["id"]])).content.decode()
    assert page.index("Saving withdraws 9 of 10 recorded rows") < page.index("What saving would change")
    assert "Only add and change, withdraw nothing" in page
    petra.post(reverse("portal:import-scope", args=[made["id"]]), {"scope": "add", "finance_year": "2024"})
    work_off()
    ready = petra.get(made["url"]).json()
    assert (ready["scope"]["kind"], ready["withdraws"]) == ("add", None)
    assert [ready["plan"][name] for name in ("changed", "withdrawn")] == [1, 0]
    assert "Saving withdraws" not in petra.get(reverse("import", args=[made["id"]])).content.decode()
    assert post(petra, f"{made['url']}save/").json()["state"] == "posting"
    work_off()
    assert SubOutputState.objects.current().count() == 10


def test_what_is_sent_again_under_one_key_is_done_once(petra, work_off):
    def twice(key: str, address: str, **body):
        kept = {"content_type": "application/json", "headers": {"Idempotency-Key": key}}
        first, again = (petra.post(address, body, **kept) for _turn in range(2))
        assert (first.status_code, first.content) == (200, again.content), first.content
        work_off()
        return first.json()

    content = "\n".join([HEADER, row("1")]).encode()
    sheet = {"kind": "framework_suboutputs", "reason": "New edition", "finance_year": 2024}
    uploads = [SimpleUploadedFile("sheet.csv", content) for _turn in range(2)]
    first, again = (
        petra.post(API, {**sheet, "file": file}, headers={"Idempotency-Key": "sent"}) for file in uploads
    )
    assert (first.status_code, first.content) == (201, again.content)
    assert len(petra.get(API).json()["results"]) == 1
    address = first.json()["url"]
    work_off()
    twice("scoped", f"{address}scope/", scope="all", finance_year=2024)
    assert twice("saved", f"{address}save/")["state"] == "posting"
    assert twice("reversed", f"{address}reverse/", reason="Wrong")["state"] == "reversed"
    other = send(petra, row("2")).json()["url"]
    work_off()
    assert twice("away", f"{other}cancel/")["state"] == "cancelled"


def test_what_was_uploaded_is_put_away(petra, work_off):
    address = send(petra, row("1")).json()["url"]
    work_off()
    assert post(petra, f"{address}cancel/").json()["state"] == "cancelled"
    assert [one["state"] for one in petra.get(API, {"state": "cancelled"}).json()["results"]] == ["cancelled"]


@pytest.mark.parametrize(
    ("fields", "status", "name"),
    [
        ({"kind": "none"}, 400, None),
        ({"finance_year": ""}, 422, "finance_year"),
        ({"scope": "chosen", "names": "XXX"}, 422, "names"),
        ({"scope": "some"}, 400, "scope"),
    ],
)
def test_what_is_wrong_is_named(petra, fields, status, name):
    answer = send(petra, row("1"), **fields)
    assert answer.status_code == status
    assert name is None or name in answer.json()["errors"]


def test_others_see_and_do_nothing(petra, finance_officer, auditor):
    address = send(petra, row("1")).json()["url"]
    stranger, finance, reader = Client(), signed_in(finance_officer), signed_in(auditor)
    assert stranger.get(API).status_code == 401
    assert finance.get(API).json()["results"] == []  # it loads other kinds of sheets
    assert send(finance, row("1")).status_code == send(reader, row("1")).status_code == 403
    assert (finance.get(address).status_code, reader.get(address).status_code) == (404, 200)
    bodies = {"scope": {"finance_year": 2024}, "save": {}, "cancel": {}, "reverse": {"reason": "x"}}
    for verb, body in bodies.items():
        assert post(finance, f"{address}{verb}/", **body).status_code == 404
        assert post(reader, f"{address}{verb}/", **body).status_code == 403
