"""Where a project works and what it contributes to, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.projects import policies
from portfolio.projects.vocab import sector_name

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


@dataclass(frozen=True)
class LinksPanel:
    """All that a project (fetched with its links) is tied to; `sectors` are pairs of name and share."""

    project: Project
    sectors: list[tuple[str, Any]]
    may_change: bool
    template: str = "portfolio/projects/panels/links_of_project.html"


def links_panel(user: Viewer, project: Any) -> LinksPanel:
    """Return what a project is tied to, and whether `user` may change it."""
    sectors = [(sector_name(one.sector), one) for one in project.sector_shares]
    return LinksPanel(project, sectors, bool(policies.may_change_plan(user, project)))
