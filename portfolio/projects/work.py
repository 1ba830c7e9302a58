"""What awaits a person of projects: those whose end is past and that nobody completed or closed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem
from ilo_dc.core.work.policies import may_oversee
from portfolio.projects.policies import (
    REGISTRARS,
    may_register_project,
    projects_edited_by,
    projects_overseen,
)
from portfolio.projects.querysets.projects import codes_in, countries_key
from portfolio.projects.vocab import ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the projects that ended and whose status PARDEV has to record, the longest past first."""
    if not user.is_authenticated or not may_register_project(user):
        return
    yield from _ended(projects_edited_by(user), MOST)


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield those of the places of `user`, who may have a colleague record their status."""
    if may_oversee(user):
        more = {"waits_on": str(Role.PARDEV.label), "doers": Doers(Q(role__in=REGISTRARS))}
        yield from _ended(projects_overseen(user), MOST_OVERSEEN, **more)


def _ended(projects: QuerySet[Project], most: int, **more: Any) -> Iterator[WorkItem]:
    today = timezone.now().date()
    rows = projects.filter(status__in=(ProjectStatus.RUNNING, ProjectStatus.SUSPENDED), ends_on__lte=today)
    found: QuerySet[Any] = rows.annotate(countries_key=countries_key("pk", None))
    for project in found.order_by("ends_on", "pk")[:most]:
        yield WorkItem(
            title=_("Record that the project was completed, or until when it goes on"),
            url=f"{reverse('project', args=[project.pk])}#life",
            kind=_("Project"),
            since=datetime.combine(project.ends_on or today, time.min, UTC),
            subject=str(project),
            due_on=project.last_day,
            key=f"project-end:{project.pk}",
            countries=codes_in(project.countries_key),
            region=project.region_id or "",
            **more,
        )
