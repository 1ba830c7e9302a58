"""Shapes of what belongs to cooperation frameworks and to UN country teams."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LastDayField, half_open
from ilo_dc.core.writing.api.paths import OwnerField
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.rules import update_due

COMMON = ["id", "framework", "countries"]
KEPT = ["version", "updated_at", "demonstration", "url"]


class FrameworkPartSerializer(serializers.ModelSerializer[Any]):
    """What all parts of a framework share; `path` is the API path of the noun."""

    path: ClassVar[str]

    framework = OwnerField("slug", queryset=CooperationFramework.objects.all())
    countries = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_countries(self, row: Any) -> list[str]:
        """Return the ISO3 codes of the framework's countries."""
        return sorted(country.iso3 for country in row.framework.countries.all())

    def get_url(self, row: Any) -> str:
        """Return the address of the object."""
        return address_of(f"api:{self.path}-detail", row.pk)


class FrameworkResultSerializer(FrameworkPartSerializer):
    """A node of a results chain; `source_text` is empty where an officer typed it."""

    path = "framework-outcomes"

    class Meta:
        model = FrameworkResult
        fields = [*COMMON, "level", "code", "text", "may_be_cut", "source_text", "parent", *KEPT]
        extra_kwargs: ClassVar[dict[str, Any]] = {"parent": {"required": True}}


class RoadmapStageSerializer(FrameworkPartSerializer):
    """A stage of a roadmap."""

    path = "roadmap-stages"

    class Meta:
        model = RoadmapStage
        fields = [*COMMON, "position", "name", "planned_on", "done_on", "ilo_contribution", *KEPT]
        extra_kwargs: ClassVar[dict[str, Any]] = {"position": {"min_value": 1, "max_value": 200}}


class ResultsGroupSerializer(FrameworkPartSerializer):
    """A results group; `result` is the number of its priority or outcome."""

    path = "results-groups"

    class Meta:
        model = ResultsGroup
        fields = [*COMMON, "name", "result", "ilo_role", "role_since", "note", *KEPT]
        extra_kwargs: ClassVar[dict[str, Any]] = {"result": {"required": True}}


class GroupField(serializers.SlugRelatedField[ResultsGroup]):
    """A results group by its name, of the framework that the written part belongs to."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "does_not_exist": _("Choose a results group of this framework.")
    }

    def get_queryset(self) -> Any:
        """Return the groups of the framework."""
        rows: Any = super().get_queryset()
        if row := self.context.get("row"):
            return rows.filter(framework=row.framework_id)
        return rows.filter(framework__slug=self.root.initial_data.get("framework"))


class JointWorkPlanSerializer(FrameworkPartSerializer):
    """A joint work plan; its period is half-open. `group` is the name of a results group of the framework."""

    path = "joint-work-plans"

    group = GroupField("name", queryset=ResultsGroup.objects.all(), allow_null=True, required=False)

    last_day = LastDayField(source="ends_on")

    class Meta:
        model = JointWorkPlan
        extra_kwargs = half_open("ends_on")
        fields = [
            *COMMON,
            "starts_on",
            "ends_on",
            "last_day",
            "reference",
            "link",
            "group",
            "ilo_part",
            *KEPT,
        ]


class CountryAnalysisUpdateSerializer(serializers.ModelSerializer[CountryAnalysisUpdate]):
    """One dated update of an analysis."""

    class Meta:
        model = CountryAnalysisUpdate
        fields = [
            "id",
            "updated_on",
            "reference",
            "link",
            "summary",
            "ilo_contribution",
            "constituents_contribution",
            "version",
            "updated_at",
            "demonstration",
        ]


class CommonCountryAnalysisSerializer(serializers.ModelSerializer[CommonCountryAnalysis]):
    """A common country analysis: when it was updated last, when it is due, and all updates."""

    countries = serializers.SerializerMethodField()
    last_updated = serializers.DateField()
    update_due = serializers.SerializerMethodField()
    updates = CountryAnalysisUpdateSerializer(many=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = CommonCountryAnalysis
        fields = ["id", "country_key", "countries", "last_updated", "update_due", "updates", *KEPT]

    def get_countries(self, analysis: CommonCountryAnalysis) -> list[str]:
        """Return the countries' ISO3 codes."""
        return sorted(country.iso3 for country in analysis.countries.all())

    @extend_schema_field(serializers.DateField())
    def get_update_due(self, analysis: Any) -> date:
        """Return the day by which it is due again, one year after the last update."""
        return update_due(analysis.last_updated)

    def get_url(self, analysis: CommonCountryAnalysis) -> str:
        """Return the address of the object."""
        return address_of("api:common-country-analyses-detail", analysis.pk)


class CountryTeamMembershipSerializer(serializers.ModelSerializer[CountryTeamMembership]):
    """The ILO in the UN country team of a country, for a half-open time."""

    last_day = LastDayField(source="ends_on", allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = CountryTeamMembership
        extra_kwargs = half_open("ends_on")
        fields = ["id", "country", "presence", "starts_on", "ends_on", "last_day", "note", *KEPT]

    def get_url(self, membership: CountryTeamMembership) -> str:
        """Return the address of the object."""
        return address_of("api:country-team-memberships-detail", membership.pk)
