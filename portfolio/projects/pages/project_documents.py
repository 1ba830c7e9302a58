"""Documents of a project: served, attached, withdrawn; read by staff and those who take part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from ilo_dc.core.documents import pages as core
from ilo_dc.core.models import Document
from portfolio.projects import policies
from portfolio.projects.models.project import Project
from portfolio.projects.registers import PROJECTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict


class OfProject(core.Owned):
    """The documents of a project."""

    def owner(self) -> Project:
        """Return the project that the address names."""
        rows = Project.objects.visible_to(self.request.user).for_detail()
        found: Project = get_object_or_404(rows, pk=self.kwargs["project"])
        return found

    def rows(self) -> QuerySet[Document]:
        """Return the documents that the reader may read."""
        project = self.owner()
        documents = super().rows()
        return documents if policies.reads_inner(self.request.user, project) else documents.none()

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of projects."""
        return policies.may_document_project(user, owner)

    def back(self) -> str:
        """Return to the project."""
        return f"{reverse('project', args=[self.kwargs['project']])}#documents"

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the project."""
        return [(reverse("portfolio:projects"), PROJECTS.label), (self.back(), self.owner())]


class ServeProjectDocument(OfProject, core.ServeDocument):
    """One document, as a download."""


class AttachToProject(OfProject, core.AttachDocument):
    """Add a document."""


class WithdrawProjectDocument(OfProject, core.WithdrawDocument):
    """Take a document away from readers."""
