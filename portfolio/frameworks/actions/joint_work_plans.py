"""Joint work plans under a framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portfolio.frameworks.actions.framework_parts import add_part, edit_part, remove_part, unable
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.frameworks.models.framework import CooperationFramework


@dataclass(frozen=True)
class PlanText:
    """What is said of a joint work plan."""

    starts_on: date
    ends_on: date
    reference: str
    group: ResultsGroup | None = None
    link: str = ""
    ilo_part: str = ""


@transaction.atomic
def add_joint_work_plan(*, by: User, framework: CooperationFramework, text: PlanText) -> JointWorkPlan:
    """Add a joint work plan to a framework.

    Raises:
        Refused, UnableToAct: as `add_part`.
    """
    _check(framework, text)
    return add_part(
        by,
        JointWorkPlan(framework=framework),
        text=text,
        reason=gettext_noop("Joint work plan added"),
    )


@transaction.atomic
def edit_joint_work_plan(
    *, by: User, joint_work_plan: JointWorkPlan, lock_version: int, text: PlanText
) -> JointWorkPlan:
    """Change what is said of a joint work plan.

    Raises:
        Refused, Conflict, UnableToAct: as `edit_part`.
    """
    _check(joint_work_plan.framework, text)
    return edit_part(
        by,
        joint_work_plan,
        lock_version=lock_version,
        text=text,
        reason=gettext_noop("Joint work plan changed"),
    )


@transaction.atomic
def remove_joint_work_plan(*, by: User, joint_work_plan: JointWorkPlan, lock_version: int) -> None:
    """Remove a joint work plan that was entered by mistake.

    Raises:
        Refused, Conflict, UnableToChangeFramework: as `remove_part`.
    """
    remove_part(
        by,
        joint_work_plan,
        lock_version=lock_version,
        reason=gettext_noop("Joint work plan removed"),
    )


def _check(framework: CooperationFramework, text: PlanText) -> None:
    if text.group is not None and text.group.framework_id != framework.pk:
        raise unable("group", _("Choose a results group of this framework."))
