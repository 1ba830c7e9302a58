"""What may be counted of projects: their statuses, as they were known at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.vocab import ProjectKind, ProjectStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.querysets.projects import ProjectStateQuerySet

STATUS = coded("status", gettext_lazy("Status"), key="status", choices=ProjectStatus)
KIND = coded("kind", gettext_lazy("Kind"), key="project__kind", choices=ProjectKind)


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> ProjectStateQuerySet:
    """Return the published statuses that were current at `moment`: the same for everyone who asks."""
    return ProjectState.objects.published().as_known_at(moment)


PROJECT_ROWS = Rows(
    code="projects",
    known_at=known_at,
    page="portfolio:projects",
    source=gettext_lazy("Projects as recorded in the portal by PARDEV and field offices"),
    note=gettext_lazy(
        "As of the moment named: what was recorded by then, not what took effect by then. The kind of a "
        "project never changes; titles, periods and units are shown as they were."
    ),
    fixed={"published": "true"},
)
PROJECTS = Measure(
    code="projects",
    label=gettext_lazy("Projects"),
    definition=gettext_lazy(
        "Development cooperation projects and joint programmes by their status as of the moment named: "
        "running, suspended, completed or closed. What is planned or was cancelled before it ran is not "
        "counted. A later change never alters the figure of an earlier moment. Only demonstration rows carry "
        "a recording date of the past, and say so."
    ),
    formula=gettext_lazy("Number of projects with a published status that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=PROJECT_ROWS,
    dimensions=(STATUS, KIND),
)

MEASURES = (PROJECTS,)
