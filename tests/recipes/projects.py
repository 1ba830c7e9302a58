"""Projects for tests, made through the actions as people would make them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Office, User
from portfolio.models import CountryShare, Project, ProjectState
from portfolio.projects.actions import project_links as links
from portfolio.projects.actions import projects
from portfolio.projects.actions.project_life import PROJECT_LIFE

UNIT = "CO-TEST"
WHOLE = Decimal(100)


def text(**values: Any) -> projects.ProjectText:
    """Return what a project says that may run, with `values` in place."""
    unit = Office.objects.get_or_create(code=UNIT, defaults={"name": "Office", "kind": "country"})[0]
    complete = {
        "title": "Decent work in the garment sector",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2028, 1, 1),
        "unit": unit,
        "screening": "low",
        "screened_on": date(2023, 10, 2),
        "pseah_focal_point": "Pat Focal",
        "feedback_channel": "A telephone line without charge",
    }
    return projects.ProjectText(**{**complete, **values})


def planned(by: User, *countries: Any, kind: str = "project", **values: Any) -> Project:
    """Return a project that is planned in countries, with equal shares of them."""
    scope = "multi_country" if len(countries) > 1 else "country"
    said = text(**{"scope": scope, **values})
    since = _began(said.starts_on)
    project = projects.register_project(by=by, text=said, kind=kind, planned_on=since)
    shares = tuple((country, round(WHOLE / len(countries), 2)) for country in countries)
    return tied(by, project, complete_residue=True, countries=shares)


def _began(starts_on: date | None) -> date:
    """Return the first day of a project, or today where that is still to come."""
    today = date.today()  # noqa: DTZ011
    return min(starts_on or today, today)


def tied(by: User, project: Project, *, complete_residue: bool = False, **values: Any) -> Project:
    """Return a project after it was tied to what is named."""
    now = Project.objects.get(pk=project.pk)
    scope = values.pop("scope", "")
    return links.tie_project(
        by=by,
        project=now,
        lock_version=now.version,
        links=links.Links(**values),
        scope=scope,
        complete_residue=complete_residue,
    )


def moved(by: User, project: Project, to: str, **step: Any) -> Project:
    """Return the project after one step."""
    now = Project.objects.get(pk=project.pk)
    whole = {"status": to, "effective_on": date.today(), "reason": f"Agreed: {to}", **step}  # noqa: DTZ011
    return PROJECT_LIFE.record(by=by, noun=now, lock_version=now.version, step=Step(**whole))


def running(by: User, *countries: Any, **values: Any) -> Project:
    """Return a project at work in countries from its first day on."""
    project = planned(by, *countries, **values)
    return moved(by, project, "running", effective_on=_began(project.starts_on))


def ended(by: User, project: Project) -> Project:
    """Return a project that was completed and says all that closing needs."""
    project = moved(by, project, "completed")
    said = {
        "final_report_on": date(2025, 3, 1),
        "evaluated_on": date(2025, 2, 1),
        "balance_returned_on": date(2025, 4, 1),
        "balance_note": "Returned to the partner",
    }
    return projects.edit_project(by=by, project=project, lock_version=project.version, text=text(**said))


def many_running(country: Any, count: int) -> list[Project]:
    """Return so many projects at work in a country, written in few statements and as demonstration data."""
    days = {"starts_on": date(2024, 1, 1), "ends_on": date(2028, 1, 1)}
    with recording(by=None, reason="Many"):
        rows = Project.objects.bulk_create(
            Project(title=f"Project {number}", scope="country", demonstration=True, **days)
            for number in range(count)
        )
        ProjectState.objects.bulk_create(
            ProjectState(project=row, status="planned", effective_on=days["starts_on"], reason="Many")
            for row in rows
        )
        CountryShare.objects.bulk_create(
            CountryShare(project=row, country=country, share=WHOLE) for row in rows
        )
    return rows
