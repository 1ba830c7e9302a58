"""What awaits a person of projects: those whose end is past and that nobody completed or closed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.work.items import MOST, WorkItem
from portfolio.projects.policies import may_register_project, projects_edited_by
from portfolio.projects.vocab import ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the projects that ended and whose status PARDEV has to record, the longest past first."""
    if not user.is_authenticated or not may_register_project(user):
        return
    today = timezone.now().date()
    rows = projects_edited_by(user).filter(
        status__in=(ProjectStatus.RUNNING, ProjectStatus.SUSPENDED), ends_on__lte=today
    )
    for project in rows.order_by("ends_on", "pk")[:MOST]:
        yield WorkItem(
            title=_("Record that the project was completed, or until when it goes on"),
            url=f"{reverse('project', args=[project.pk])}#life",
            kind=_("Project"),
            since=datetime.combine(project.ends_on or today, time.min, UTC),
            subject=str(project),
            due_on=project.last_day,
        )
