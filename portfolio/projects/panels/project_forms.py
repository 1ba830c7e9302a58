"""What the forms about one project have in common, also those of features above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.projects import policies
from portfolio.projects.models.project import Project
from portfolio.projects.registers import PROJECTS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ProjectPage(ActionPage):
    """A form about one project, for those who may edit it; to others a hidden one is missing."""

    @cached_property
    def project(self) -> Project:
        """The project that the address names."""
        rows = Project.objects.visible_to(self.request.user).for_detail()
        found: Project = get_object_or_404(rows, pk=self.kwargs["project"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may edit it."""
        return policies.may_edit_project(user, self.project)

    def back(self) -> str:
        """Return to the project."""
        return reverse("project", args=[self.project.pk])

    def subject(self) -> str:
        """Return the project."""
        return str(self.project)

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the project."""
        return [
            (reverse("portfolio:projects"), PROJECTS.label),
            (reverse("project", args=[self.project.pk]), self.project),
        ]
