"""Shapes of the results of projects and of the reports on them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.models import Office
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import (
    DayAfterField,
    LastDayField,
    RowCodeField,
    RowNumberField,
    ValueField,
    half_open,
)
from ilo_dc.core.writing.api.paths import OwnerField
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_extension import ProjectExtension
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.rules import NARRATIVE_MOST
from portfolio.project_results.vocab import ResultLevel, Scale
from portfolio.projects.models.project import Project

NUMBER: dict[str, Any] = {"allow_null": True, "required": False}


class TargetSerializer(serializers.ModelSerializer[IndicatorTarget]):
    """Where an indicator of a project shall stand on a day; of one by sex perhaps women and men."""

    value = ValueField()
    women = ValueField(allow_null=True)
    men = ValueField(allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = IndicatorTarget
        fields = ["id", "due_on", "value", "women", "men", "version", "updated_at", "demonstration", "url"]

    def get_url(self, row: IndicatorTarget) -> str:
        """Return the address of the object."""
        return address_of("api:project-indicator-target", row.indicator_id, row.pk)


class ProjectTargetInput(serializers.Serializer[Any]):
    """What may be said of a target; of an indicator by sex women and men, whose sum the value is."""

    due_on = serializers.DateField()
    value = ValueField(**NUMBER)
    women = ValueField(**NUMBER)
    men = ValueField(**NUMBER)


class ProjectIndicatorSerializer(serializers.ModelSerializer[ProjectIndicator]):
    """An indicator of a project with its dated targets."""

    baseline_value = ValueField(allow_null=True)
    targets = TargetSerializer(many=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = ProjectIndicator
        fields = [
            "id",
            "text",
            "unit",
            "by_sex",
            "baseline_value",
            "baseline_on",
            "targets",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: ProjectIndicator) -> str:
        """Return the address of the object."""
        return address_of("api:project-result-indicator", row.result_id, row.pk)


class ProjectIndicatorInput(serializers.Serializer[Any]):
    """What may be said of an indicator; `by_sex`: its values are of women and men."""

    text = serializers.CharField(max_length=500)
    unit = serializers.CharField(max_length=60, allow_blank=True, required=False)
    by_sex = serializers.BooleanField(required=False)
    baseline_value = ValueField(**NUMBER)
    baseline_on = serializers.DateField(allow_null=True, required=False)


class ProjectResultSerializer(serializers.ModelSerializer[ProjectResult]):
    """An outcome of a project, or an output that leads to one (`parent`)."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ProjectResult
        fields = [
            "id",
            "level",
            "parent",
            "position",
            "text",
            "outcome",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: ProjectResult) -> str:
        """Return the address of the object."""
        return address_of("api:project-result", row.project_id, row.pk)


