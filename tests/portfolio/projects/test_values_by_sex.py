"""What is reported by sex is never dropped: a value that its indicator does not take is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse

from ilo_dc.core.models import User
from portfolio.models import Project
from portfolio.project_results.actions.progress_reports import Reported
from tests.people import signed_in
from tests.recipes import project_results as reports
from tests.recipes import projects as cast

FIRST = date(2024, 1, 1)


@pytest.fixture
def project(manager: User, countries: dict[str, Any]) -> Project:
    return cast.running(manager, countries["ZWE"])


def test_the_api_refuses_what_an_indicator_does_not_take_and_keeps_what_is_there(
    manager: User, field_officer: User, project: Project
) -> None:
    result = reports.outcome(manager, project)
    by_sex = reports.indicator(manager, result, by_sex=True)
    rate = reports.indicator(manager, result, text="Rate", unit="%")
    values = {by_sex.pk: Reported(None, Decimal(40), Decimal(20)), rate.pk: Reported(Decimal("33.3"))}
    row = reports.report(field_officer, project, FIRST, values=values)
    client = signed_in(field_officer)

    def sent(indicator: int, **said: str) -> HttpResponse:
        return client.patch(
            f"/api/v1/progress-reports/{row.pk}/",
            {"values": [{"indicator": indicator, **said}]},
            content_type="application/json",
            headers={"If-Match": f'"{row.version}"'},
        )

    for indicator, said, field in (
        (by_sex.pk, {"value": "5"}, "value"),
        (by_sex.pk, {"value": "70", "women": "40", "men": "25"}, "value"),
        (rate.pk, {"women": "40", "men": "20"}, "women"),
        (rate.pk, {"value": "40", "men": "20"}, "men"),
    ):
        answer = sent(indicator, **said)
        assert answer.status_code == 422, said
        assert set(answer.json()["errors"]) == {f"{field}_{indicator}"}, said
    kept = {one.indicator_id: (one.value, one.women, one.men) for one in row.values.all()}
    assert kept == {by_sex.pk: (60, 40, 20), rate.pk: (Decimal("33.3"), None, None)}
    # What is there already may stand beside what changed: the sum follows.
    changed = sent(by_sex.pk, value="60", women="45", men="20")
    assert changed.status_code == 200, changed.content
    assert row.values.get(indicator=by_sex).value == 65


def test_the_page_keeps_its_fields_by_sex_and_a_new_report_of_the_api_refuses_the_same(
    manager: User, field_officer: User, project: Project
) -> None:
    by_sex = reports.indicator(manager, reports.outcome(manager, project), by_sex=True)
    client = signed_in(field_officer)
    text = {"rating": "on_track", "narrative": "Twelve", "language": "en"}
    body = {"project": project.pk, "period": FIRST.isoformat(), **text}
    alone = {"values": [{"indicator": by_sex.pk, "value": "5"}]}
    refused = client.post("/api/v1/progress-reports/", {**body, **alone}, content_type="application/json")
    assert refused.status_code == 422, refused.content
    words = "This indicator is by sex: write women and men."
    assert refused.json()["errors"] == {f"value_{by_sex.pk}": [words]}
    page = f"/projects/{project.pk}/reports/{FIRST}/new/"
    half = client.post(page, {**text, f"women_{by_sex.pk}": "3"})
    assert half.status_code == 422
    assert set(half.context["form"].errors) == {f"men_{by_sex.pk}"}
    assert not project.reports.exists()
