"""The form of where a project works and what it contributes to."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.projects import policies
from portfolio.projects.actions.project_links import UnableToTieProject, problems_of, tie_project
from portfolio.projects.forms.project_links import EMPTY_ROWS, KINDS, ProjectLinksForm, initial_of, row_name
from portfolio.projects.models.project import Project
from portfolio.projects.panels.project_forms import ProjectPage
from portfolio.projects.rules import WHOLE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

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
    parameters = ("add",)

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
        """Return what is recorded now, with rows for the outcomes that the address adds."""
        return {**initial_of(self.tied), **self._added()}

    def _added(self) -> dict[str, Any]:
        """Return rows for the outcomes that the address adds by code: one alone has the whole."""
        codes = {code.strip()[:10] for code in self.request.GET.get("add", "").split(",")}
        shares = self.tied.outcome_shares
        named = {share.outcome_id for share in shares}
        rows = CountryProgrammeOutcome.objects.visible_to(self.by).filter(code__in=codes)
        added = list(rows.exclude(pk__in=named - {None}).order_by("code", "pk")[:EMPTY_ROWS])
        values: dict[str, Any] = {
            row_name("outcomes", len(shares) + place): row for place, row in enumerate(added)
        }
        if len(added) == 1 and not shares:
            values[row_name("share_outcomes", 0)] = WHOLE
        return values

    def back(self) -> str:
        """Return to its place on the project's page."""
        return f"{super().back()}#links"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; where a row cannot be read, say with it all that stands against the others."""
        form = self.get_form()
        if form.is_valid():
            return self.form_valid(form)
        if "version" not in form.errors:
            self._add_problems_of_others(form)
        return self.form_invalid(form)

    def _add_problems_of_others(self, form: Any) -> None:
        """Add what stands against the kinds of links that could be read."""
        candidate, links = copy(self.project), form.links()
        candidate.scope = form.cleaned_data.get("scope") or candidate.scope
        if form.cleaned_data.get("complete_residue"):
            links = links.completed()
        for kind, texts in problems_of(candidate, links).items():
            if kind not in form.unread:
                for text in texts:
                    form.add_error(FIRST.get(kind, kind), text)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to complete what rounding left of 100, where it did."""
        context = super().get_context_data(**kwargs)
        return {**context, "has_residue": context["form"].has_residue}

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
