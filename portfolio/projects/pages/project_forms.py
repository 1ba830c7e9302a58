"""Forms of projects: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.pages import CorrectStatusPage, StepPage, TakeBackStatusPage
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects import policies
from portfolio.projects.actions import initiatives, projects
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.forms import projects as forms
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.panels.project_forms import ProjectPage
from portfolio.projects.registers import INITIATIVES, PROJECTS
from portfolio.projects.vocab import ProjectStatus

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


def values_of(form: type[Any], row: Any) -> dict[str, Any]:
    """Return what a form of a row starts from: the row's values of the form's fields."""
    return {name: getattr(row, name) for name in form.base_fields}


class NewProject(ActionPage):
    """Register a project."""

    template_name = "portfolio/projects/project_form.html"
    form_class = forms.NewProjectForm
    heading = gettext_lazy("Register a project")
    lead = gettext_lazy("It begins as planned: only staff and those who take part in it see it.")
    button = gettext_lazy("Register it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may register one."""
        return policies.may_register_project(user)

    def get_initial(self) -> dict[str, Any]:
        """Return the reader's language."""
        language = self.by.language[:2]
        return {"language": language if language in TextLanguage.values else TextLanguage.ENGLISH}

    def act(self, answers: dict[str, Any]) -> str:
        """Register."""
        kind, planned_on = answers.pop("kind"), answers.pop("planned_on")
        text = projects.ProjectText(**answers)
        self.registered = projects.register_project(by=self.by, text=text, kind=kind, planned_on=planned_on)
        return _("The project is registered. Say next where it works and who takes part.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:projects")

    def onward(self) -> str:
        """Go to the new project."""
        return reverse("project", args=[self.registered.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:projects"), PROJECTS.label)]


class EditProject(ProjectPage):
    """Change what is said of a project."""

    template_name = "portfolio/projects/project_form.html"
    form_class = forms.ProjectForm
    heading = gettext_lazy("Edit the project")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return values_of(forms.ProjectForm, self.project)

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), projects.ProjectText(**answers)
        projects.edit_project(by=self.by, project=self.project, lock_version=version, text=text)
        return _("Saved.")


class MoveProject(StepPage, ProjectPage):
    """Record the step to another status."""

    life = PROJECT_LIFE
    form_class = forms.StepForm

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may record the step; an unknown status is no page."""
        if self.status not in ProjectStatus.values:
            raise Http404
        return policies.may_move_project(user, self.project, self.status)

    def get_initial(self) -> dict[str, Any]:
        """Return today and the version that is read."""
        return {"effective_on": timezone.now().date(), "version": self.project.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Move."""
        version, step = answers.pop("version"), Step(status=self.status, **answers)
        moved = PROJECT_LIFE.record(by=self.by, noun=self.project, lock_version=version, step=step)
        return _("The project is now: %(status)s.") % {"status": moved.get_status_display()}


class CorrectProjectStatus(CorrectStatusPage, ProjectPage):
    """Say what a status of the project really was."""

    life = PROJECT_LIFE
    form_class = forms.CorrectionForm
    lead = gettext_lazy(
        "What was recorded is kept beside the correction. Figures as of an earlier moment stay as they were."
    )


class TakeBackProjectStatus(TakeBackStatusPage, ProjectPage):
    """Say that the present status never was."""

    life = PROJECT_LIFE
    lead = gettext_lazy(
        "It was recorded by mistake: the status before it holds again. What was recorded is kept, and "
        "figures as of an earlier moment stay as they were."
    )

    def taken_back(self, noun: Project) -> str:
        """Return what the project is now."""
        return _("The project is now: %(status)s.") % {"status": noun.get_status_display()}


class InitiativePage(ActionPage):
    """A form about an initiative, for those who keep the list."""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` keeps the list."""
        return policies.may_write_initiatives(user)

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:initiatives")

    def trail(self) -> list[tuple[str, object]]:
        """Return the registers."""
        return [(reverse("portfolio:projects"), PROJECTS.label), (self.back(), INITIATIVES.label)]


class NewInitiative(InitiativePage):
    """Add an initiative."""

    form_class = forms.InitiativeFields
    heading = gettext_lazy("Add an initiative")
    button = gettext_lazy("Add it")

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        initiatives.add_initiative(by=self.by, text=initiatives.InitiativeText(**answers))
        return _("The initiative was added.")


class EditInitiative(InitiativePage):
    """Change an initiative."""

    form_class = forms.InitiativeForm
    heading = gettext_lazy("Edit the initiative")
    button = gettext_lazy("Save")

    @cached_property
    def initiative(self) -> Initiative:
        """The initiative that the address names."""
        rows = Initiative.objects.visible_to(self.request.user)
        found: Initiative = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` keeps the list; one that is not there is missing to everybody."""
        self.initiative  # noqa: B018  (404 before any refusal)
        return super().verdict(user)

    def subject(self) -> str:
        """Return the initiative."""
        return str(self.initiative)

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return values_of(forms.InitiativeForm, self.initiative)

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version = answers.pop("version")
        text = initiatives.InitiativeText(**answers)
        initiatives.edit_initiative(by=self.by, initiative=self.initiative, lock_version=version, text=text)
        return _("Saved.")
