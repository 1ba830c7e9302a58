"""Forms of cooperation frameworks and of what belongs to them: field shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import Country
from ilo_dc.core.reference.row_fields import CountriesField, CountryField
from ilo_dc.core.ui.forms import field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from portfolio.frameworks.models.country_analysis import CountryAnalysisUpdate
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.vocab import FrameworkKind, ResultLevel

if TYPE_CHECKING:
    from django.db.models import QuerySet

KINDS = [("", "–"), *(choice for choice in FrameworkKind.choices if choice[0] != FrameworkKind.UNKNOWN)]
LEVELS = [("", "–"), *(choice for choice in ResultLevel.choices if choice[0] != ResultLevel.UNKNOWN)]


def _long_text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FrameworkFields(forms.Form):
    """What is said of a framework."""

    title = field_of(CooperationFramework, "title", required=True, help_text=_("As the document states it."))
    kind = field_of(CooperationFramework, "kind", choices=KINDS)
    starts_on = field_of(
        CooperationFramework, "starts_on", label=_("First day"), help_text=_("Empty: not known.")
    )
    ends_on = field_of(CooperationFramework, "ends_on")
    signed_on = field_of(
        CooperationFramework,
        "signed_on",
        label=_("Signed on"),
        help_text=_("Empty: not signed, or not known."),
    )
    guidance = field_of(CooperationFramework, "guidance")
    reference = field_of(CooperationFramework, "reference")


class FrameworkForm(VersionForm, FrameworkFields):
    """An edit of a framework."""


class NewFrameworkForm(FrameworkFields):
    """A new framework, of the countries that the person may write in."""

    countries = CountriesField(
        Country.objects.none(),
        label=_("Countries or areas"),
        help_text=_("One, or all that share the framework. More than fit: with semicolons in one box."),
    )
    field_order = ("countries",)

    def __init__(self, *args: Any, countries: QuerySet[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].queryset = countries  # type: ignore[attr-defined]


class StatusForm(VersionForm):
    """The next status."""

    status = field_of(FrameworkState, "status")
    effective_on = field_of(FrameworkState, "effective_on")
    note = field_of(FrameworkState, "note")


class StatusCorrectionForm(StatusForm, ReasonWithVersionForm):
    """What a status really was."""

    field_order = ("version", "status", "effective_on", "note", "reason")


class PartFields(forms.Form):
    """A form about a part of one framework, whose own results and groups it offers."""

    def __init__(self, *args: Any, framework: CooperationFramework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework


class _BelowAnother(PartFields):
    """A node that may stand below another of its framework."""

    parent = field_of(
        FrameworkResult,
        "parent",
        form_class=RowField,
        codes=("code",),
        help_text=_("Of an outcome its priority, of an output its outcome; empty: not known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = self.framework.results.filter(level__in=(ResultLevel.PRIORITY, ResultLevel.OUTCOME))
        self.fields["parent"].queryset = above.order_by("level", "text", "pk")  # type: ignore[attr-defined]


class ResultTextFields(_BelowAnother):
    """What is said of a node that keeps its level."""

    code = field_of(FrameworkResult, "code", help_text=_("As the framework numbers it: 1.2."))
    text = field_of(FrameworkResult, "text", widget=_long_text())
    field_order: tuple[str, ...] = ("code", "text", "parent")


class ResultFields(ResultTextFields):
    """A new node."""

    level = field_of(FrameworkResult, "level", choices=LEVELS)
    field_order = ("level", "code", "text", "parent")


class ResultLevelForm(ReasonWithVersionForm, _BelowAnother):
    """The level of a node."""

    level = field_of(FrameworkResult, "level", choices=LEVELS)
    field_order = ("level", "parent", "reason")


class StageFields(PartFields):
    """A stage of the roadmap."""

    position = field_of(RoadmapStage, "position", min_value=1, max_value=200)
    name = field_of(RoadmapStage, "name")
    planned_on = field_of(RoadmapStage, "planned_on", label=_("Planned for"))
    done_on = field_of(RoadmapStage, "done_on", label=_("Done on"), help_text=_("Empty: not yet."))
    ilo_contribution = field_of(RoadmapStage, "ilo_contribution", widget=_long_text())


class GroupFields(PartFields):
    """A results group."""

    name = field_of(ResultsGroup, "name")
    ilo_role = field_of(ResultsGroup, "ilo_role")
    role_since = field_of(ResultsGroup, "role_since", help_text=_("Empty: not known."))
    result = field_of(
        ResultsGroup,
        "result",
        form_class=RowField,
        codes=("code",),
        help_text=_("Enter the framework’s results first to choose one here."),
    )
    note = field_of(ResultsGroup, "note", widget=_long_text())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        placed = self.framework.results.filter(level__in=(ResultLevel.PRIORITY, ResultLevel.OUTCOME))
        self.fields["result"].queryset = placed.order_by("level", "text", "pk")  # type: ignore[attr-defined]


class PlanFields(PartFields):
    """A joint work plan."""

    starts_on = field_of(JointWorkPlan, "starts_on", label=_("First day"))
    ends_on = field_of(JointWorkPlan, "ends_on")
    reference = field_of(JointWorkPlan, "reference")
    link = field_of(JointWorkPlan, "link")
    group = field_of(JointWorkPlan, "group")
    ilo_part = field_of(JointWorkPlan, "ilo_part", widget=_long_text())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = self.framework.results_groups.order_by("name__folded", "pk")  # type: ignore[attr-defined]


class AnalysisUpdateFields(PartFields):
    """An update of the common country analysis."""

    updated_on = field_of(CountryAnalysisUpdate, "updated_on", label=_("Updated on"))
    reference = field_of(CountryAnalysisUpdate, "reference")
    link = field_of(CountryAnalysisUpdate, "link")
    summary = field_of(CountryAnalysisUpdate, "summary", widget=_long_text())
    ilo_contribution = field_of(CountryAnalysisUpdate, "ilo_contribution", widget=_long_text())
    constituents_contribution = field_of(
        CountryAnalysisUpdate,
        "constituents_contribution",
        widget=_long_text(),
        help_text=_("Government, employers’ and workers’ organizations: studies, papers, workshops."),
    )


class MembershipFields(PartFields):
    """How the ILO belongs to a country team."""

    presence = field_of(CountryTeamMembership, "presence")
    starts_on = field_of(CountryTeamMembership, "starts_on", label=_("First day"))
    ends_on = field_of(CountryTeamMembership, "ends_on")
    note = field_of(CountryTeamMembership, "note")


class NewMembershipFields(MembershipFields):
    """A new membership, in one of the framework's countries."""

    country = field_of(CountryTeamMembership, "country", form_class=CountryField)
    field_order = ("country",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Country.objects.filter(cooperation_frameworks=self.framework)
        self.fields["country"].queryset = places  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["country"].initial = places[0]
