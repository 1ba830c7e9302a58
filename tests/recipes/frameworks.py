"""A framework of Zimbabwe with one of each part, and what each door is told of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from portfolio.frameworks.actions import country_analyses, country_teams, frameworks
from portfolio.frameworks.actions import framework_results as results
from portfolio.frameworks.actions import joint_work_plans as plans
from portfolio.frameworks.actions import results_groups as groups
from portfolio.frameworks.actions import roadmap_stages as stages
from portfolio.models import CooperationFramework

DESCRIPTION = {
    "title": "Framework of the tests",
    "kind": "unsdcf",
    "starts_on": "2022-01-01",
    "ends_on": "2027-01-01",
    "signed_on": "2021-11-01",
    "guidance": "2019",
    "reference": "A document",
}


@dataclass
class Whole:
    """A framework with its parts, by the word of their address."""

    framework: CooperationFramework
    parts: dict[str, Any]


# What a form of each part is sent, and the API path that lists it.
SAID: dict[str, dict[str, Any]] = {
    "results": {"level": "outcome", "text": "Another outcome", "code": "2"},
    "roadmap": {"position": 2, "name": "Validation", "planned_on": "2021-05-01"},
    "groups": {"name": "Another group", "ilo_role": "member"},
    "work-plans": {"starts_on": "2023-01-01", "ends_on": "2024-01-01", "reference": "JWP 2023"},
    "analysis": {"updated_on": "2025-05-05", "reference": "CCA of 2025"},
    "team": {"presence": "resident", "starts_on": "2023-01-01"},
}
PATHS = {
    "results": "framework-outcomes",
    "roadmap": "roadmap-stages",
    "groups": "results-groups",
    "work-plans": "joint-work-plans",
    "analysis": "common-country-analyses",
    "team": "country-team-memberships",
}


def make_whole(by, country) -> Whole:
    """Record a framework of one country with one of each part."""
    text = frameworks.FrameworkText(
        title="Before", kind="unsdcf", starts_on=dt.date(2022, 1, 1), ends_on=dt.date(2027, 1, 1)
    )
    framework = frameworks.create_framework(by=by, countries=[country], text=text)
    outcome = results.add_framework_result(
        by=by, framework=framework, text=results.NewResult("outcome", "Decent work", "1")
    )
    group = groups.add_results_group(
        by=by, framework=framework, text=groups.GroupText("Jobs", "co_lead", result=outcome)
    )
    return Whole(
        framework,
        {
            "results": outcome,
            "groups": group,
            "roadmap": stages.add_roadmap_stage(
                by=by, framework=framework, text=stages.StageText(1, "Roadmap agreed", dt.date(2021, 2, 1))
            ),
            "work-plans": plans.add_joint_work_plan(
                by=by,
                framework=framework,
                text=plans.PlanText(dt.date(2022, 1, 1), dt.date(2023, 1, 1), "JWP 2022", group),
            ),
            "analysis": country_analyses.add_analysis_update(
                by=by,
                countries=[country],
                text=country_analyses.UpdateText(dt.date(2024, 5, 5), "CCA of 2024"),
            ),
            "team": country_teams.add_team_membership(
                by=by,
                country=country,
                text=country_teams.MembershipText("non_resident", dt.date(2020, 1, 1), dt.date(2023, 1, 1)),
            ),
        },
    )
