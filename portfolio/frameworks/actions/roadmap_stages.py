"""Stages of the roadmap of a framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portfolio.frameworks.actions.framework_parts import add_part, edit_part, remove_part, unable
from portfolio.frameworks.models.roadmap_stage import RoadmapStage

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.frameworks.models.framework import CooperationFramework


@dataclass(frozen=True)
class StageText:
    """What is said of a stage of the roadmap."""

    position: int
    name: str
    planned_on: date | None = None
    done_on: date | None = None
    ilo_contribution: str = ""


@transaction.atomic
def add_roadmap_stage(*, by: User, framework: CooperationFramework, text: StageText) -> RoadmapStage:
    """Add a stage of the roadmap to a framework.

    Raises:
        Refused, UnableToAct: as `add_part`.
    """
    _check(text)
    return add_part(
        by,
        RoadmapStage(framework=framework),
        text=text,
        reason=gettext_noop("Stage of the roadmap added"),
    )


@transaction.atomic
def edit_roadmap_stage(
    *, by: User, roadmap_stage: RoadmapStage, lock_version: int, text: StageText
) -> RoadmapStage:
    """Change what is said of a stage of the roadmap.

    Raises:
        Refused, Conflict, UnableToAct: as `edit_part`.
    """
    _check(text)
    return edit_part(
        by,
        roadmap_stage,
        lock_version=lock_version,
        text=text,
        reason=gettext_noop("Stage of the roadmap changed"),
    )


@transaction.atomic
def remove_roadmap_stage(*, by: User, roadmap_stage: RoadmapStage, lock_version: int) -> None:
    """Remove a stage of the roadmap that was entered by mistake.

    Raises:
        Refused, Conflict, UnableToChangeFramework: as `remove_part`.
    """
    remove_part(
        by,
        roadmap_stage,
        lock_version=lock_version,
        reason=gettext_noop("Stage of the roadmap removed"),
    )


def _check(text: StageText) -> None:
    if text.done_on is not None and text.done_on > timezone.now().date():
        raise unable("done_on", _("This day is still to come."))
