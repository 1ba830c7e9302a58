"""The life of a project, declared: what its statuses ask for, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from ilo_dc.core.life.actions import History, Life, Messages, Notices
from portfolio.projects import policies
from portfolio.projects.actions import project_notices as notices
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.querysets.projects import life_in
from portfolio.projects.rules import STATUSES
from portfolio.projects.vocab import ProjectStatus

# What closing asks of the features above, by gate: each answers whether a project has it.
CLOSED_WITH: dict[str, Callable[[Project], bool]] = {}


def known_of(project: Project) -> dict[str, object]:
    """Return what gates are told of a project, by gate; one that was read `with_place` is not read again."""
    is_whole = "has_place" in vars(project)
    annotated = project if is_whole else Project.objects.with_place().for_detail().get(pk=project.pk)
    known = {
        gate.field: getattr(annotated, gate.field) for gate in STATUSES.gates if gate.field not in CLOSED_WITH
    }
    is_next = project.status == ProjectStatus.COMPLETED  # read where closing is the next step alone
    return known | {field: not is_next or answer(project) for field, answer in CLOSED_WITH.items()}


def statuses_of(project: Project) -> list[tuple[str, date]]:
    """Return the statuses of a project that hold, in the order of its life, with their days.

    One that was read `with_statuses` is not read again.
    """
    if "statuses" in vars(project):
        return life_in(project.statuses)  # type: ignore[attr-defined]
    return [(one.status, one.effective_on) for one in PROJECT_LIFE.in_effect(project)]


def _repeated(_project: Project, statuses: Sequence[ProjectState], _new: ProjectState) -> dict[str, Any]:
    """Return the status that a life has come to."""
    return {"status": statuses[-1].status}


PROJECT_LIFE = Life(
    statuses=STATUSES,
    model=ProjectState,
    known=known_of,
    demonstration=lambda project: project.demonstration,
    may_record=policies.may_move_project,
    may_correct=policies.may_correct_project,
    history=History(change="Project: %(status)s", corrected="Project corrected: %(status)s"),
    notices=Notices(notices.tell_of_project, corrected=notices.CORRECTED),
    messages=Messages(
        unable=gettext_noop("The project cannot take this step yet."),
        may_not_follow=gettext_noop("From “%(now)s” the project cannot move there."),
        not_in_order=gettext_noop("The status before took effect later than this."),
        first=gettext_noop("A project begins as planned: there is no status before it."),
        why=gettext_noop("Say why; the history keeps it."),
    ),
    repeats=_repeated,
)
