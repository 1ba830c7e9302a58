"""What people are told of the life of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.projects.models.project import Project

CORRECTED = gettext_noop("What was recorded of the life of a project was corrected: %(project)s.")


def tell_of_project(by: User, project: Project, *, text: str) -> None:
    """Tell the managers, but not `by`, what was done to the recorded life of a project: figures count it."""
    notice = Notice(
        NoticeKind.N13,
        text,
        f"{reverse('project', args=[project.pk])}#life",
        {"project": shortened(str(project), NAME_IN_A_NOTICE)},
        key=f"project-corrected:{project.pk}:{project.version}",
    )
    notify(by=by, to=holders(Role.MANAGER, country=None, region=None).exclude(pk=by.pk), notice=notice)
