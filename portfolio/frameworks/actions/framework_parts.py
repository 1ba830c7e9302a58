"""What belongs to a framework: stages of its roadmap, results groups, joint work plans; country teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, Verdict
from ilo_dc.core.writing.part import Part, Words
from portfolio.frameworks import policies
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.vocab import ResultLevel

if TYPE_CHECKING:
    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer
    from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult


class UnableToChangeFramework(UnableToAct):
    """What belongs to a framework cannot be changed like this."""

    title = "Unable to change this cooperation framework"


def unable(field: str, message: str) -> UnableToChangeFramework:
    """Return the refusal of one field."""
    return UnableToChangeFramework(_("Some entries need your attention."), {field: [message]})


_of_framework = partial(
    Part, owner="framework", policy=policies.may_edit_framework, unable=UnableToChangeFramework
)

# --- Stages of the roadmap ----------------------------------------------------------------------------


@dataclass(frozen=True)
class StageData:
    """What is said of a stage of the roadmap."""

    position: int
    name: str
    planned_on: date | None = None
    done_on: date | None = None
    ilo_contribution: str = ""


ROADMAP_STAGES = _of_framework(
    model=RoadmapStage,
    data=StageData,
    history=Words(
        added=gettext_noop("Stage of the roadmap added"),
        changed=gettext_noop("Stage of the roadmap changed"),
        removed=gettext_noop("Stage of the roadmap removed"),
    ),
)

# --- Results groups -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupData:
    """What is said of a results group and of what the ILO is in it."""

    name: str
    ilo_role: str
    result: FrameworkResult | None = None
    role_since: date | None = None
    note: str = ""


def _check_group(framework: CooperationFramework, data: GroupData) -> None:
    result = data.result
    if result is None:
        return
    placed = result.level in (ResultLevel.PRIORITY, ResultLevel.OUTCOME)
    if result.framework_id != framework.pk or not placed:
        raise unable("result", _("Choose a priority or an outcome of this framework."))


RESULTS_GROUPS = _of_framework(
    model=ResultsGroup,
    data=GroupData,
    check=_check_group,
    history=Words(
        added=gettext_noop("Results group added"),
        changed=gettext_noop("Results group changed"),
        removed=gettext_noop("Results group removed"),
    ),
)

# --- Joint work plans ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanData:
    """What is said of a joint work plan; its period is half-open."""

    starts_on: date
    ends_on: date
    reference: str
    group: ResultsGroup | None = None
    link: str = ""
    ilo_part: str = ""


def _check_plan(framework: CooperationFramework, data: PlanData) -> None:
    if data.group is not None and data.group.framework_id != framework.pk:
        raise unable("group", _("Choose a results group of this framework."))


JOINT_WORK_PLANS = _of_framework(
    model=JointWorkPlan,
    data=PlanData,
    check=_check_plan,
    history=Words(
        added=gettext_noop("Joint work plan added"),
        changed=gettext_noop("Joint work plan changed"),
        removed=gettext_noop("Joint work plan removed"),
    ),
)

# --- The ILO in UN country teams ----------------------------------------------------------------------


@dataclass(frozen=True)
class MembershipData:
    """How the ILO belongs to a country team, for a half-open time (`ends_on` None: still)."""

    presence: str
    starts_on: date
    ends_on: date | None = None
    note: str = ""


def _may_write_team(user: Viewer, country: Country) -> Verdict:
    return policies.may_write_in(user, [country])


TEAM_MEMBERSHIPS = Part(
    model=CountryTeamMembership,
    data=MembershipData,
    owner="country",
    policy=_may_write_team,
    unable=UnableToChangeFramework,
    history=Words(
        added=gettext_noop("Membership of a country team recorded"),
        changed=gettext_noop("Membership of a country team changed"),
        removed=gettext_noop("Membership of a country team removed"),
    ),
)
