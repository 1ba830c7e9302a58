"""What of a project cannot be changed alone, or not any more, whichever door is tried."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.imports.actions.files import try_file
from ilo_dc.core.imports.scope import EVERYTHING
from ilo_dc.core.models import Region, User
from portfolio.models import Project, ProjectState
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.imports.projects import PROJECTS
from tests.people import signed_in
from tests.recipes import projects as cast

AS_EXPORTED = {"region": "own_region"}  # `region` is where it works in an export


@pytest.fixture
def three(countries: dict[str, Any]) -> list[Any]:
    return [countries[code] for code in ("ZWE", "NAM", "KHM")]


def test_scope_and_countries_fit_whichever_door_changes_one_of_them(
    manager: User, three: list[Any], tmp_path: Path
) -> None:
    """The edit page, the API and a sheet refuse the same in the same words; all take both together."""
    one = cast.running(manager, three[0], code="GLO/20/01/NOR")
    wide = cast.running(manager, code="GLO/20/02/NOR", scope="global")
    assert refusals(manager, one, tmp_path, scope="multi_country") == [
        "A project of several countries has more than one. Choose its scope with its countries."
    ]
    assert refusals(manager, wide, tmp_path, scope="country") == ["A project that runs has its countries."]
    halves = [{"country": row.pk, "share": "50"} for row in three[:2]]
    names = ("outcomes", "budget_results", "sectors", "sdg_targets", "markers", "initiatives")
    body = {**{name: [] for name in (*names, "sstc_countries")}, "countries": halves}
    client = signed_in(manager)
    saved = client.put(
        f"/api/v1/projects/{one.pk}/links/",
        {**body, "scope": "multi_country"},
        content_type="application/json",
        headers={"If-Match": f'"{one.version}"'},
    )
    assert saved.status_code == 200, saved.text
    assert Project.objects.get(pk=one.pk).scope == "multi_country"
    back = {"version": one.version + 1, "scope": "country", "targets": ""}
    back |= {"countries_0": three[1].pk, "share_countries_0": "100"}
    assert client.post(f"/projects/{one.pk}/links/", back).status_code == 302
    assert Project.objects.get(pk=one.pk).scope == "country"


def refusals(by: User, project: Project, tmp_path: Path, **values: str) -> list[str]:
    """Return what page, API and sheet say against the first of new values; all say the same."""
    client = signed_in(by)
    form = client.get(f"/projects/{project.pk}/edit/").context["form"]
    fields = {field.name: field.value() for field in form if field.value() not in {None, ""}}
    page = client.post(f"/projects/{project.pk}/edit/", {**fields, **values})
    answer = client.patch(
        f"/api/v1/projects/{project.pk}/",
        {name: text or None for name, text in values.items()},
        content_type="application/json",
        headers={"If-Match": f'"{project.version}"'},
    )
    outcome = tried(client, project, tmp_path, **values)
    assert (page.status_code, answer.status_code) == (422, 422), answer.text
    told = answer.json()["errors"]
    assert told == page.context["form"].errors
    first = told[next(iter(values))]
    assert [one.message for one in outcome.problems] == first
    return list(first)


def tried(client: Client, project: Project, tmp_path: Path, **values: str) -> Any:
    """Return what comes of the project's own export with new values in it."""
    export = client.get("/api/v1/projects/", {"format": "csv", "code": project.code}).getvalue()
    (row,) = csv.DictReader(io.StringIO(export.decode("utf-8-sig")))
    with (tmp_path / "sheet").open("w", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow({**row, **{AS_EXPORTED.get(name, name): text for name, text in values.items()}})
    return try_file(importer=PROJECTS, path=tmp_path / "sheet", scope=EVERYTHING)


# --- Its period ------------------------------------------------------------------------------------------


def test_the_period_of_a_project_that_runs_changes_by_extension_or_correction_alone(
    people: dict[str, User], three: list[Any], tmp_path: Path
) -> None:
    """An officer, whichever door is tried, and PARDEV are refused; the manager corrects, before all may."""
    manager, officer = people["manager"], people["field_officer"]
    project = cast.running(manager, three[0], code="GLO/20/01/NOR")
    days = {"starts_on": "2024-02-01", "ends_on": "2029-01-01"}
    for person in (officer, people["pardev_officer"]):
        answer = patched(person, project, days)
        assert (answer.status_code, set(answer.json()["errors"])) == (422, set(days)), person
    told = answer.json()["errors"]
    form = signed_in(officer).get(f"/projects/{project.pk}/edit/").context["form"]
    fields = {field.name: field.value() for field in form if field.value() not in {None, ""}}
    page = signed_in(officer).post(f"/projects/{project.pk}/edit/", {**fields, "starts_on": "2024-02-01"})
    assert page.context["form"].errors == {"starts_on": told["starts_on"]}
    outcome = tried(signed_in(officer), project, tmp_path, starts_on="2024-02-01")
    assert [one.message for one in outcome.problems] == told["starts_on"]
    assert patched(manager, project, days).status_code == 200
    planned = cast.planned(manager, three[0])
    assert patched(officer, planned, days).status_code == 200


def patched(by: User, project: Project, values: dict[str, Any]) -> Any:
    """Return what the API answers to new values of a project."""
    return signed_in(by).patch(
        f"/api/v1/projects/{project.pk}/",
        values,
        content_type="application/json",
        headers={"If-Match": f'"{project.version}"'},
    )


# --- Its region ------------------------------------------------------------------------------------------


def test_the_region_of_a_project_stays_once_it_ran(
    people: dict[str, User], three: list[Any], tmp_path: Path
) -> None:
    """Past figures count it there: page, API, sheet and database refuse, even where it was taken back."""
    manager, (here, there) = people["manager"], Region.objects.order_by("pk")[:2]
    project = cast.planned(manager, code="GLO/20/02/NOR", scope="regional", region=here)
    assert patched(manager, project, {"region": there.pk}).status_code == 200
    running = cast.moved(manager, project, "running")
    before = {"measure": "projects", "by": "region", "as_of": write_moment(settled_moment())}
    assert refusals(manager, running, tmp_path, region=here.pk) == [
        "The region stays once the project has run: past figures count it there."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(region=here)
    PROJECT_LIFE.take_back(
        by=manager,
        noun=running,
        status=ProjectState.objects.current().get(project=running),
        lock_version=running.version,
        reason="Not yet",
    )
    now = Project.objects.get(pk=project.pk)
    assert now.status == "planned"
    assert patched(manager, now, {"region": here.pk}).status_code == 422
    told = signed_in(manager).get("/api/v1/figures/", before).json()
    assert [(row["region"], row["value"]) for row in told["rows"]] == [(there.pk, 1)]