class ProjectResultInput(serializers.Serializer[Any]):
    """What may be said of a result; its level never changes later. `outcome`: the CPO that it serves."""

    position = serializers.IntegerField(min_value=1, max_value=99)
    text = serializers.CharField(max_length=500)
    level = serializers.ChoiceField(choices=ResultLevel.choices, required=False)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]
        queryset=ProjectResult.objects.none(), allow_null=True, required=False
    )
    outcome = serializers.PrimaryKeyRelatedField(
        queryset=CountryProgrammeOutcome.objects.none(), allow_null=True, required=False
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Offer the results and the outcomes that the caller sees."""
        fields = super().get_fields()
        user = self.context["request"].user
        fields["parent"].queryset = ProjectResult.objects.visible_to(user)  # type: ignore[attr-defined]
        fields["outcome"].queryset = CountryProgrammeOutcome.objects.visible_to(user)  # type: ignore[attr-defined]
        return fields


class RiskSerializer(serializers.ModelSerializer[Risk]):
    """A risk of a project, from 1 (low) to 3 (high); for staff and who takes part in the project."""

    owner = serializers.CharField(source="owner.code", allow_null=True, default=None)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Risk
        fields = [
            "id",
            "text",
            "likelihood",
            "impact",
            "response",
            "owner",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: Risk) -> str:
        """Return the address of the object."""
        return address_of("api:project-risk", row.project_id, row.pk)


class RiskInput(serializers.Serializer[Any]):
    """What may be said of a risk."""

    text = serializers.CharField(max_length=500)
    likelihood = serializers.ChoiceField(choices=Scale.choices)
    impact = serializers.ChoiceField(choices=Scale.choices)
    response = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    owner = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )


class ExtensionSerializer(serializers.ModelSerializer[ProjectExtension]):
    """An extension of a project; `ends_on` is the day after its new last day."""

    last_day = LastDayField(source="ends_on")
    previous_last_day = LastDayField(source="ended_on")

    class Meta:
        model = ProjectExtension
        extra_kwargs = half_open("ends_on")
        fields = ["id", "agreed_on", "previous_last_day", "ends_on", "last_day", "demonstration"]


class ExtensionInput(serializers.Serializer[Any]):
    """Until when a project goes on; `ends_on` is the day after the last."""

    ends_on = DayAfterField()
    agreed_on = serializers.DateField()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


# --- Plan against actual ------------------------------------------------------------------------------


class ProjectValueSerializer(serializers.ModelSerializer[ProjectValue]):
    """Where an indicator stood at the end of a period; of one by sex women and men make the value."""

    text = serializers.CharField(source="indicator.text")
    unit = serializers.CharField(source="indicator.unit")
    value = ValueField(allow_null=True)
    women = ValueField(allow_null=True)
    men = ValueField(allow_null=True)

    class Meta:
        model = ProjectValue
        fields = ["indicator", "text", "unit", "value", "women", "men", "words"]


class ActualSerializer(serializers.Serializer[Any]):
    """The last accepted value of an indicator, and the report that says it."""

    value = ValueField(allow_null=True)
    women = ValueField(allow_null=True)
    men = ValueField(allow_null=True)
    words = serializers.CharField()
    report = serializers.IntegerField(source="report_id")
    last_day = LastDayField(source="report.ends_on")


class PlannedIndicatorSerializer(serializers.Serializer[Any]):
    """An indicator against its plan: baseline, the target due by now, the last target, the last value.

    Of one by sex also women and men of both targets, where its plan names them.
    """

    id = serializers.IntegerField(source="indicator.pk")
    text = serializers.CharField(source="indicator.text")
    unit = serializers.CharField(source="indicator.unit")
    by_sex = serializers.BooleanField(source="indicator.by_sex")
    baseline = ValueField(source="indicator.baseline_value", allow_null=True)
    target_by_now = ValueField(source="by_now", allow_null=True)
    target = ValueField(allow_null=True)
    target_due_on = serializers.DateField(source="due_on", allow_null=True)
    target_by_now_women = ValueField(source="due.women", allow_null=True)
    target_by_now_men = ValueField(source="due.men", allow_null=True)
    target_women = ValueField(source="last.women", allow_null=True)
    target_men = ValueField(source="last.men", allow_null=True)
    actual = ActualSerializer(allow_null=True)


class PlannedResultSerializer(serializers.Serializer[Any]):
    """A result with its indicators against their plan."""

    id = serializers.IntegerField(source="result.pk")
    level = serializers.ChoiceField(source="result.level", choices=ResultLevel.choices)
    parent = serializers.IntegerField(source="result.parent_id", allow_null=True)  # type: ignore[assignment]
    position = serializers.IntegerField(source="result.position")
    text = serializers.CharField(source="result.text")
    outcome = serializers.IntegerField(source="outcome_id", allow_null=True)
    indicators = PlannedIndicatorSerializer(source="lines", many=True)


class NamedOutcomeSerializer(serializers.Serializer[Any]):
    """A country programme outcome, by its number here and its code."""

    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()


class ProjectPlanSerializer(serializers.Serializer[Any]):
    """Plan against actual of a project, as accepted reports say.

    Once a result serves a country programme outcome, also where the project's own outcomes differ from those
    that its results serve.
    """

    project = serializers.IntegerField(source="project.pk")
    results = PlannedResultSerializer(many=True)
    outcomes_not_named = NamedOutcomeSerializer(
        source="difference.not_named",
        many=True,
        help_text="A result serves them; the project does not name them.",
    )
    outcomes_not_served = NamedOutcomeSerializer(
        source="difference.not_served", many=True, help_text="The project names them; no result serves them."
    )


# --- Reports -------------------------------------------------------------------------------------------


class ProgressReportSerializer(serializers.ModelSerializer[ProgressReport]):
    """A progress report of a project; `code` is the project's. Strangers see what was accepted."""

    code = serializers.CharField(source="project.code")
    last_day = LastDayField(source="ends_on")
    due_on = serializers.DateField()
    late = serializers.BooleanField(source="is_late")
    values = ProjectValueSerializer(many=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ProgressReport
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "project",
            "code",
            "starts_on",
            "ends_on",
            "last_day",
            "due_on",
            "state",
            "rating",
            "narrative",
            "language",
            "values",
            "note",
            "late",
            "submitted_at",
            "decided_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: ProgressReport) -> str:
        """Return the address of the object."""
        return address_of("api:progress-reports-detail", row.pk)

    def get_page(self, row: ProgressReport) -> str:
        """Return the address of the page."""
        return address_of("portfolio:progress-report", row.pk)


class ReportScheduleSerializer(serializers.ModelSerializer[ReportSchedule]):
    """How often progress reports are asked for, of periods that begin on `since` or later.

    `project`: of one project; null: of all that have no schedule of their own.
    """

    project = OwnerField(
        slug_field="id", queryset=Project.objects.all(), allow_null=True, required=False, default=None
    )
    url = serializers.SerializerMethodField()

    class Meta:
        model = ReportSchedule
        fields = [
            "id",
            "project",
            "since",
            "every_months",
            "due_days",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: ReportSchedule) -> str:
        """Return the address of the object."""
        return address_of("api:report-schedules-detail", row.pk)


class ProjectValueInput(serializers.Serializer[Any]):
    """A value of an indicator of the project; of one by sex women and men. Nothing takes the value away."""

    indicator = serializers.IntegerField(min_value=1)
    value = ValueField(**NUMBER)
    women = ValueField(**NUMBER)
    men = ValueField(**NUMBER)
    words = serializers.CharField(max_length=300, allow_blank=True, required=False)


class ProgressReportInput(serializers.Serializer[Any]):
    """What may be said in a report; a draft may lack anything. `values` not named stay as they are."""

    rating = serializers.ChoiceField(choices=Progress.choices, allow_blank=True, required=False)
    narrative = serializers.CharField(max_length=NARRATIVE_MOST, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    values = ProjectValueInput(many=True, required=False)


class NewProgressReportInput(ProgressReportInput):
    """A new report of a project (by its number) for the period that begins on a day; begins as a draft."""

    project = RowNumberField(min_value=1)
    period = RowCodeField(max_length=10, help_text="The first day of the period: 2026-01-01.")


class SkippedReportInput(serializers.Serializer[Any]):
    """For which period of a project no report is written, and why."""

    project = RowNumberField(min_value=1)
    period = RowCodeField(max_length=10, help_text="The first day of the period: 2026-01-01.")
    reason = serializers.CharField(max_length=500)


class ReportReturnInput(serializers.Serializer[Any]):
    """Why a report is returned."""

    note = serializers.CharField(max_length=1000, help_text="What to correct; who reports reads it.")


class ReportWithdrawInput(serializers.Serializer[Any]):
    """Why a report is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class NothingInput(serializers.Serializer[Any]):
    """A step that needs nothing to be said."""
