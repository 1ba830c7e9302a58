"""Forms of what belongs to a framework: each part is added, edited and removed in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import Verdict
from ilo_dc.core.writing.forms import VersionForm
from portfolio.frameworks import forms
from portfolio.frameworks.actions import country_analyses as analyses
from portfolio.frameworks.actions import country_teams as teams
from portfolio.frameworks.actions import framework_results as results
from portfolio.frameworks.actions import joint_work_plans as plans
from portfolio.frameworks.actions import results_groups as groups
from portfolio.frameworks.actions import roadmap_stages as stages
from portfolio.frameworks.models.country_analysis import CountryAnalysisUpdate
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.pages.framework_forms import FrameworkPage


@dataclass(frozen=True)
class PartKind:
    """One kind of part: its rows, forms, words and the three actions; `anchor` is its place on the page."""

    noun: str
    anchor: str
    rows: Callable[[CooperationFramework], QuerySet[Any]]
    add_fields: type[forms.PartFields]
    edit_fields: type[forms.PartFields]
    add: Callable[..., Any]
    edit: Callable[..., Any]
    remove: Callable[..., None]
    new_text: type[Any]
    text: type[Any]
    words: tuple[Promise, Promise, Promise]


def _add_update(*, by: Any, framework: CooperationFramework, text: Any) -> Any:
    return analyses.add_analysis_update(by=by, countries=list(framework.countries.all()), text=text)


def _add_membership(*, by: Any, framework: CooperationFramework, text: Any, country: Any) -> Any:
    return teams.add_team_membership(by=by, country=country, text=text)


PARTS = {
    "results": PartKind(
        "framework_result",
        "results",
        lambda framework: FrameworkResult.objects.filter(framework=framework),
        forms.ResultFields,
        forms.ResultTextFields,
        results.add_framework_result,
        results.edit_framework_result,
        results.remove_framework_result,
        results.NewResult,
        results.ResultText,
        (
            gettext_lazy("Add a priority, outcome or output"),
            gettext_lazy("Correct the result"),
            gettext_lazy("Remove the result"),
        ),
    ),
    "roadmap": PartKind(
        "roadmap_stage",
        "roadmap",
        lambda framework: RoadmapStage.objects.filter(framework=framework),
        forms.StageFields,
        forms.StageFields,
        stages.add_roadmap_stage,
        stages.edit_roadmap_stage,
        stages.remove_roadmap_stage,
        stages.StageText,
        stages.StageText,
        (
            gettext_lazy("Add a stage of the roadmap"),
            gettext_lazy("Edit the stage"),
            gettext_lazy("Remove the stage"),
        ),
    ),
    "groups": PartKind(
        "results_group",
        "groups",
        lambda framework: ResultsGroup.objects.filter(framework=framework),
        forms.GroupFields,
        forms.GroupFields,
        groups.add_results_group,
        groups.edit_results_group,
        groups.remove_results_group,
        groups.GroupText,
        groups.GroupText,
        (
            gettext_lazy("Add a results group"),
            gettext_lazy("Edit the results group"),
            gettext_lazy("Remove the results group"),
        ),
    ),
    "work-plans": PartKind(
        "joint_work_plan",
        "work-plans",
        lambda framework: JointWorkPlan.objects.filter(framework=framework),
        forms.PlanFields,
        forms.PlanFields,
        plans.add_joint_work_plan,
        plans.edit_joint_work_plan,
        plans.remove_joint_work_plan,
        plans.PlanText,
        plans.PlanText,
        (
            gettext_lazy("Add a joint work plan"),
            gettext_lazy("Edit the joint work plan"),
            gettext_lazy("Remove the joint work plan"),
        ),
    ),
    "analysis": PartKind(
        "analysis_update",
        "analysis",
        lambda framework: CountryAnalysisUpdate.objects.filter(
            analysis__country_key=framework.country_key
        ).select_related("analysis"),
        forms.AnalysisUpdateFields,
        forms.AnalysisUpdateFields,
        _add_update,
        analyses.edit_analysis_update,
        analyses.remove_analysis_update,
        analyses.UpdateText,
        analyses.UpdateText,
        (
            gettext_lazy("Add an update of the common country analysis"),
            gettext_lazy("Correct the update"),
            gettext_lazy("Remove the update"),
        ),
    ),
    "team": PartKind(
        "team_membership",
        "team",
        lambda framework: CountryTeamMembership.objects.filter(
            country__in=framework.countries.all()
        ).select_related("country"),
        forms.NewMembershipFields,
        forms.MembershipFields,
        _add_membership,
        teams.edit_team_membership,
        teams.remove_team_membership,
        teams.MembershipText,
        teams.MembershipText,
        (
            gettext_lazy("Add a membership of the country team"),
            gettext_lazy("Edit the membership"),
            gettext_lazy("Remove the membership"),
        ),
    ),
}


class PartPage(FrameworkPage):
    """A form about a part of a framework."""

    @cached_property
    def part_kind(self) -> PartKind:
        """The kind of part that the address names."""
        try:
            return PARTS[self.kwargs["part"]]
        except KeyError as error:
            raise Http404 from error

    @cached_property
    def part(self) -> Any:
        """The part that the address names, of those that the reader sees of this framework."""
        rows: Any = self.part_kind.rows(self.framework)
        return get_object_or_404(rows.visible_to(self.request.user), pk=self.kwargs["pk"])

    def verdict(self, user: Any) -> Verdict:
        """Look for kind and part before asking the policy, so that a missing one is missing to everyone."""
        if self.part_kind and "pk" in self.kwargs:
            self.part  # noqa: B018  (raises Http404)
        return super().verdict(user)

    def back(self) -> str:
        """Return to the part's place on the framework's page."""
        page = reverse("portfolio:framework", args=[self.framework.slug])
        return f"{page}#{self.part_kind.anchor}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form offer what belongs to the framework."""
        kwargs = super().get_form_kwargs()
        if issubclass(self.get_form_class(), forms.PartFields):
            kwargs["framework"] = self.framework
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Head the page with the words of the kind."""
        return {**super().get_context_data(**kwargs), "heading": self.words()}

    def words(self) -> Any:
        """Return the heading."""
        raise NotImplementedError


class AddPart(PartPage):
    """Add a part."""

    button = gettext_lazy("Add")

    def words(self) -> Any:
        """Say what is added."""
        return self.part_kind.words[0]

    def get_form_class(self) -> type[forms.PartFields]:
        """Return the form of a new part."""
        return self.part_kind.add_fields

    def get_initial(self) -> dict[str, Any]:
        """Number a stage after the last one."""
        if self.part_kind.noun != "roadmap_stage":
            return {}
        last = self.framework.roadmap_stages.order_by("-position").first()
        return {"position": last.position + 1 if last else 1}

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        kind = self.part_kind
        place = {"country": answers.pop("country")} if "country" in answers else {}
        kind.add(by=self.by, framework=self.framework, text=kind.new_text(**answers), **place)
        return _("Added.")


class EditPart(PartPage):
    """Change a part as it was read."""

    button = gettext_lazy("Save")

    def words(self) -> Any:
        """Say what is changed."""
        return self.part_kind.words[1]

    def get_form_class(self) -> type[forms.PartFields]:
        """Return the form of an edit."""
        return forms.edit_form(self.part_kind.edit_fields)

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.part, name) for name in self.get_form_class().base_fields}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        kind, version = self.part_kind, answers.pop("version")
        kind.edit(by=self.by, lock_version=version, text=kind.text(**answers), **{kind.noun: self.part})
        return _("Saved.")


class RemovePart(PartPage):
    """Remove a part."""

    form_class = VersionForm
    lead = gettext_lazy("Only what was entered by mistake; the history keeps it.")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    def words(self) -> Any:
        """Say what is removed."""
        return self.part_kind.words[2]

    def subject(self) -> str:
        """Return what will be removed."""
        return str(self.part)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.part.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        kind = self.part_kind
        kind.remove(by=self.by, lock_version=answers["version"], **{kind.noun: self.part})
        return _("Removed.")


class SetLevel(PartPage):
    """Give a result its level."""

    form_class = forms.ResultLevelForm
    lead = gettext_lazy(
        "UN INFO names the result above a sub-output without its level; the framework’s document says it."
    )
    button = gettext_lazy("Save")

    @cached_property
    def part_kind(self) -> PartKind:
        """Results only."""
        return PARTS["results"]

    def words(self) -> Any:
        """Say what is done."""
        return _("Give the result its level")

    def subject(self) -> str:
        """Return the result's text."""
        return str(self.part)

    def get_initial(self) -> dict[str, Any]:
        """Return what is known now."""
        return {"level": self.part.level, "parent": self.part.parent_id, "version": self.part.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version = answers.pop("version")
        results.set_result_level(by=self.by, framework_result=self.part, lock_version=version, **answers)
        return _("Saved.")
