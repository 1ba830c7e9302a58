"""What reports of projects and their plan may say, and when they are asked for: at every door the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ilo_dc.core.accounts.actions import deputies
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.history.events import events_before
from ilo_dc.core.models import Membership, Notification, User
from ilo_dc.core.people.actions.memberships import NewMembership
from portfolio.models import Project, ProjectValue
from portfolio.project_results import work as of_reports
from portfolio.project_results.actions import progress_reports as actions
from portfolio.project_results.actions.progress_reports import Reported
from portfolio.project_results.actions.report_notices import remind_of_reports
from portfolio.project_results.actions.reports_due import places_of, reports_due, writers_of
from portfolio.project_results.actions.served_outcomes import served_by
from portfolio.updates import work as of_updates
from portfolio.updates.actions.outcome_updates import return_update
from tests.people import hire, signed_in
from tests.recipes import outcomes, updates
from tests.recipes import project_results as reports
from tests.recipes import projects as cast

FIRST = date(2024, 1, 1)


@pytest.fixture
def project(manager: User, countries: dict[str, Any]) -> Project:
    return cast.running(manager, countries["ZWE"])


def test_a_result_serves_an_outcome_of_a_country_of_its_project_at_every_door(
    people: dict[str, User], project: Project, countries: Any, client: Client
) -> None:
    manager = people["manager"]
    ours, theirs = outcomes.cpo(countries["ZWE"], 501), outcomes.cpo(countries["NAM"], 501)
    row = reports.outcome(manager, project, outcome=ours)
    text = {"position": 2, "text": "Mines are safe", "level": "outcome"}
    signed_in(manager, client)
    path, page = f"/api/v1/projects/{project.pk}/results/", f"/projects/{project.pk}/results/new/"
    refused = client.post(path, {**text, "outcome": theirs.pk}, content_type="application/json")
    assert refused.status_code == 422, refused.content
    assert set(refused.json()["errors"]) == {"outcome"}
    changed = client.patch(
        f"{path}{row.pk}/",
        {"outcome": theirs.pk},
        content_type="application/json",
        headers={"If-Match": f'"{row.version}"'},
    )
    assert changed.status_code == 422, changed.content
    form = client.get(page).context["form"]
    assert set(form.fields["outcome"].queryset) == set(served_by(project)) == {ours}
    assert client.post(page, {**text, "outcome": theirs.code}).status_code == 422
    assert project.planned_results.count() == 1
    made = client.post(path, {**text, "outcome": ours.pk}, content_type="application/json")
    assert made.status_code == 201, made.content
    # What a result serves already stays when the project leaves the country.
    cast.tied(manager, project, countries=((countries["NAM"], Decimal(100)),))
    edited = client.patch(
        f"{path}{row.pk}/",
        {"text": "Factories are safer"},
        content_type="application/json",
        headers={"If-Match": f'"{row.version}"'},
    )
    assert edited.status_code == 200, edited.content


def test_values_that_updates_refuse_are_refused_of_reports_at_every_door(
    manager: User, field_officer: User, project: Project
) -> None:
    """Women and men below zero, parts of what is counted; the database holds the first of them."""
    result = reports.outcome(manager, project)
    by_sex = reports.indicator(manager, result, by_sex=True)
    laws = reports.indicator(manager, result, text="Laws adopted", unit="laws")
    rate = reports.indicator(manager, result, text="Rate", unit="%")
    row = reports.report(field_officer, project, FIRST)
    client = signed_in(field_officer)
    form = {"version": row.version, "rating": "on_track", "narrative": "Twelve", "language": "en"}
    wrong = {
        f"women_{by_sex.pk}": "-70",
        f"men_{by_sex.pk}": "12.5",
        f"value_{laws.pk}": "2.5",
        f"value_{rate.pk}": "33.3",
    }
    page = client.post(f"/projects/reports/{row.pk}/edit/", {**form, **wrong})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == set(wrong) - {f"value_{rate.pk}"}
    values = [
        {"indicator": by_sex.pk, "women": "-70", "men": "120"},
        {"indicator": laws.pk, "value": "-1"},
        {"indicator": rate.pk, "value": "33.3"},
    ]
    answer = client.patch(
        f"/api/v1/progress-reports/{row.pk}/",
        {"values": values},
        content_type="application/json",
        headers={"If-Match": f'"{row.version}"'},
    )
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {f"women_{by_sex.pk}", f"value_{laws.pk}"}
    assert not ProjectValue.objects.exists()
    given = {"women": Decimal(-70), "men": Decimal(120), "value": Decimal(50)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectValue.objects.create(report=row, indicator=by_sex, demonstration=True, **given)
    right = {**wrong, f"women_{by_sex.pk}": "70", f"men_{by_sex.pk}": "50", f"value_{laws.pk}": "2"}
    assert client.post(f"/projects/reports/{row.pk}/edit/", {**form, **right}).status_code == 302
    assert ProjectValue.objects.get(indicator=by_sex).value == 120


def test_a_returned_report_is_handed_in_again_once_something_was_changed(
    manager: User, field_officer: User, project: Project
) -> None:
    indicator = reports.indicator(manager, reports.outcome(manager, project))
    row = reports.report(field_officer, project, FIRST, submit=True)
    row = actions.return_report(by=manager, report=row, lock_version=row.version, note="Say who")
    with pytest.raises(UnableToAct, match="Nothing was changed"):
        actions.submit_report(by=field_officer, report=row, lock_version=row.version)
    same = actions.ReportText("on_track", reports.ACHIEVED)
    with pytest.raises(UnableToAct, match="Nothing was changed"), transaction.atomic():
        actions.edit_report(by=field_officer, report=row, lock_version=row.version, text=same, submit=True)
    text = replace(same, values={indicator.pk: Reported(Decimal(12))})
    row = actions.edit_report(by=field_officer, report=row, lock_version=row.version, text=text)
    row = actions.submit_report(by=field_officer, report=row, lock_version=row.version)
    row = actions.return_report(by=manager, report=row, lock_version=row.version, note="Say where")
    text = replace(text, narrative="In Mutare")
    actions.edit_report(by=field_officer, report=row, lock_version=row.version, text=text, submit=True)


def test_what_is_missing_is_asked_for_and_reminded_of_for_two_years_by_the_same_rules(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    """Also once the next period is over; each is reminded of when it is due, and when it is late."""
    project = cast.running(people["manager"], countries["ZWE"])
    rows = Project.objects.filter(pk=project.pk)

    def asked_on(today: date) -> list[str]:
        return [period.code for _key, period, _state in reports_due(rows, today=today)]

    assert asked_on(date(2024, 7, 1)) == ["2024-01-01"]
    assert asked_on(date(2025, 1, 1)) == ["2024-01-01", "2024-07-01"]
    assert asked_on(date(2025, 7, 1)) == ["2024-01-01", "2024-07-01", "2025-01-01"]
    assert asked_on(date(2026, 6, 30))[0] == "2024-01-01"
    assert asked_on(date(2026, 7, 1))[0] == "2024-07-01"
    officer = people["field_officer"]
    writers = writers_of(places_of([project.pk])[project.pk]).people().count()
    days = [date(2024, 7, 1), date(2024, 7, 30), date(2024, 7, 31), date(2024, 8, 1), date(2025, 1, 1)]
    sent = [remind_of_reports(today=day) for day in days]
    assert sent == [
        {"due": writers, "overdue": 0},
        {"due": 0, "overdue": 0},
        {"due": 0, "overdue": writers},
        {"due": 0, "overdue": 0},
        {"due": writers, "overdue": 0},
    ]
    told = [one.text % one.values for one in Notification.objects.filter(recipient=officer).order_by("pk")]
    assert [text.split(":")[0] for text in told] == [
        "A progress report is due until 2024-07-30",
        "A progress report is overdue since 2024-07-30",
        "A progress report is due until 2025-01-30",
    ]
    reports.report(officer, project, FIRST, submit=True)
    assert asked_on(date(2025, 1, 1)) == ["2024-07-01"]
    assert not Notification.objects.filter(recipient=people["manager"], key__startswith="report-").exists()


def test_what_a_deputy_hands_in_or_gives_back_is_in_the_work_of_whom_they_act_for(
    people: dict[str, User], project: Project, countries: dict[str, Any]
) -> None:
    """Of reports and updates alike, and the history of a person tells it."""
    principal, region = people["field_officer"], people["regional_officer"]
    days = {"starts_on": date.today(), "ends_on": date.today() + timedelta(days=3)}  # noqa: DTZ011
    acting = {}
    for one in (principal, region):
        row = Membership.objects.get(user=one)
        deputy = hire(f"deputy-{one.pk}", f"Deputy {one.pk}", *_same(row))
        named = deputies.name_deputy(by=one, principal=one, deputy=deputy, **days)
        acting[one.pk] = User.objects.get(pk=deputy.pk)
        deputies.act_for(user=acting[one.pk], row=named)
    reports.report(acting[principal.pk], project, FIRST, submit=True)
    outcome = updates.outcome_of(principal, region, countries["ZWE"])
    update = updates.submitted(acting[principal.pk], outcome, "2025-H2")
    for person in (principal, User.objects.get(pk=acting[principal.pk].pk)):
        assert "Decision on the progress report" in [one.title for one in of_reports.handed_in(person)]
        assert outcome.code in " ".join(one.subject for one in of_updates.handed_in(person))
    return_update(
        by=acting[region.pk], update=update, lock_version=update.version, note="Say what was achieved"
    )
    assert outcome.code in " ".join(one.subject for one in of_updates.handed_in(region))
    events = events_before(None, limit=50, person=region)
    assert any("Say what was achieved" in one.why for one in events)


def _same(row: Membership) -> list[NewMembership]:
    return [NewMembership(row.role, row.scope, office=row.office, region=row.region)]
