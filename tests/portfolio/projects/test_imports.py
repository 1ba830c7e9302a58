"""Sheets of projects: a good row, broken cells at their places, shares, what an export says, who may."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.imports.actions.files import counts_of, try_file
from ilo_dc.core.imports.scope import EVERYTHING, Scope
from ilo_dc.core.models import User
from portfolio.models import CountryShare, Initiative, Project
from portfolio.projects.imports.projects import PROJECTS
from tests.people import signed_in
from tests.recipes import alignments
from tests.recipes import projects as cast

pytestmark = pytest.mark.usefixtures("kept_files")

WHOLE = Decimal(100)
API = "/api/v1/imports/"
ROW = {
    "code": "GLO/20/01/NOR",
    "number": "",
    "kind": "project",
    "title": "Decent work in the garment sector",
    "language": "en",
    "scope": "country",
    "starts_on": "2024-01-01",
    "last_day": "2027-12-31",
    "unit": "CO-TEST",
    "countries": "ZWE=100.00",
}


def sheet(*rows: dict[str, str]) -> bytes:
    """Return a sheet with a row for each of what differs from a good one."""
    whole = [{**ROW, **row} for row in rows]
    names = list(dict.fromkeys(name for row in whole for name in row))
    made = io.StringIO()
    writer = csv.DictWriter(made, names)
    writer.writeheader()
    writer.writerows(whole)
    return made.getvalue().encode()


@pytest.fixture
def tried(tmp_path: Path) -> Any:
    """Return what reading a sheet comes to."""

    def do(content: bytes, scope: Scope = EVERYTHING) -> Any:
        (tmp_path / "sheet").write_bytes(content)
        return try_file(importer=PROJECTS, path=tmp_path / "sheet", scope=scope)

    return do


def told(outcome: Any) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.message) for one in outcome.problems]


def upload(client: Client, content: bytes, **more: Any) -> str:
    """Upload a sheet by the API and return its address."""
    file = SimpleUploadedFile("projects.csv", content)
    answer = client.post(API, {"kind": "projects", "reason": "The register of 2024", "file": file, **more})
    assert answer.status_code == 201, answer.text
    address: str = answer.json()["url"]
    return address


def test_a_row_registers_a_project_and_another_edits_one(
    people: dict[str, User], countries: Any, work_off: Any
) -> None:
    manager = people["manager"]
    budget = alignments.budget()
    old = cast.planned(manager, countries["NAM"], code="GLO/21/02/SWE", description="Stays as it is")
    content = sheet(
        {"sectors": "16020=100.00", "budget_results": f"{budget.code} 1=100", "markers": "hdp; ppp"},
        {"code": old.code, "title": "Renamed", "countries": "ZWE=100.00", "sectors": "", "markers": ""},
    )
    client = signed_in(people["pardev_officer"])
    address = upload(client, content)
    work_off()
    ready = client.get(address).json()
    counts = {name: ready["plan"][name] for name in ("created", "changed", "unchanged", "withdrawn")}
    assert counts == {"created": 1, "changed": 1, "unchanged": 0, "withdrawn": 0}
    page = client.get(ready["page"]).text
    assert "Countries, shares" in page
    assert "NAM=100.00" in page
    assert Project.objects.count() == 1
    client.post(f"{address}save/", {}, content_type="application/json")
    work_off()
    assert client.get(address).json()["state"] == "posted"
    new = client.get("/api/v1/projects/", {"code": "GLO/20/01/NOR"}).json()["results"][0]
    assert (new["status"], new["country"], new["markers"]) == ("planned", "ZWE", ["hdp", "ppp"])
    assert [one["share"] for one in (*new["sectors"], *new["budget_results"])] == ["100.00", "100.00"]
    edited = Project.objects.get(pk=old.pk)
    assert (edited.title, edited.description, edited.version) == (
        "Renamed",
        "Stays as it is",
        old.version + 1,
    )
    assert CountryShare.objects.current().get(project=edited).country_id == "ZWE"
    events: Any = Project.pgh_event_model  # type: ignore[attr-defined]
    last = events.objects.filter(pgh_obj_id=old.pk).select_related("pgh_context").latest("pgh_id")
    told_of = last.pgh_context.metadata
    assert (told_of["reason"], told_of["user"]) == ("The register of 2024", people["pardev_officer"].pk)
    refused = client.post(f"{address}reverse/", {"reason": "Wrong"}, content_type="application/json")
    assert refused.status_code == 409
    assert "edited in place" in refused.json()["detail"]


def test_each_broken_cell_is_named_and_nothing_is_saved(manager: User, countries: Any, tried: Any) -> None:
    joint = cast.planned(manager, countries["ZWE"], code="GLO/22/03/NOR", kind="joint_programme")
    over = cast.moved(manager, cast.planned(manager, countries["ZWE"], code="GLO/22/04/NOR"), "cancelled")
    columns = {"id": "", "status": "", "own_region": "", "sectors": "", "ilo_share": ""}
    outcome = tried(
        sheet(
            {**columns, "countries": "XXX=100"},
            {**columns, "code": "12", "countries": "ZWE"},
            {**columns, "code": "", "last_day": "2020-01-01"},
            {**columns, "code": joint.code, "unit": "NOWHERE"},
            {**columns, "id": "999999", "code": "GLO/20/09/NOR"},
            {**columns, "code": over.code, "countries": "NAM=100"},
            {**columns, "code": "GLO/20/08/NOR", "status": "running", "sectors": "99999=100"},
            {**columns, "code": "GLO/20/07/NOR", "ilo_share": "50", "own_region": "africa"},
            {**columns, "code": "GLO/20/07/NOR"},
        )
    )
    found: dict[int, set[str]] = {}
    for row, column, _message in told(outcome):
        found.setdefault(row, set()).add(column)
    assert found == {
        2: {"countries"},
        3: {"countries"},
        4: {"code"},
        5: {"unit", "kind"},
        6: {"id"},
        7: {"countries"},
        8: {"status", "sectors"},
        9: {"", "own_region"},
        10: {"code"},
    }
    assert outcome.blocked
    assert outcome.summary == {}
    alone = tried(sheet({"code": "12"}, {"code": "GLO/20/05/NOR", "last_day": "2020-01-01"}))
    assert {(row, column) for row, column, _message in told(alone)} >= {(2, "code")}
    assert 3 in {row for row, _column, _message in told(alone)}


THIRDS = "ZWE=33.33; NAM=33.33; KHM=33.33"


def test_shares_sum_to_exactly_100_or_the_residue_is_completed_when_asked(
    people: dict[str, User], countries: Any, tried: Any, work_off: Any
) -> None:
    several = {"scope": "multi_country", "countries": THIRDS}
    refused = tried(sheet(several))
    of_rounding = "“Complete the residue” adds what rounding left to the largest."
    assert told(refused) == [
        (2, "countries", f"The shares sum to 99.99, not to 100. {of_rounding}"),
    ]
    halves = tried(sheet({**several, "countries": "ZWE=50; NAM=49", "complete_residue": "true"}))
    assert told(halves) == [(2, "countries", "The shares sum to 99, not to 100.")]
    client = signed_in(people["manager"])
    address = upload(client, sheet({**several, "complete_residue": "TRUE"}))
    work_off()
    client.post(f"{address}save/", {}, content_type="application/json")
    work_off()
    (saved,) = client.get("/api/v1/projects/").json()["results"]
    assert [one["share"] for one in saved["countries"]] == ["33.34", "33.33", "33.33"]


def test_the_rows_in_order_are_saved_where_that_was_chosen(
    people: dict[str, User], countries: Any, work_off: Any
) -> None:
    client = signed_in(people["manager"])
    content = sheet({}, {"code": "GLO/20/02/NOR", "countries": "ZWE=99.99"}, {"code": "GLO/20/03/NOR"})
    address = upload(client, content)
    work_off()
    whole = client.get(address).json()
    assert (whole["state"], whole["problem_count"]) == ("refused", 1)
    page = client.get(whole["page"]).text
    assert "Leave out the rows with errors" in page
    client.post(f"{address}scope/", {"valid_rows": True}, content_type="application/json")
    work_off()
    ready = client.get(address).json()
    assert (ready["state"], ready["plan"]["created"], ready["problem_count"]) == ("ready", 2, 1)
    assert ready["scope"]["valid_rows"] is True
    assert "The shares sum to 99.99" in client.get(whole["page"]).text
    client.post(f"{address}save/", {}, content_type="application/json")
    work_off()
    codes = Project.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["GLO/20/01/NOR", "GLO/20/03/NOR"]
    other = {"kind": "results_frameworks", "reason": "Other", "valid_rows": "true"}
    refused = client.post(API, {**other, "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")})
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"valid_rows"})


def test_a_sheet_whose_header_does_not_fit_is_refused_whatever_was_chosen(
    tried: Any, countries: Any, installation: Any
) -> None:
    outcome = tried(sheet({"colour": "red"}), Scope(valid_rows=True))
    assert outcome.blocked
    assert told(outcome) == [(1, "colour", "This column is not known here. Remove it.")]


def everything(manager: User, countries: Any) -> Project:
    """Return a project that is tied to all that there is."""
    budget, goals = alignments.budget(), alignments.sdg()
    initiative = Initiative.objects.create(code="better-work", kind="flagship", name="Better Work")
    project = cast.planned(
        manager,
        countries["ZWE"],
        countries["NAM"],
        code="GLO/20/01/NOR",
        number="106542",
        kind="joint_programme",
        ilo_share=Decimal("42.50"),
        title="=SUM(1,2) and “quotes”, - twice",
        title_fr="Travail décent",
        sstc_theme="Skills",
    )
    tied = cast.tied(
        manager,
        project,
        countries=((countries["ZWE"], Decimal("33.33")), (countries["NAM"], Decimal("66.67"))),
        budget=((budget.nodes.get(code="1"), WHOLE),),
        targets=(goals.nodes.get(code="8.5"),),
        sectors=(("16020", Decimal(60)), ("11330", Decimal(40))),
        markers=("ppp", "sstc_provider"),
        sstc_countries=(countries["KHM"],),
        initiatives=(initiative,),
    )
    regional = cast.planned(manager, scope="regional", region=countries["ZWE"].region, title="Regional")
    cast.moved(manager, regional, "running")
    return cast.moved(manager, tied, "running")


def test_the_registers_export_is_taken_back_without_a_difference(
    manager: User, countries: Any, tried: Any
) -> None:
    project = everything(manager, countries)
    client = signed_in(manager)
    for extension in ("csv", "xlsx", "csv&hxl=true&bom=true"):
        content = client.get(f"/api/v1/projects/?format={extension}").getvalue()
        outcome = tried(content)
        assert told(outcome) == [], extension
        counts = {"created": 0, "changed": 0, "withdrawn": 0, "unchanged": 2}
        assert counts_of(outcome.summary) == counts, extension
    exported = client.get("/api/v1/projects/?format=csv").getvalue().decode("utf-8-sig")
    mended = tried(exported.replace("16020=60.00; 11330=40.00", "11330=100.00").encode())
    (difference,) = mended.summary["differences"]
    assert difference["row"] == f"{project.code}: {project.title}"
    assert difference["fields"] == [
        {"field": "Sectors, shares", "old": "16020=60.00; 11330=40.00", "new": "11330=100.00"}
    ]


def test_many_rows_that_say_what_is_recorded_take_as_few_statements_as_few(
    manager: User, countries: Any, tried: Any
) -> None:
    client, asked = signed_in(manager), []
    for more in (20, 180):
        cast.many_running(countries["ZWE"], more)
        content = client.get("/api/v1/projects/?format=csv").getvalue()
        with CaptureQueriesContext(connection) as statements:
            outcome = tried(content)
        assert outcome.summary["unchanged"] > 0, told(outcome)[:3]
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_only_who_registers_projects_loads_sheets_of_them(people: dict[str, User], countries: Any) -> None:
    for who, status in (("manager", 201), ("admin", 403), ("field_officer", 403), ("german_donor", 403)):
        sent = {"kind": "projects", "reason": "A sheet", "file": SimpleUploadedFile("a.csv", sheet({}))}
        assert signed_in(people[who]).post(API, sent).status_code == status, who
