"""Querysets of what projects are tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ilo_dc.core.facts.querysets import FactQuerySet
from portfolio.projects.querysets.projects import projects_seen_by

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class ProjectLinkQuerySet(FactQuerySet):
    """Where projects work and what they contribute to, from when until when that was known."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the projects that `user` sees."""
        return self.filter(projects_seen_by(user, status="project__status", project="project"))

    def for_list(self) -> Self:
        """Return the rows with what they name, in the order in which they are shown."""
        # Without a name `select_related` would join all that a link refers to, its project and change too.
        rows = self.select_related(*self.model.NAMES) if self.model.NAMES else self
        return rows.order_by(*self.model.SHOWN_BY, "pk")
