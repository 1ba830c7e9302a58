"""Forms of what belongs to a framework: each part is added, edited and removed in the same way."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import Verdict
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import PartForm
from portfolio.frameworks import forms
from portfolio.frameworks.actions import country_analyses as analyses
from portfolio.frameworks.actions import framework_parts as parts
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, set_result_level
from portfolio.frameworks.pages.framework_forms import FrameworkPage


def _add_update(*, by: Any, owner: Any, data: Any) -> Any:
    return analyses.add_analysis_update(by=by, countries=list(owner.countries.all()), data=data)


PARTS = {
    "results": PartForm(
        part=FRAMEWORK_RESULTS,
        form=forms.ResultTextFields,
        new=forms.ResultFields,
        headings=(
            gettext_lazy("Add a priority, outcome or output"),
            gettext_lazy("Correct the result"),
            gettext_lazy("Remove the result"),
        ),
    ),
    "roadmap": PartForm(
        part=parts.ROADMAP_STAGES,
        form=forms.StageFields,
        headings=(
            gettext_lazy("Add a stage of the roadmap"),
            gettext_lazy("Edit the stage"),
            gettext_lazy("Remove the stage"),
        ),
    ),
    "groups": PartForm(
        part=parts.RESULTS_GROUPS,
        form=forms.GroupFields,
        headings=(
            gettext_lazy("Add a results group"),
            gettext_lazy("Edit the results group"),
            gettext_lazy("Remove the results group"),
        ),
    ),
    "work-plans": PartForm(
        part=parts.JOINT_WORK_PLANS,
        form=forms.PlanFields,
        headings=(
            gettext_lazy("Add a joint work plan"),
            gettext_lazy("Edit the joint work plan"),
            gettext_lazy("Remove the joint work plan"),
        ),
    ),
    "analysis": PartForm(
        part=analyses.UPDATES,
        form=forms.AnalysisUpdateFields,
        headings=(
            gettext_lazy("Add an update of the common country analysis"),
            gettext_lazy("Correct the update"),
            gettext_lazy("Remove the update"),
        ),
        add=_add_update,
        edit=analyses.edit_analysis_update,
        remove=analyses.remove_analysis_update,
    ),
    "team": PartForm(
        part=parts.TEAM_MEMBERSHIPS,
        form=forms.MembershipFields,
        new=forms.NewMembershipFields,
        headings=(
            gettext_lazy("Add a membership of the country team"),
            gettext_lazy("Edit the membership"),
            gettext_lazy("Remove the membership"),
        ),
    ),
}
# How the parts of a framework are found, where they do not name it themselves.
OF_FRAMEWORK = {
    "analysis": lambda framework: {"analysis__country_key": framework.country_key},
    "team": lambda framework: {"country__in": framework.countries.all()},
}


class OfFramework(FrameworkPage, pages.PartPage):
    """A form about a part of a framework, which the address names by its place on the framework's page."""

    @cached_property
    def shown(self) -> PartForm:
        """The part that the address names."""
        try:
            return PARTS[self.kwargs["part"]]
        except KeyError as error:
            raise Http404 from error

    @cached_property
    def owner(self) -> Any:
        """The framework."""
        return self.framework

    @cached_property
    def row(self) -> Any:
        """The row that the address names, of those that the reader sees of this framework."""
        named = OF_FRAMEWORK.get(self.kwargs["part"], lambda framework: {"framework": framework})
        rows: Any = self.shown.part.model._default_manager
        seen = rows.visible_to(self.request.user).select_related(self.shown.part.owner)
        return get_object_or_404(seen.filter(**named(self.framework)), pk=self.kwargs["pk"])

    def verdict(self, user: Any) -> Verdict:
        """Look for part and row before asking the policy, so that a missing one is missing to everyone."""
        if self.shown and "pk" in self.kwargs:
            self.row  # noqa: B018  (raises Http404)
        return super().verdict(user)

    def back(self) -> str:
        """Return to the part's place on the framework's page."""
        page = reverse("portfolio:framework", args=[self.framework.slug])
        return f"{page}#{self.kwargs['part']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form offer what belongs to the framework."""
        kwargs = super().get_form_kwargs()
        if issubclass(self.get_form_class(), forms.PartFields):
            kwargs["framework"] = self.framework
        return kwargs


class AddPart(pages.AddPart, OfFramework):
    """Add a part."""


class EditPart(pages.EditPart, OfFramework):
    """Change a part as it was read."""


class RemovePart(pages.RemovePart, OfFramework):
    """Remove a part."""


class SetLevel(OfFramework):
    """Give a result its level."""

    form_class = forms.ResultLevelForm
    heading = gettext_lazy("Give the result its level")
    lead = gettext_lazy(
        "UN INFO names the result above a sub-output without its level; the framework’s document says it."
    )
    button = gettext_lazy("Save")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look among the results."""
        super().setup(request, *args, part="results", **kwargs)

    def subject(self) -> str:
        """Return the result's text."""
        return str(self.row)

    def get_initial(self) -> dict[str, Any]:
        """Return what is known now."""
        return {"level": self.row.level, "parent": self.row.parent_id, "version": self.row.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        lock_version = answers.pop("version")
        set_result_level(by=self.by, framework_result=self.row, lock_version=lock_version, **answers)
        return _("Saved.")
