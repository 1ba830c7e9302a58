"""A framework of Zimbabwe with one of each part, and what each door is told of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from portfolio.frameworks.actions import country_analyses, frameworks
from portfolio.frameworks.actions import framework_parts as parts
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, ResultData
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
VALUES: dict[str, dict[str, Any]] = {
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
    place: dict[str, Any] = {"by": by, "owner": framework}
    outcome = FRAMEWORK_RESULTS.add(**place, data=ResultData("outcome", "Decent work", "1"))
    group = parts.RESULTS_GROUPS.add(**place, data=parts.GroupData("Jobs", "co_lead", result=outcome))
    stage = parts.StageData(1, "Roadmap agreed", dt.date(2021, 2, 1))
    plan = parts.PlanData(dt.date(2022, 1, 1), dt.date(2023, 1, 1), "JWP 2022", group)
    member = parts.MembershipData("non_resident", dt.date(2020, 1, 1), dt.date(2023, 1, 1))
    return Whole(
        framework,
        {
            "results": outcome,
            "groups": group,
            "roadmap": parts.ROADMAP_STAGES.add(**place, data=stage),
            "work-plans": parts.JOINT_WORK_PLANS.add(**place, data=plan),
            "analysis": country_analyses.add_analysis_update(
                by=by,
                countries=[country],
                data=country_analyses.UpdateData(dt.date(2024, 5, 5), "CCA of 2024"),
            ),
            "team": parts.TEAM_MEMBERSHIPS.add(by=by, owner=country, data=member),
        },
    )
