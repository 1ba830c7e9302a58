"""Plan against actual: results, reports by period and sex, extensions; the same values at every door."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import User
from portfolio.models import IndicatorTarget, ProgressReport, Project, ProjectValue
from portfolio.project_results import rules
from portfolio.project_results.actions import plan
from portfolio.project_results.actions import progress_reports as actions
from portfolio.project_results.actions.progress_reports import Reported
from portfolio.project_results.work import _due_of, _to_write, awaiting
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes import project_results as reports
from tests.recipes import projects as cast

TODAY = date.today()  # noqa: DTZ011
FIRST, SECOND = date(2024, 1, 1), date(2024, 7, 1)


@pytest.fixture
def project(manager: User, countries: dict[str, Any]) -> Project:
    return cast.running(manager, countries["ZWE"])


def problems_of(act: Any) -> dict[str, list[str]]:
    with pytest.raises(UnableToAct) as refused, transaction.atomic():
        act()
    return refused.value.problems


# --- Rules --------------------------------------------------------------------------------------------


def test_periods_follow_each_other_and_the_last_ends_with_the_project() -> None:
    periods = rules.periods_of(date(2024, 8, 31), date(2025, 12, 1))
    assert [(one.starts_on, one.ends_on) for one in periods] == [
        (date(2024, 8, 31), date(2025, 2, 28)),
        (date(2025, 2, 28), date(2025, 8, 31)),
        (date(2025, 8, 31), date(2025, 12, 1)),
    ]
    ran = [(date(2024, 1, 1), None)]
    assert rules.periods_due(periods_until(2), ran, today=date(2024, 7, 1)) == periods_until(1)
    assert rules.periods_of(None, date(2025, 1, 1)) == []


def periods_until(count: int) -> list[rules.Period]:
    return rules.periods_of(date(2024, 1, 1), date(2025, 1, 1))[:count]


def test_how_much_of_the_way_was_gone() -> None:
    assert rules.share_reached(Decimal(10), Decimal(55), Decimal(100)) == Decimal("0.5")
    assert rules.share_reached(None, Decimal(5), Decimal(20)) == Decimal("0.25")
    assert rules.share_reached(Decimal(10), Decimal(5), Decimal(10)) is None
    last, first = IndicatorTarget(due_on=date(2027, 12, 31)), IndicatorTarget(due_on=date(2025, 12, 31))
    targets = [last, first]
    assert rules.target_on(targets, date(2025, 12, 30)) is None
    assert rules.target_on(targets, date(2026, 6, 1)) is first
    assert rules.target_for(targets, date(2025, 6, 30)) is first
    assert rules.target_for(targets, date(2028, 1, 1)) is last
    assert rules.target_for([], date(2028, 1, 1)) is None


# --- The plan -----------------------------------------------------------------------------------------


def test_an_output_leads_to_an_outcome_of_its_project(
    manager: User, project: Project, countries: Any
) -> None:
    other = reports.outcome(manager, cast.running(manager, countries["NAM"]))
    above = reports.outcome(manager, project)
    output = plan.RESULTS.add(
        by=manager, owner=project, data=plan.ResultData(1, "Training", level="output", parent=above)
    )
    for data, field in (
        (plan.ResultData(2, "Alone", level="output"), "parent"),
        (plan.ResultData(2, "Foreign", level="output", parent=other), "parent"),
        (plan.ResultData(2, "Above", parent=above), "parent"),
    ):
        found = problems_of(lambda data=data: plan.RESULTS.add(by=manager, owner=project, data=data))
        assert set(found) == {field}
    with pytest.raises(IntegrityError), transaction.atomic():
        type(output).objects.filter(pk=output.pk).update(parent=other)
    with pytest.raises(UnableToAct):
        plan.RESULTS.remove(by=manager, row=above, lock_version=above.version)


def test_an_extension_moves_the_last_day_and_is_kept(manager: User, project: Project) -> None:
    data = plan.ExtensionData(date(2029, 1, 1), date(2025, 5, 5), "More time")
    plan.extend_project(by=manager, project=project, lock_version=project.version, data=data)
    now = Project.objects.get(pk=project.pk)
    assert now.ends_on == date(2029, 1, 1)
    kept = now.extensions.get()
    assert (kept.ended_on, kept.ends_on) == (date(2028, 1, 1), date(2029, 1, 1))
    again = {"by": manager, "project": now, "lock_version": now.version, "data": data}
    assert set(problems_of(lambda: plan.extend_project(**again))) == {"ends_on"}


# --- Reports ------------------------------------------------------------------------------------------


def test_two_reports_one_returned_say_the_same_at_every_door(
    people: dict[str, User], project: Project, client: Client
) -> None:
    manager, officer = people["manager"], people["field_officer"]
    programme = plans.brought_to(
        people["regional_officer"], plans.draft(officer, project_country(project)), "running"
    )
    served = programme.outcomes.get().cpo
    result = reports.outcome(manager, project, outcome=served)
    row = reports.indicator(manager, result, by_sex=True)
    values = {row.pk: Reported(women=Decimal(12), men=Decimal(8))}
    reports.accepted(officer, manager, project, FIRST, values=values)
    second = reports.report(officer, project, SECOND, submit=True, values=values)
    returned = actions.return_report(by=manager, report=second, lock_version=second.version, note="Who?")
    to_write = ["Write the report"] * 3  # of the last two years
    assert [one["title"] for one in work_of(officer)] == ["Correct the returned report", *to_write]
    more = {row.pk: Reported(women=Decimal(30), men=Decimal(25))}
    text = actions.ReportText(rating="on_track", narrative="Corrected", values=more)
    mended = actions.edit_report(
        by=officer, report=returned, lock_version=returned.version, text=text, submit=True
    )
    assert [one["title"] for one in work_of(manager)] == ["Accept or return the report"]
    assert mended.is_late
    actions.accept_report(by=manager, report=mended, lock_version=mended.version)
    (planned,) = client.get(f"/api/v1/projects/{project.pk}/plan/").json()["results"]
    (measured,) = planned["indicators"]
    told = {name: Decimal(measured["actual"][name]) for name in ("value", "women", "men")}
    assert told == {"value": Decimal(55), "women": Decimal(30), "men": Decimal(25)}
    for address in (f"/projects/{project.pk}/", f"/dwcps/{programme.slug}/"):
        page = client.get(address).text
        assert "<strong>55</strong>" in page, address
        assert "women 30, men 25" in page, address
    listed = client.get("/api/v1/progress-reports/").json()["results"]
    assert [one["values"][0]["women"] for one in listed] == ["30", "12"]


def project_country(project: Project) -> Any:
    return project.countryshare_set.get().country


def work_of(person: User) -> list[dict[str, str]]:
    return [{"title": one.title} for one in awaiting(person)]


def test_nobody_decides_on_what_they_submitted(manager: User, project: Project) -> None:
    row = reports.report(manager, project, FIRST, submit=True)
    with pytest.raises(Refused):
        actions.accept_report(by=manager, report=row, lock_version=row.version)


def test_a_report_needs_rating_and_text_and_values_of_both_sexes(manager: User, project: Project) -> None:
    row = reports.indicator(manager, reports.outcome(manager, project), by_sex=True)
    found = problems_of(lambda: reports.report(manager, project, FIRST, submit=True, rating="", narrative=""))
    assert set(found) == {"rating", "narrative"}
    half = {row.pk: Reported(women=Decimal(3))}
    assert set(problems_of(lambda: reports.report(manager, project, FIRST, values=half))) == {f"men_{row.pk}"}
    assert set(problems_of(lambda: reports.report(manager, project, FIRST, values={0: Reported()}))) == {
        "values"
    }
    kept = reports.report(manager, project, FIRST, values={row.pk: Reported(None, Decimal(3), Decimal(4))})
    assert kept.values.get().value == 7
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectValue.objects.filter(report=kept).update(value=8)


def test_a_period_is_skipped_with_a_reason_and_no_longer_due(field_officer: User, project: Project) -> None:
    period = rules.periods_of(project.starts_on, project.ends_on)[0]
    assert set(
        problems_of(lambda: actions.skip_report(by=field_officer, project=project, period=period, reason=" "))
    ) == {"reason"}
    row = actions.skip_report(by=field_officer, project=project, period=period, reason="Not yet at work")
    assert (row.state, row.note) == ("skipped", "Not yet at work")
    assert problems_of(lambda: reports.report(field_officer, project, FIRST))
    with pytest.raises(UnableToAct):
        actions.submit_report(by=field_officer, report=row, lock_version=row.version)


def test_what_is_not_accepted_is_for_staff(manager: User, project: Project, client: Client) -> None:
    row = reports.report(manager, project, FIRST, narrative="Inside")
    assert client.get(f"/projects/reports/{row.pk}/").status_code == 404
    assert "Inside" in signed_in(manager).get(f"/projects/reports/{row.pk}/").text
    assert client.get("/api/v1/progress-reports/").json()["results"] == []
    assert ProgressReport.objects.count() == 1


def test_what_an_accepted_value_is_a_value_of_stays(
    manager: User, field_officer: User, project: Project
) -> None:
    """At page, API and in the database; its baseline may be corrected, and before acceptance all of it."""
    row = reports.indicator(manager, reports.outcome(manager, project), by_sex=True)
    values = {row.pk: Reported(women=Decimal(12), men=Decimal(8))}
    first = reports.report(field_officer, project, FIRST, submit=True, values=values)
    client, said = signed_in(manager), {"text": "Women trained", "unit": "women", "by_sex": False}
    address = f"/api/v1/project-results/{row.result_id}/indicators/{row.pk}/"

    def sent(**named: Any) -> Any:
        row.refresh_from_db()
        headers = {"If-Match": f'"{row.version}"'}
        return client.patch(address, named, content_type="application/json", headers=headers)

    assert sent(text="People who were trained").status_code == 200
    actions.accept_report(by=manager, report=first, lock_version=first.version)
    answer = sent(**said)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, set(said))
    assert sent(baseline_value="11").status_code == 200
    for name, value in said.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{name: value})


# --- After an extension, and after the end ----------------------------------------------------------------


def test_a_report_that_was_cut_short_leaves_no_month_out_after_an_extension() -> None:
    start, end = date(2024, 1, 1), date(2024, 10, 1)
    reported = rules.periods_of(start, end)
    assert [one.ends_on for one in reported] == [date(2024, 7, 1), end]
    extended = rules.periods_of(start, date(2025, 10, 1), reported)
    days = [start, date(2024, 7, 1), end, date(2025, 1, 1), date(2025, 7, 1), date(2025, 10, 1)]
    assert extended == [rules.Period(*pair) for pair in pairwise(days)]
    shorter = rules.periods_of(start, date(2024, 8, 1), reported)
    assert shorter == reported  # what was reported on keeps its days
    assert rules.periods_of(date(2024, 8, 1), date(2025, 4, 1), reported) == [
        rules.Period(end, date(2025, 2, 1)),
        rules.Period(date(2025, 2, 1), date(2025, 4, 1)),
    ]


def test_the_months_after_a_shortened_report_are_asked_for_and_reported_at_every_door(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    manager, officer = people["manager"], people["field_officer"]
    start, end = date(2024, 1, 1), date(2024, 10, 1)
    project = cast.running(manager, countries["ZWE"], starts_on=start, ends_on=end)
    for first in (start, date(2024, 7, 1)):
        reports.accepted(officer, manager, project, first)
    assert work_of(officer) == []
    data = plan.ExtensionData(date(2025, 1, 1), date(2024, 9, 1), "More time")
    now = Project.objects.get(pk=project.pk)
    plan.extend_project(by=manager, project=now, lock_version=now.version, data=data)
    assert [one["title"] for one in work_of(officer)] == ["Write the report"]
    client = signed_in(officer)
    address = f"/projects/{project.pk}/reports/2024-10-01/new/"
    assert address in client.get(f"/projects/{project.pk}/").text
    assert client.get(address).status_code == 200
    body = {"rating": "on_track", "narrative": "Three months more", "language": "en"}
    body |= {"project": project.pk, "period": "2024-10-01"}
    made = client.post("/api/v1/progress-reports/", body, content_type="application/json")
    assert made.status_code == 201, made.text
    assert ProgressReport.objects.latest("pk").period == rules.Period(end, date(2025, 1, 1))


def test_a_project_that_is_closed_takes_no_step_of_a_report_but_the_decision(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    manager, officer = people["manager"], people["field_officer"]
    project = cast.running(manager, countries["ZWE"])
    begun = [one for one in rules.periods_of(project.starts_on, project.ends_on) if one.starts_on <= TODAY]
    draft = reports.report(officer, project, begun[-1].starts_on)  # not over: closing does not ask for it
    submitted = reports.report(officer, project, SECOND, submit=True)
    reports.rest_skipped(officer, project)
    cast.moved(manager, cast.ended(manager, project), "closed")
    client, text = signed_in(officer), {"narrative": "Afterwards"}
    why = "A project is reported on while it runs, and at its end."
    doors = [
        (client.patch, draft, "", text),
        (client.post, draft, "submit/", {}),
        (client.post, submitted, "withdraw/", {"reason": "Wrong"}),
        (signed_in(manager).post, submitted, "return/", {"note": "Wrong"}),
    ]
    for send, row, step, sent in doors:
        answer = send(
            f"/api/v1/progress-reports/{row.pk}/{step}",
            sent,
            content_type="application/json",
            headers={"If-Match": f'"{row.version}"'},
        )
        assert (answer.status_code, answer.json()["detail"]) == (422, why), step
    form = {"version": draft.version, "rating": "on_track", "language": "en", **text}
    page = client.post(f"/projects/reports/{draft.pk}/edit/", form)
    assert (page.status_code, why in page.text) == (422, True)
    assert "/edit/" not in client.get(f"/projects/reports/{draft.pk}/").text
    fresh = ProgressReport.objects.get(pk=submitted.pk)
    actions.accept_report(by=manager, report=fresh, lock_version=fresh.version)


def test_reports_are_asked_of_officers_and_of_pardev_those_of_no_single_country(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    manager, officer = people["manager"], people["field_officer"]
    alone = cast.running(manager, countries["ZWE"])
    wide = cast.running(manager, title="Everywhere", scope="global")
    assert [one["title"] for one in work_of(manager)] == ["Write the report"] * 4
    assert [one.subject for one in awaiting(manager)] == [one.subject for one in asked(wide)]
    assert [one.subject for one in awaiting(officer)] == [one.subject for one in asked(alone)]
    own = reports.report(people["pardev_officer"], alone, FIRST, submit=True)
    actions.return_report(by=manager, report=own, lock_version=own.version, note="Who?")
    assert "Correct the returned report" in {one["title"] for one in work_of(people["pardev_officer"])}


def asked(project: Project) -> list[Any]:
    """Return what there is to write of a project, whoever writes it."""
    rows = Project.objects.filter(pk=project.pk)
    return [_to_write(one, period, "") for one, period, _state in _due_of(rows, 9)]


def test_a_plan_counts_nothing_below_zero_and_its_targets_are_of_the_time_of_the_project(
    manager: User, project: Project
) -> None:
    """At pages and the API alike: what is measured may be below zero, people and things may not."""
    result, client = reports.outcome(manager, project), signed_in(manager)
    people = plan.INDICATORS.add(by=manager, owner=result, data=plan.IndicatorData("Trained", "people", True))
    rate = plan.INDICATORS.add(by=manager, owner=result, data=plan.IndicatorData("Growth", "%"))

    def send(kind: str, owner: int, **sent: str) -> list[Any]:
        """Return the fields that page and API refuse."""
        page, api = {
            "target": (f"/projects/indicators/{owner}/targets/new/", f"project-indicators/{owner}/targets/"),
            "indicator": (
                f"/projects/results/{owner}/indicators/new/",
                f"project-results/{owner}/indicators/",
            ),
        }[kind]
        shown = client.post(page, sent)
        answer = client.post(f"/api/v1/{api}", sent, content_type="application/json")
        found = [set(shown.context["form"].errors) if shown.status_code == 422 else set()]
        return [*found, set(answer.json().get("errors", {}))]

    number, day = {"value"}, {"due_on"}
    for owner, sent, refused in (
        (people.pk, {"due_on": "2026-06-30", "value": "-7"}, number),
        (people.pk, {"due_on": "1999-01-01", "value": "7"}, day),
        (people.pk, {"due_on": "2150-01-01", "value": "-7"}, number | day),
        (rate.pk, {"due_on": "2023-12-31", "value": "1"}, day),
    ):
        assert send("target", owner, **sent) == [refused, refused], sent
    below = {"text": "Trained", "unit": "people", "by_sex": "true", "baseline_value": "-50"}
    assert send("indicator", result.pk, **below) == [{"baseline_value"}] * 2
    assert not any(send("indicator", result.pk, **{**below, "by_sex": "", "unit": "%"})[:1])
    for owner, last in ((rate, "-2"), (people, "0")):
        data = plan.TargetData(date(2033, 1, 1), Decimal(last))
        assert plan.TARGETS.add(by=manager, owner=owner, data=data).value == Decimal(last)
