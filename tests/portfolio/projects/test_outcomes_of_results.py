"""The outcomes that a project names and those that its results serve."""

from __future__ import annotations

from typing import Any

from django.test import Client

from ilo_dc.core.models import User
from portfolio.models import ProjectResult
from portfolio.project_results.actions import plan
from tests.people import signed_in
from tests.recipes import outcomes
from tests.recipes import project_results as reports
from tests.recipes import projects as cast


def test_the_page_says_where_results_and_outcomes_of_a_project_differ_and_offers_the_mend(
    people: dict[str, User], client: Client, countries: dict[str, Any]
) -> None:
    """On the page to staff, and in the API to who sees the outcomes; one share puts it right."""
    manager = people["manager"]
    project = cast.running(manager, countries["ZWE"])
    served = outcomes.cpo(countries["ZWE"], 801)
    staff, here = signed_in(manager), f"/projects/{project.pk}/"

    def differing(reader: Client = staff) -> list[list[str]]:
        answer = reader.get(f"/api/v1/projects/{project.pk}/plan/").json()
        names = ("outcomes_not_named", "outcomes_not_served")
        return [[one["code"] for one in answer[name]] for name in names]

    first = reports.outcome(manager, project)
    assert differing() == [[], []]
    reports.outcome(manager, project, 2, outcome=served)
    assert (differing(), differing(client)) == ([["ZWE801"], []], [[], []])
    words = "A result serves ZWE801, which is not among the outcomes of the project."
    assert words in staff.get(here).text
    assert words not in client.get(here).text
    mend = f"/projects/{project.pk}/links/?add=ZWE801"
    assert mend in staff.get(here).text
    form = staff.get(mend).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: str(value) for name, value in values.items() if value not in (None, "", [], False)}
    assert sent["share_outcomes_0"] == "100"
    assert staff.post(mend, sent).status_code == 302
    assert (differing(client), "differ" in staff.get(here).text) == ([[], []], False)
    for row in (first, *project.planned_results.filter(outcome=served)):
        now = ProjectResult.objects.get(pk=row.pk)
        data = plan.ResultData(now.position, now.text, outcome=outcomes.cpo(countries["ZWE"], 802))
        plan.RESULTS.edit(by=manager, row=now, lock_version=now.version, data=data)
    assert differing() == [["ZWE802"], ["ZWE801"]]
    assert "No result serves ZWE801, which the project names." in staff.get(here).text
