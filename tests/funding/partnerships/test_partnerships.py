"""Partnerships: what sheets say, what is shown of it, and that sources alone say it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from funding.models import Partnership, PartnershipMember
from funding.partnerships import rules
from funding.partnerships.imports import DATA, PARTNERSHIPS
from ilo_dc.core.imports.actions.files import import_file
from tests.recipes.partnership_sheets import load, row, write


@pytest.fixture
def shipped(partners: None) -> None:
    """What ships with the portal."""
    outcome = import_file(by=None, importer=PARTNERSHIPS, path=PARTNERSHIPS.shipped[0])
    assert [str(one) for one in outcome.problems] == []


def test_a_cell_names_who_takes_part() -> None:
    found = rules.read_members(" UNDP : Partner;ilo:co_lead ;; who", usual="partner")
    assert found == (("undp", "partner"), ("ilo", "co_lead"), ("who", "partner"))
    assert rules.written_members(found) == "undp:partner; ilo:co_lead; who:partner"
    assert rules.read_members("", usual="partner") == ()


def test_all_that_the_papers_name_ships_with_its_source(shipped: None) -> None:
    with (DATA / "partnerships_named.csv").open(encoding="utf-8", newline="") as file:
        stated = {one["code"]: one for one in csv.DictReader(file)}
    rows = {one.code: one for one in Partnership.objects.for_list()}
    assert len(rows) == 25
    assert rows.keys() == stated.keys()
    for code, one in rows.items():
        assert (one.name_en, one.name_zh, one.source) == tuple(
            stated[code][name] for name in ("name_en", "name_zh", "source")
        )
        assert not one.demonstration
        members = rules.written_members((member.organisation.slug, member.role) for member in one.present)
        assert members == stated[code]["members"]
    bank = rows["islamic-development-bank"]
    assert (bank.instrument, bank.agreed_on.isoformat(), bank.year) == ("mou", "2022-11-14", 2022)


def test_everybody_reads_them_on_pages_in_files_and_through_the_api(shipped: None) -> None:
    client = Client()
    page = client.get("/partnerships/?kind=coalition").content.decode()
    assert page.count("/partnerships/") >= 3
    one = client.get("/partnerships/lac-equitable-growth/").content.decode()
    assert "Co-leads it" in one
    assert "GB.340/INS/6" in one
    assert "/partners/spain/" in client.get("/partnerships/mdg-achievement-fund/").content.decode()
    assert client.get("/partnerships/nowhere/").status_code == 404
    answer = client.get("/api/v1/partnerships/?member=undp&kind=un").json()["results"]
    assert [(row["code"], row["agreed_on"], row["year"]) for row in answer] == [("undp", "2020-09-16", 2020)]
    assert answer[0]["members"] == [
        {"organisation": "undp", "name": "United Nations Development Programme", "role": "partner"}
    ]
    assert len(client.get("/api/v1/partnerships/?role=co_lead").json()["results"]) == 3
    assert len(client.get("/api/v1/partnerships/?years=2020..2021").json()["results"]) == 2
    text = client.get("/api/v1/partnerships/?format=csv&code=undp").getvalue().decode()
    assert "undp:partner" in text
    assert "framework_of_action" in text
    found = client.get("/search/", {"search": "qualification"}).content.decode()
    assert "/partnerships/caf/" in found
    partner = client.get("/partners/sweden/").content.decode()
    assert "/partnerships/sweden/" in partner
    assert "Humanitarian–development–peace nexus" in partner


def test_a_sheet_is_whole_for_the_members_of_what_it_names_and_leaves_the_rest(
    partners: None, tmp_path: Path
) -> None:
    first = (row("alliance", members="ilo:lead; undp"), row("network", members="undp"))
    assert load(write(tmp_path / "first.csv", *first)).problem_count == 0
    changed = row("alliance", members="undp:adviser", name_en="The alliance", last_day="2026-01-31")
    outcome = load(write(tmp_path / "second.csv", changed))
    assert {name: outcome.summary[name] for name in ("created", "changed", "withdrawn")} == {
        "created": 0,
        "changed": 2,
        "withdrawn": 1,
    }
    one = Partnership.objects.for_list().get(code="alliance")
    assert [(member.organisation.slug, member.role) for member in one.present] == [("undp", "adviser")]
    assert (one.name_en, one.last_day.isoformat()) == ("The alliance", "2026-01-31")
    assert PartnershipMember.objects.get(organisation__slug="ilo").withdrawn
    assert Partnership.objects.get(code="network").members.count() == 1
    page = Client().get("/partnerships/alliance/").content.decode()
    assert "The alliance" in page
    assert "Leads it" not in page
    events = Partnership.pgh_event_model.objects.filter(pgh_obj_id=one.pk)  # type: ignore[attr-defined]
    assert events.count() == 2


def test_what_a_sheet_says_wrong_is_noted_and_nothing_is_saved(partners: None, tmp_path: Path) -> None:
    wrong: dict[str, Any] = {
        "code": row("Not an address!"),
        "kind": row("a", kind="club"),
        "year": row("b", year="2020", agreed_on="2021-01-01"),
        "last_day": row("c", agreed_on="2021-01-02", last_day="2021-01-01"),
        "members": row("d", members="atlantis:partner"),
        "source": row("e", source=""),
        "name_en": row("f", name_en=""),
        "instrument": row("g", instrument="handshake"),
        "agreed_on": row("h", agreed_on="2100-02-03"),
    }
    for column, line in wrong.items():
        outcome = load(write(tmp_path / f"{column}.csv", line))
        assert {one.column for one in outcome.problems} == {column}
    for members in ("ilo:king", "ilo; ilo:lead"):
        outcome = load(write(tmp_path / "members.csv", row("i", members=members)))
        assert {one.column for one in outcome.problems} == {"members"}
    outcome = load(write(tmp_path / "twice.csv", row("j"), row("j")))
    assert [one.row for one in outcome.problems] == [3]
    assert not Partnership.objects.exists()


def test_the_database_refuses_a_day_outside_its_year(partners: None) -> None:
    one = Partnership(code="a", kind="msp", name_en="A", source="B", year=2020, agreed_on="2021-01-01")
    with pytest.raises(ValidationError):
        one.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()
