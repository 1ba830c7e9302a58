"""What belongs to a project and is added, edited and removed: who takes part in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.writing.part import Part, Words
from portfolio.projects import policies
from portfolio.projects.models.participant import Participant
from portfolio.projects.vocab import JOINT_ROLES, ProjectKind

if TYPE_CHECKING:
    from ilo_dc.core.models import Organisation
    from portfolio.projects.models.project import Project


class UnableToChangeProject(UnableToAct):
    """What belongs to a project cannot be changed like this."""

    title = "Unable to change this project"


@dataclass(frozen=True)
class ParticipantData:
    """What is said of a participant: which organisation, in which role."""

    organisation: Organisation
    role: str


def _check_participant(project: Project, data: ParticipantData) -> None:
    if data.role in JOINT_ROLES and project.kind != ProjectKind.JOINT_PROGRAMME:
        raise UnableToChangeProject(
            _("Some entries need your attention."), {"role": [_("Only a joint programme has this role.")]}
        )


def note_change(project: Project) -> None:
    """Say that something of a project changed now, though its row did not: who pulls changes asks for it."""
    type(project)._default_manager.filter(pk=project.pk).update(updated_at=timezone.now())


PARTICIPANTS = Part(
    model=Participant,
    data=ParticipantData,
    owner="project",
    policy=policies.may_change_plan,
    check=_check_participant,
    unable=UnableToChangeProject,
    follow=note_change,
    history=Words(
        added=gettext_noop("Participant added"),
        changed=gettext_noop("Participant edited"),
        removed=gettext_noop("Participant removed"),
    ),
)
