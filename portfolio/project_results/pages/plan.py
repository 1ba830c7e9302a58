"""Forms of a project's plan: results, indicators, targets, risks, extensions."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import PartForm, part_pages
from portfolio.project_results import forms, policies
from portfolio.project_results.actions import plan
from portfolio.project_results.actions.served_outcomes import served_by
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.projects.models.project import Project
from portfolio.projects.panels.project_forms import ProjectPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ToProject(ProjectPage, pages.PartPage):
    """Add to a project, which the address names."""

    anchor: ClassVar[str] = "plan"

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        verdict: Verdict = policies.may_write_plan(user, self.project)
        return verdict

    @property
    def owner(self) -> Any:
        """The project."""
        return self.project

    def back(self) -> str:
        """Return to the part's place on the project's page."""
        return f"{super().back()}#{self.anchor}"


class OfPlan(ToProject):
    """A form about a part of the plan, which the address names by number."""

    model: ClassVar[type[Any]]
    way: ClassVar[str]  # from the part to its project

    @cached_property
    def row(self) -> Any:
        """The part that the address names."""
        rows = self.model._default_manager.visible_to(self.request.user)
        return get_object_or_404(rows.select_related(f"{self.way}__unit"), pk=self.kwargs["pk"])

    @property
    def owner(self) -> Any:
        """What a new part is added to."""
        return self.row

    @cached_property
    def project(self) -> Project:
        """The project of the part."""
        found: Project = attrgetter(self.way.replace("__", "."))(self.row)
        return found


class AsksForResult:
    """A form of a result: it offers the project's outcomes, and the CPOs of its countries."""

    project: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the result may name; the page that removes one asks for nothing."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        form: Any = self.get_form_class()  # type: ignore[attr-defined]
        if not issubclass(form, forms.ResultFields):
            return kwargs
        return {**kwargs, "project": self.project, "outcomes": served_by(self.project)}


class NewResult(AsksForResult, ToProject):
    """A new result."""


class OfResult(AsksForResult, OfPlan):
    """A result's pages."""

    model, way = ProjectResult, "project"


class ToResult(OfPlan):
    """Add to a result."""

    model, way = ProjectResult, "project"

    def subject(self) -> str:
        """Return the result."""
        return str(self.row)


class OfIndicator(OfPlan):
    """An indicator's pages."""

    model, way = ProjectIndicator, "result__project"


class ToIndicator(OfIndicator):
    """Add to an indicator."""

    def subject(self) -> str:
        """Return the indicator."""
        return str(self.row)


class OfTarget(OfPlan):
    """A target's pages."""

    model, way = IndicatorTarget, "indicator__result__project"


class ToRisks(ToProject):
    """Add a risk."""

    anchor = "risks"


class OfRisk(OfPlan):
    """A risk's pages."""

    model, way, anchor = Risk, "project", "risks"


RESULT = PartForm(
    part=plan.RESULTS,
    form=forms.ResultFields,
    new=forms.NewResultFields,
    headings=(
        gettext_lazy("Add a result"),
        gettext_lazy("Edit the result"),
        gettext_lazy("Remove the result"),
    ),
)
INDICATOR = PartForm(
    part=plan.INDICATORS,
    form=forms.IndicatorFields,
    headings=(
        gettext_lazy("Add an indicator"),
        gettext_lazy("Edit the indicator"),
        gettext_lazy("Remove the indicator"),
    ),
)
TARGET = PartForm(
    part=plan.TARGETS,
    form=forms.TargetFields,
    headings=(
        gettext_lazy("Add a target"),
        gettext_lazy("Edit the target"),
        gettext_lazy("Remove the target"),
    ),
)
RISK = PartForm(
    part=plan.RISKS,
    form=forms.RiskFields,
    headings=(gettext_lazy("Add a risk"), gettext_lazy("Edit the risk"), gettext_lazy("Remove the risk")),
)


class ExtendProject(ProjectPage):
    """Record that a project goes on longer."""

    form_class = forms.ExtensionForm
    heading = gettext_lazy("Extend the project")
    lead = gettext_lazy("Its last day follows; the days before stay on record.")
    button = gettext_lazy("Record the extension")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may."""
        return policies.may_extend_project(user, self.project)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.project.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Extend."""
        version, data = answers.pop("version"), plan.ExtensionData(**answers)
        plan.extend_project(by=self.by, project=self.project, lock_version=version, data=data)
        return _("The extension is recorded.")


urlpatterns = [
    *part_pages(
        "results", RESULT, (NewResult, OfResult), noun="project-result", add="<int:project>/results/new/"
    ),
    *part_pages(
        "indicators",
        INDICATOR,
        (ToResult, OfIndicator),
        noun="project-indicator",
        add="results/<int:pk>/indicators/new/",
    ),
    *part_pages(
        "targets",
        TARGET,
        (ToIndicator, OfTarget),
        noun="project-target",
        add="indicators/<int:pk>/targets/new/",
    ),
    *part_pages("risks", RISK, (ToRisks, OfRisk), noun="project-risk", add="<int:project>/risks/new/"),
]
