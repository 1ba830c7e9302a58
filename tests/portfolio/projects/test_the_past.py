"""A project that ran before it was registered: the true day of each status, at each door."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.imports.actions.files import try_file
from ilo_dc.core.imports.scope import EVERYTHING
from ilo_dc.core.models import User
from portfolio.models import Project, ProjectState
from portfolio.project_results import rules
from portfolio.project_results.work import awaiting
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.imports.projects import PROJECTS
from tests.people import signed_in
from tests.portfolio.projects.test_imports import sheet, upload
from tests.recipes import projects as cast

TODAY = date.today()  # noqa: DTZ011
PLANNED, RUNNING = date(2022, 11, 2), date(2023, 3, 1)
SAFE = {"screening": "low", "pseah_focal_point": "Pat Focal", "feedback_channel": "A telephone line"}

pytestmark = pytest.mark.usefixtures("kept_files")


def life_of(project: Project) -> list[tuple[str, date]]:
    rows = ProjectState.objects.filter(project=project).order_by("pk")
    return [(row.status, row.effective_on) for row in rows]


def counted(client: Any, **asked: Any) -> list[tuple[str, int]]:
    """Return the projects by status."""
    answer = client.get("/api/v1/figures/", {"measure": "projects", "by": "status", **asked})
    assert answer.status_code == 200, answer.text
    return [(row["status"], row["value"]) for row in answer.json()["rows"] or ()]


def test_the_page_and_the_api_take_the_day_on_which_it_was_planned(
    manager: User, countries: dict[str, Any]
) -> None:
    """What was known before stays; what is known now holds from its day; each later status follows it."""
    client = signed_in(manager)
    other = cast.running(manager, countries["NAM"])
    before = write_moment(settled_moment())
    form = client.get("/projects/new/").context["form"]
    fields = {field.name: field.value() for field in form if field.value() not in {None, ""}}
    words = {"title": "Ran before", "kind": "project", "scope": "country"}
    words |= {"planned_on": f"{PLANNED}", "starts_on": "2023-03-01"}
    saved = client.post("/projects/new/", {**fields, **words, "ends_on": "2027-12-31"})
    assert saved.status_code == 302, saved.context["form"].errors
    later = {"planned_on": f"{TODAY + timedelta(days=1)}"}
    page = client.post("/projects/new/", {**fields, **words, **later})
    body = {"title": "Ran before, too", "planned_on": f"{PLANNED}"}
    api = client.post("/api/v1/projects/", body, content_type="application/json")
    assert api.status_code == 201, api.text
    assert api.json()["effective_on"] == f"{PLANNED}"
    refused = client.post("/api/v1/projects/", {**body, **later}, content_type="application/json")
    assert (page.status_code, refused.status_code) == (422, 422)
    assert refused.json()["errors"] == page.context["form"].errors
    assert set(refused.json()["errors"]) == {"planned_on"}
    project = Project.objects.get(title="Ran before")
    cast.tied(manager, project, countries=((countries["ZWE"], cast.WHOLE),))
    now = Project.objects.get(pk=project.pk)
    step = {"version": now.version, "effective_on": f"{RUNNING}", "reason": "Agreed then"}
    assert "Record the environmental" in client.post(f"/projects/{now.pk}/move/running/", step).text
    with_all = client.patch(
        f"/api/v1/projects/{now.pk}/safeguards/",
        SAFE,
        content_type="application/json",
        headers={"If-Match": f'"{now.version}"'},
    )
    assert with_all.status_code == 200, with_all.text
    unit = cast.text().unit
    assert unit is not None
    whole = client.patch(
        f"/api/v1/projects/{now.pk}/",
        {"unit": unit.code},
        content_type="application/json",
        headers={"If-Match": with_all["ETag"]},
    )
    step["version"] = whole.json()["version"]
    assert client.post(f"/projects/{now.pk}/move/running/", step).status_code == 302
    assert life_of(project) == [("planned", PLANNED), ("running", RUNNING)]
    assert counted(client, on="2022-12-31") == []  # a figure counts what runs or ran
    assert counted(client, on="2023-12-31") == [("running", 1)]
    assert counted(client, on="2023-12-31", as_of=before) == []
    assert counted(client, as_of=before) == [("running", 1)]
    assert other.status == "running"


def test_a_sheet_says_the_life_of_a_new_project_and_no_other(
    people: dict[str, User], countries: dict[str, Any], work_off: Any, tmp_path: Path
) -> None:
    manager = people["manager"]
    cast.text()  # the office that the rows name
    closing = {
        "final_report_on": "2025-03-01",
        "evaluated_on": "2025-02-01",
        "balance_returned_on": "2025-04-01",
        "balance_note": "Returned",
    }
    days = {"planned_on": "2022-11-02", "running_on": "2023-03-01", "completed_on": "2024-12-31"}
    row = {**SAFE, **closing, **days, "starts_on": "2023-03-01", "last_day": "2024-12-31"}
    row |= {"closed_on": "2025-05-01", "status": "closed"}
    whole = sheet(row)

    def told(*rows: dict[str, str]) -> list[tuple[str, str]]:
        (tmp_path / "sheet").write_bytes(sheet(*rows))
        outcome = try_file(importer=PROJECTS, path=tmp_path / "sheet", scope=EVERYTHING)
        return [(one.column, one.message) for one in outcome.problems]

    assert told({**row, "balance_note": ""}) == [("closed_on", "Say what became of the balance.")]
    assert told({**row, "completed_on": "2022-12-31"}) == [
        ("completed_on", "The status before took effect later than this.")
    ]
    assert told({**row, "completed_on": ""}) == [
        ("closed_on", "From “Running” the project cannot move there.")
    ]
    later = f"{TODAY + timedelta(days=1)}"
    assert told({**row, "closed_on": later}) == [
        ("closed_on", "This day is still to come. Give today or an earlier day.")
    ]
    client = signed_in(manager)
    address = upload(client, whole)
    work_off()
    client.post(f"{address}save/", {}, content_type="application/json")
    work_off()
    assert client.get(address).json()["state"] == "posted"
    project = Project.objects.get()
    assert project.status == "closed"
    assert life_of(project) == [
        ("planned", PLANNED),
        ("running", RUNNING),
        ("completed", date(2024, 12, 31)),
        ("closed", date(2025, 5, 1)),
    ]
    assert counted(client, on="2023-06-30") == [("running", 1)]
    assert counted(client) == [("closed", 1)]
    assert told(row) == []  # the same sheet again says what is recorded
    (problem,) = told({**row, "running_on": "2023-04-01"})
    assert problem[0] == "running_on"


def test_reports_are_asked_for_of_periods_in_which_it_ran(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    """Of a project whose period began in 2023 and that ran from late in 2024 on, with a pause of a year."""
    periods = rules.periods_of(date(2023, 1, 1), date(2027, 1, 1))
    spells = rules.spells_of(
        [
            ("planned", date(2022, 1, 1)),
            ("running", date(2023, 8, 1)),
            ("suspended", date(2024, 1, 1)),
            ("running", date(2025, 7, 31)),
            ("completed", date(2025, 12, 31)),
        ]
    )
    due = rules.periods_due(periods, spells, today=date(2026, 12, 1))
    assert [one.code for one in due] == ["2023-07-01", "2025-07-01"]
    officer = people["field_officer"]
    late = cast.planned(people["manager"], countries["ZWE"], starts_on=date(2023, 1, 1))
    late = cast.moved(people["manager"], late, "running", effective_on=TODAY)
    assert [one for one in awaiting(officer) if one.kind == "Progress report"] == []
    page = signed_in(officer).get(f"/projects/{late.pk}/").text
    assert "/reports/2023-01-01/new/" not in page
    early = cast.running(people["manager"], countries["ZWE"], starts_on=date(2023, 1, 1))
    assert [one.kind for one in awaiting(officer)] == ["Progress report"] * 4  # of the last two years
    assert "/reports/2023-01-01/new/" in signed_in(officer).get(f"/projects/{early.pk}/").text


def test_a_completed_project_says_to_staff_what_it_still_owes(
    people: dict[str, User], countries: dict[str, Any], client: Any
) -> None:
    """Reports that are overdue or due, the final report, the evaluation: each with where it is put right."""
    manager = people["manager"]
    first, ends_on = rules.months_after(TODAY, -8), TODAY - timedelta(days=3)
    project = cast.running(manager, countries["ZWE"], starts_on=first, ends_on=ends_on)
    page = f"/projects/{project.pk}/"
    assert owed(signed_in(manager).get(page)) == []
    cast.moved(manager, project, "completed")
    form = f"{page}edit/"
    assert owed(signed_in(people["field_officer"]).get(page)) == [
        ("1 progress report is overdue.", "#reports"),
        ("1 progress report is not handed in yet.", "#reports"),
        ("The final report is not handed in.", f"{form}#id_final_report_on"),
        ("It is not evaluated, and no reason says why.", f"{form}#id_evaluated_on"),
        ("The balance is not settled with the funding partner.", f"{form}#id_balance_returned_on"),
    ]
    others = owed(signed_in(people["coordinator"]).get(page))
    assert [url for _text, url in others] == ["#reports"] * 2 + ["#safeguards"] * 3
    assert owed(client.get(page)) == []


def owed(answer: Any) -> list[tuple[str, str]]:
    """Return the lines of what a page says is owed."""
    panels = [panel for panel in answer.context["panels"] if hasattr(panel, "lines")]
    found = [panel.lines for panel in panels if "owed" in panel.template]
    return [(str(text), url) for text, url in found[0]] if found else []


def test_of_statuses_of_one_day_the_later_one_of_the_life_holds_after_a_correction(
    manager: User, countries: dict[str, Any]
) -> None:
    """An earlier status is corrected to the day of the one after it, which is not the present one."""
    project = cast.planned(manager, countries["ZWE"], starts_on=PLANNED)
    for status, day in (("running", RUNNING), ("suspended", RUNNING), ("completed", date(2024, 12, 31))):
        cast.moved(manager, project, status, effective_on=day)
    client = signed_in(manager)
    assert counted(client, on="2023-06-30") == [("suspended", 1)]
    planned = ProjectState.objects.get(project=project, status="planned")
    answer = client.post(
        f"/api/v1/projects/{project.pk}/statuses/{planned.pk}/correct/",
        {"status": "planned", "effective_on": f"{RUNNING}", "reason": "It was planned on that day"},
        content_type="application/json",
        headers={"If-Match": f'"{Project.objects.get(pk=project.pk).version}"'},
    )
    assert answer.status_code == 201, answer.content
    assert counted(client, on="2023-06-30") == [("suspended", 1)]
    assert counted(client, on="2025-01-31") == counted(client) == [("completed", 1)]
    assert [one.status for one in PROJECT_LIFE.in_effect(project)] == [
        "planned",
        "running",
        "suspended",
        "completed",
    ]
