"""Where a project works and what it contributes to, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.projects import policies
from portfolio.projects.vocab import sector_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


@dataclass(frozen=True)
class LinksPanel:
    """All that a project (fetched with its links) is tied to; `sectors` are pairs of name and share.

    `outcomes_seen`: the country programme outcomes that the reader has a page of.
    """

    project: Project
    sectors: list[tuple[str, Any]]
    outcomes_seen: set[int]
    may_change: bool
    template: str = "portfolio/projects/panels/links_of_project.html"


def links_panel(user: Viewer, project: Any) -> LinksPanel:
    """Return what a project is tied to, and whether `user` may change it."""
    sectors = [(sector_name(one.sector), one) for one in project.sector_shares]
    seen = outcomes_seen(user, [one.outcome_id for one in project.outcome_shares])
    return LinksPanel(project, sectors, seen, bool(policies.may_change_plan(user, project)))


def outcomes_seen(user: Viewer, keys: Iterable[int | None]) -> set[int]:
    """Return of the country programme outcomes with these numbers those that `user` sees; one query."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return set()
    rows = CountryProgrammeOutcome.objects.visible_to(user).filter(pk__in=wanted)
    return set(rows.values_list("pk", flat=True))
