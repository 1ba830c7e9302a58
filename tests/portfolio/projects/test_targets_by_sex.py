"""Targets of an indicator by sex are of women and men, as its values are."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ilo_dc.core.models import User
from portfolio.models import IndicatorTarget, Project
from portfolio.project_results.actions import plan
from tests.people import signed_in
from tests.recipes import project_results as reports
from tests.recipes import projects as cast


@pytest.fixture
def project(manager: User, countries: dict[str, object]) -> Project:
    return cast.running(manager, countries["ZWE"])


def test_a_target_is_split_by_sex_as_actuals_are_at_every_door(
    people: dict[str, User], project: Project, client: Client
) -> None:
    """Women and men make the value at page, API and in the database; all who show it show both."""
    manager = people["manager"]
    result = reports.outcome(manager, project)
    row = reports.indicator(manager, result, by_sex=True)
    rate = plan.INDICATORS.add(by=manager, owner=result, data=plan.IndicatorData("Share", unit="%"))
    staff = signed_in(manager)

    def sent(owner: int, **values: str) -> list[set[str]]:
        page = staff.post(f"/projects/indicators/{owner}/targets/new/", {"due_on": "2026-06-30", **values})
        there = f"/api/v1/project-indicators/{owner}/targets/"
        answer = staff.post(there, {"due_on": "2026-07-31", **values}, content_type="application/json")
        errors = set(page.context["form"].errors) if page.status_code == 422 else set()
        return [errors, set(answer.json().get("errors", {}))]

    for owner, values, refused in (
        (row.pk, {}, "value"),
        (row.pk, {"women": "40"}, "men"),
        (row.pk, {"value": "70", "women": "40", "men": "20"}, "value"),
        (row.pk, {"women": "-40", "men": "100"}, "women"),
        (rate.pk, {"women": "40", "men": "20"}, "women"),
    ):
        assert sent(owner, **values) == [{refused}, {refused}], values
    assert sent(row.pk, women="40", men="20") == [set(), set()]
    made = row.targets.get(due_on=date(2026, 6, 30))
    assert (made.value, made.women, made.men) == (60, 40, 20)
    for wrong in ({"women": 41}, {"women": None}, {"women": -1, "men": 61}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IndicatorTarget.objects.filter(pk=made.pk).update(**wrong)
    address, headers = f"/api/v1/project-indicators/{row.pk}/targets/{made.pk}/", {"If-Match": '"1"'}
    changed = staff.patch(address, {"men": "35"}, content_type="application/json", headers=headers)
    assert [changed.json()[name] for name in ("value", "women", "men")] == ["75", "40", "35"]
    _check_shown(client, manager, project)
    data = plan.IndicatorData("People trained")
    with pytest.raises(plan.UnableToChangeResults) as refusal:
        plan.INDICATORS.edit(by=manager, row=row, lock_version=row.version, data=data)
    assert set(refusal.value.problems) == {"by_sex"}


def _check_shown(client: Client, manager: User, project: Project) -> None:
    """Check that plan, report and API show women and men of the targets that are due."""
    [planned] = client.get(f"/api/v1/projects/{project.pk}/plan/").json()["results"]
    measured = planned["indicators"][0]
    told = [measured[f"target_by_now{end}"] for end in ("", "_women", "_men")]
    assert told == ["60", "40", "20"]  # of 31 July
    assert measured["target_women"] is None
    written = reports.report(manager, project, date(2026, 1, 1))
    pages = {f"/projects/{project.pk}/": "women 40, men 20"}
    pages[f"/projects/reports/{written.pk}/"] = "women 40, men 35"
    for address, words in pages.items():
        assert words in signed_in(manager).get(address).text, address
