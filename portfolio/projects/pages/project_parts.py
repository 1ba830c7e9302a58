"""Forms of what belongs to a project: who takes part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import DONE, PartForm, part_pages
from portfolio.projects.actions import project_parts as parts
from portfolio.projects.forms import projects as forms
from portfolio.projects.models.participant import Participant
from portfolio.projects.models.project import Project
from portfolio.projects.panels.project_forms import ProjectPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ToProject(ProjectPage, pages.PartPage):
    """Add to a project, which the address names."""

    anchor: ClassVar[str] = "participants"

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        verdict: Verdict = self.shown.part.policy(user, self.owner)
        return verdict

    @property
    def owner(self) -> Any:
        """The project."""
        return self.project

    def back(self) -> str:
        """Return to the part's place on the project's page."""
        return f"{super().back()}#{self.anchor}"


class OfProject(ToProject):
    """A form about what belongs to a project, which the address names by number."""

    model: ClassVar[type[Any]]

    @cached_property
    def row(self) -> Any:
        """The part that the address names."""
        rows = self.model._default_manager.visible_to(self.request.user)
        return get_object_or_404(
            rows.select_related("project__unit", "project__region"), pk=self.kwargs["pk"]
        )

    @cached_property
    def project(self) -> Project:
        """The project of the part."""
        found: Project = self.row.project
        return found


class OfParticipant(OfProject):
    """A participant's pages."""

    model = Participant


PARTICIPANT = PartForm(
    part=parts.PARTICIPANTS,
    form=forms.ParticipantFields,
    headings=(
        gettext_lazy("Add a participant"),
        gettext_lazy("Edit the participant"),
        gettext_lazy("Remove the participant"),
    ),
    messages=(
        gettext_lazy("The participant was added."),
        DONE[1],
        gettext_lazy("The participant was removed."),
    ),
    add_button=gettext_lazy("Add the participant"),
)

urlpatterns = [
    *part_pages(
        "participants",
        PARTICIPANT,
        (ToProject, OfParticipant),
        noun="participant",
        add="<int:project>/participants/new/",
    ),
]
