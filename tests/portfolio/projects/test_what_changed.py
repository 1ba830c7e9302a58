"""What was changed of a project since a moment: no edit is missed, whichever door it came through."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ilo_dc.core.models import User
from portfolio.models import Initiative, Project
from portfolio.projects.actions import initiatives
from tests.people import signed_in
from tests.portfolio.projects.test_imports import sheet, upload
from tests.recipes import projects as cast

CODE = "GLO/20/01/NOR"
JSON: dict[str, Any] = {"content_type": "application/json"}

pytestmark = pytest.mark.usefixtures("kept_files")


class Doors:
    """The ways to change what is shown of one project; each returns the answer of its last request."""

    def __init__(self, client: Client, project: Project, by: User, work_off: Any) -> None:
        self.client, self.project, self.by, self.work_off = client, project, by, work_off
        self.api, self.page = f"/api/v1/projects/{project.pk}/", f"/projects/{project.pk}/"

    @property
    def version(self) -> int:
        """The version of the project now."""
        return Project.objects.get(pk=self.project.pk).version

    def patched(self, path: str, **values: str) -> Any:
        """Change the project by the API."""
        headers = {"If-Match": f'"{self.version}"'}
        return self.client.patch(f"{self.api}{path}", values, headers=headers, **JSON)

    def edit_page(self) -> Any:
        form = self.client.get(f"{self.page}edit/").context["form"]
        fields = {field.name: field.value() for field in form if field.value() not in {None, ""}}
        return self.client.post(f"{self.page}edit/", {**fields, "title": "By its page"})

    def api_row(self) -> Any:
        return self.patched("", title="By the API")

    def api_safeguards(self) -> Any:
        return self.patched("safeguards/", screening="high")

    def sheet(self) -> Any:
        content = sheet({"code": CODE, "title": "By a sheet", "markers": "ppp"})
        address = upload(self.client, content)
        self.work_off()
        self.client.post(f"{address}save/", {}, **JSON)
        self.work_off()
        return self.client.get(address)

    def links_page(self) -> Any:
        said = {"version": self.version, "targets": "", "markers": ["hdp"], "countries_0": "ZWE"}
        said["initiatives"] = [Initiative.objects.get().pk]
        return self.client.post(f"{self.page}links/", {**said, "share_countries_0": "100"})

    def initiative(self) -> Any:
        row = Initiative.objects.get()
        address = f"/api/v1/initiatives/{row.pk}/"
        headers = {"If-Match": f'"{row.version}"'}
        return self.client.patch(address, {"code": "safer-work"}, headers=headers, **JSON)

    def participant_added(self) -> Any:
        said = {"organisation": "sweden", "role": "funding"}
        return self.client.post(f"{self.api}participants/", said, **JSON)

    def participant_edited(self) -> Any:
        row = self.project.participants.get()
        headers = {"If-Match": f'"{row.version}"'}
        address = f"{self.api}participants/{row.pk}/"
        return self.client.patch(address, {"role": "extending"}, headers=headers, **JSON)

    def participant_removed(self) -> Any:
        row = self.project.participants.get()
        headers = {"If-Match": f'"{row.version}"'}
        return self.client.delete(f"{self.api}participants/{row.pk}/", headers=headers)

    def status(self) -> Any:
        step = {"version": self.version, "effective_on": "2024-01-01", "reason": "Agreed"}
        return self.client.post(f"{self.page}move/running/", step)


DOORS = (
    Doors.edit_page,
    Doors.api_row,
    Doors.api_safeguards,
    Doors.sheet,
    Doors.links_page,
    Doors.initiative,
    Doors.participant_added,
    Doors.participant_edited,
    Doors.participant_removed,
    Doors.status,
)


def test_a_pull_misses_no_edit(
    people: dict[str, User], countries: dict[str, Any], sweden: Any, work_off: Any
) -> None:
    """Each door moves `updated_at`, in the API as in the file, and only then the project is pulled again."""
    manager = people["manager"]
    initiatives.add_initiative(
        by=manager, text=initiatives.InitiativeText("better-work", "flagship", "Better Work")
    )
    project = cast.planned(manager, countries["ZWE"], code=CODE, starts_on=cast.text().starts_on)
    doors = Doors(signed_in(manager), project, manager, work_off)
    last = moments_of(doors)[-1]
    for door in DOORS:
        since = datetime.fromisoformat(last) + timedelta(microseconds=1)
        assert moments_of(doors, updated_since=since.isoformat()) == [], door.__name__
        answer = door(doors)
        assert answer.status_code < 400, (door.__name__, answer.text)
        moments = moments_of(doors, updated_since=since.isoformat())
        assert moments, door.__name__
        assert moments[-1] > last, door.__name__
        last = moments[-1]
        assert moments_of(doors) == [last], door.__name__
        assert in_file(doors) == [datetime.fromisoformat(last)], door.__name__


def moments_of(doors: Doors, **asked: str) -> list[str]:
    """Return when the rows changed that the API lists."""
    answer = doors.client.get("/api/v1/projects/", asked)
    assert answer.status_code == 200, answer.text
    return sorted(row["updated_at"] for row in answer.json()["results"])


def in_file(doors: Doors) -> list[datetime]:
    """Return the same out of the CSV."""
    content = doors.client.get("/api/v1/projects/", {"format": "csv"}).getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(content))
    return [datetime.fromisoformat(row["updated_at"]) for row in rows]


def test_safeguards_are_read_and_written_by_the_api(
    people: dict[str, User], countries: dict[str, Any], client: Client
) -> None:
    """Page and API do the same; the focal point and the feedback channel are for staff alone, at both."""
    project = cast.running(people["manager"], countries["ZWE"])
    officer = signed_in(people["field_officer"])
    address = f"/api/v1/projects/{project.pk}/safeguards/"
    read = officer.get(address)
    assert (read["ETag"], read.json()["feedback_channel"]) == (
        f'"{project.version}"',
        "A telephone line without charge",
    )
    assert officer.patch(address, {"screening": "high"}, **JSON).status_code == 428
    headers = {"If-Match": read["ETag"]}
    lacking = officer.patch(address, {"screening": "", "feedback_channel": ""}, headers=headers, **JSON)
    assert (lacking.status_code, set(lacking.json()["errors"])) == (422, {"screening", "feedback_channel"})
    said = {"evaluated_on": "2024-05-02", "balance_note": "Returned in full", "screening": "high"}
    saved = officer.patch(address, said, headers=headers, **JSON)
    assert saved.status_code == 200, saved.text
    assert {name: saved.json()[name] for name in said} == said
    assert officer.patch(address, said, headers=headers, **JSON).status_code == 412
    assert (
        officer.patch(address, {"title": "No"}, headers={"If-Match": saved["ETag"]}, **JSON).status_code
        == 400
    )
    for reader in (client, signed_in(people["swedish_donor"])):
        shown = reader.get(address).json()
        assert (shown["screening"], shown["evaluated_on"]) == ("high", "2024-05-02")
        assert (shown["pseah_focal_point"], shown["feedback_channel"]) == (None, None)
        page = reader.get(f"/projects/{project.pk}/").text
        assert "Pat Focal" not in page
        assert "A telephone line without charge" not in page
    assert "A telephone line without charge" in officer.get(f"/projects/{project.pk}/").text
