"""Initiatives: add one, edit it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import field_values, history_context, revise, save_valid
from portfolio.projects import policies
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import ProjectInitiative

if TYPE_CHECKING:
    from ilo_dc.core.models import User


@dataclass(frozen=True)
class InitiativeText:
    """What is said of an initiative; the period is half-open, and empty where it goes on."""

    code: str
    kind: str
    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    description: str = ""


@transaction.atomic
def add_initiative(*, by: User, text: InitiativeText) -> Initiative:
    """Add an initiative that projects may belong to.

    Raises:
        Refused: neither a manager nor an outcome coordinator.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_write_initiatives(by))
    with history_context(by, gettext_noop("Initiative added")):
        return save_valid(Initiative(demonstration=is_demonstration(), **field_values(text)))


@transaction.atomic
def edit_initiative(
    *, by: User, initiative: Initiative, lock_version: int, text: InitiativeText
) -> Initiative:
    """Change what is said of an initiative; `lock_version` is the one that was read.

    Raises:
        Refused: neither a manager nor an outcome coordinator.
        Conflict: somebody changed it meanwhile.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_write_initiatives(by))
    with history_context(by, gettext_noop("Initiative edited")):
        code = initiative.code
        saved = revise(initiative, lock_version=lock_version, values=field_values(text))
        if saved.code != code:  # projects show it
            tied = ProjectInitiative.objects.current().filter(initiative=saved)
            Project.objects.filter(pk__in=tied.values("project")).update(updated_at=timezone.now())
    return saved
