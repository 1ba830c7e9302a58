"""A project from running to closed, as people take it there through pages and the API."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ilo_dc.core.models import User
from portfolio.models import CountryProgramme, ProgressReport, Project, ProjectIndicator
from portfolio.project_results.rules import months_after, periods_of
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes import project_results as plan
from tests.recipes import projects as cast

TODAY = date.today()  # noqa: DTZ011
SAID = {"rating": "on_track", "narrative": "Twelve factories took part.", "language": "en"}
LATE = re.compile(r">\s*late\s*<")
LACKING = {"final_report_on", "evaluation", "balance_returned_on", "balance_note"}


@pytest.fixture
def project(people: dict[str, User], countries: dict[str, Any]) -> Project:
    """Return a project of eight months that ended: of its two reports the first is late already."""
    days = {"starts_on": months_after(TODAY, -8), "ends_on": TODAY - timedelta(days=3)}
    return cast.running(people["manager"], countries["ZWE"], **days)


@pytest.fixture
def indicator(people: dict[str, User], project: Project) -> ProjectIndicator:
    """Return an indicator by sex of a result that serves an outcome of a running programme."""
    country = project.countryshare_set.get().country
    draft = plans.draft(people["field_officer"], country)
    programme = plans.brought_to(people["regional_officer"], draft, "running")
    result = plan.outcome(people["manager"], project, outcome=programme.outcomes.get().cpo)
    return plan.indicator(people["manager"], result, by_sex=True)


def on_page(client: Client, address: str, **form: Any) -> str:
    """Return where a page leads after its form was sent."""
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def by_api(client: Client, address: str, body: Any, *, version: int | None = None) -> dict[str, Any]:
    """Return what the API answers to a write that succeeds."""
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    answer = client.post(f"/api/v1{address}", body, content_type="application/json", headers=headers)
    assert answer.status_code < 300, answer.text
    found: dict[str, Any] = answer.json()
    return found


def report_on_pages(officer: Client, manager: Client, project: Project, indicator: ProjectIndicator) -> None:
    """Take the first report through its pages: submitted, returned, corrected, accepted."""
    period = periods_of(project.starts_on, project.ends_on)[0]
    values = {f"women_{indicator.pk}": "12", f"men_{indicator.pk}": "8"}
    written = f"/projects/{project.pk}/reports/{period.code}/new/"
    shown = on_page(officer, written, **SAID, **values, do="submit")
    review = f"{shown}review/"
    note = {"version": ProgressReport.objects.get().version, "note": "Count the women again", "do": "return"}
    on_page(manager, review, **note)
    assert "Count the women again" in officer.get(shown).text
    mended = {**SAID, **values, f"women_{indicator.pk}": "13"}
    on_page(officer, f"{shown}edit/", version=ProgressReport.objects.get().version, **mended, do="submit")
    on_page(manager, review, version=ProgressReport.objects.get().version, do="accept", note="")


def report_by_api(officer: Client, manager: Client, project: Project, indicator: ProjectIndicator) -> None:
    """Take the second report through the API: begun, submitted, accepted."""
    period = periods_of(project.starts_on, project.ends_on)[1]
    values = [{"indicator": indicator.pk, "women": "30", "men": "25"}]
    body = {**SAID, "project": project.pk, "period": period.code, "values": values}
    row = by_api(officer, "/progress-reports/", body)
    for client, step in ((officer, "submit"), (manager, "accept")):
        row = by_api(client, f"/progress-reports/{row['id']}/{step}/", {}, version=row["version"])
    assert row["state"] == "accepted"


def test_it_reports_twice_and_is_closed_when_nothing_is_missing(
    people: dict[str, User], project: Project, indicator: ProjectIndicator, client: Client
) -> None:
    officer, manager = signed_in(people["field_officer"]), signed_in(people["manager"])
    report_on_pages(officer, manager, project, indicator)
    on_page(manager, f"/projects/{project.pk}/move/completed/", **step_of(project), reason="At its end")
    check_what_is_missing(manager, project, {"has_reports", *LACKING})
    report_by_api(officer, manager, project, indicator)
    first, second = ProgressReport.objects.order_by("starts_on")
    assert (first.is_late, second.is_late) == (True, False)
    pages = [manager.get(f"/projects/reports/{row.pk}/").text for row in (first, second)]
    assert [bool(LATE.search(page)) for page in pages] == [True, False]
    check_values_everywhere(client, project)
    check_what_is_missing(manager, project, LACKING)
    now = Project.objects.get(pk=project.pk)
    said = {"final_report_on": f"{TODAY}", "balance_returned_on": f"{TODAY}", "balance_note": "Nothing left"}
    saved = manager.patch(
        f"/api/v1/projects/{project.pk}/",
        {**said, "evaluated_on": f"{TODAY}"},
        content_type="application/json",
        headers={"If-Match": f'"{now.version}"'},
    )
    assert saved.status_code == 200, saved.text
    on_page(manager, f"/projects/{project.pk}/move/closed/", **step_of(project), reason="All is done")
    assert client.get(f"/api/v1/projects/{project.pk}/").json()["status"] == "closed"


def step_of(project: Project) -> dict[str, Any]:
    return {"effective_on": f"{TODAY}", "version": Project.objects.get(pk=project.pk).version}


def check_values_everywhere(client: Client, project: Project) -> None:
    """Check that the last accepted values by sex are the same for a stranger at each door."""
    (planned,) = client.get(f"/api/v1/projects/{project.pk}/plan/").json()["results"]
    (measured,) = planned["indicators"]
    told = {name: Decimal(measured["actual"][name]) for name in ("value", "women", "men")}
    assert told == {"value": Decimal(55), "women": Decimal(30), "men": Decimal(25)}
    programme = CountryProgramme.objects.get()
    for address in (f"/projects/{project.pk}/", f"/dwcps/{programme.slug}/"):
        page = client.get(address).text
        assert "<strong>55</strong>" in page, address
        assert "women 30, men 25" in page, address
    listed = client.get("/api/v1/progress-reports/", {"ordering": "starts_on"}).json()["results"]
    assert [(one["late"], one["values"][0]["women"], one["values"][0]["men"]) for one in listed] == [
        (True, "13", "8"),
        (False, "30", "25"),
    ]


def check_what_is_missing(manager: Client, project: Project, lacking: set[str]) -> None:
    """Check that page and API refuse to close the project, and both say what is missing."""
    address = f"/projects/{project.pk}/move/closed/"
    assert "Say when the final report was handed in." in manager.get(address).text
    refused = manager.post(address, {**step_of(project), "reason": "All is done"})
    step = step_of(project)
    answer = manager.post(
        f"/api/v1/projects/{project.pk}/statuses/",
        {"status": "closed", "effective_on": step["effective_on"], "reason": "All is done"},
        content_type="application/json",
        headers={"If-Match": f'"{step["version"]}"'},
    )
    assert (refused.status_code, answer.status_code) == (422, 422)
    errors = answer.json()["errors"]
    assert set(errors) == lacking
    assert all(text in refused.text for texts in errors.values() for text in texts)
    assert Project.objects.get(pk=project.pk).status == "completed"
