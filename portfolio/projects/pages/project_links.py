"""The form of where a project works and what it contributes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.projects import policies
from portfolio.projects.actions.project_links import UnableToTieProject, tie_project
from portfolio.projects.forms.project_links import KINDS, ProjectLinksForm, initial_of, row_name
from portfolio.projects.models.project import Project
from portfolio.projects.panels.project_forms import ProjectPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

SUGGESTED = 200
# The row that shows what is wrong with all rows of a kind.
FIRST = {kind: row_name(kind, 0) for kind in KINDS}


class TieProject(ProjectPage):
    """Say where a project works, what it contributes to, what it is besides."""

    template_name = "portfolio/projects/project_links.html"
    form_class = ProjectLinksForm
    heading = gettext_lazy("Where it works and what it contributes to")
    lead = gettext_lazy(
        "The shares of the countries, of the sectors, and of the results of one biennium sum to exactly 100."
    )
    button = gettext_lazy("Save")
    needs_whole_form = True  # shares sum to 100

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change it now."""
        return policies.may_change_plan(user, self.project)

    @cached_property
    def tied(self) -> Any:
        """The project with all that it is tied to now."""
        return Project.objects.with_links().get(pk=self.project.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the outcomes that the person sees; those of the project's countries are suggested."""
        outcomes = CountryProgrammeOutcome.objects.visible_to(self.by).select_related("country")
        countries = [share.country_id for share in self.tied.country_shares]
        near = outcomes.filter(country__in=countries).order_by("code")[:SUGGESTED]
        return {**super().get_form_kwargs(), "outcomes": outcomes, "near": near}

    def get_initial(self) -> dict[str, Any]:
        """Return what is recorded now."""
        return initial_of(self.tied)

    def back(self) -> str:
        """Return to its place on the project's page."""
        return f"{super().back()}#links"

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Add what the rows say."""
        return {**form.cleaned_data, "links": form.links()}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        read = {name: answers[name] for name in ("links", "scope", "complete_residue")}
        try:
            tie_project(by=self.by, project=self.project, lock_version=answers["version"], **read)
        except UnableToTieProject as error:
            named = {FIRST.get(name, name): texts for name, texts in error.problems.items()}
            raise UnableToTieProject(error.message, named) from error
        return _("Saved.")
