"""Shapes of projects, their statuses, participants and initiatives."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.models import Office, Organisation, Region
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import THEN, DayAfterField, LastDayField, half_open
from ilo_dc.core.registers.api.rows import FactSerializer, utc_text
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.api.serializers.project_links import (
    CountryShareSerializer,
    OutcomeShareSerializer,
    ProjectBudgetShareSerializer,
    SectorShareSerializer,
)
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.participant import Participant
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.vocab import (
    DESCRIPTION_MOST,
    Marker,
    ProjectKind,
    ProjectScope,
    ProjectStatus,
    Screening,
)


class ProjectSerializer(FactSerializer):
    """A project with its status, all of it as known at the moment asked for.

    With `updated_since` a superseded row says what it said last. What is not known of then is null.
    `ends_on` is the day after the last. The shares of countries, of sectors, and of the results of one
    biennium sum to exactly 100.
    """

    id = serializers.IntegerField(source="project_id")
    code = serializers.CharField(source="project.code", allow_null=True, help_text=THEN)
    number = serializers.CharField(source="project.number", allow_null=True, help_text=THEN)
    kind = serializers.ChoiceField(source="project.kind", choices=ProjectKind.choices)
    title = serializers.CharField(source="project.title", allow_null=True, help_text=THEN)
    language = serializers.ChoiceField(
        source="project.language", choices=TextLanguage.choices, allow_null=True, help_text=THEN
    )
    title_en = serializers.CharField(source="project.title_en", allow_null=True, help_text=THEN)
    title_fr = serializers.CharField(source="project.title_fr", allow_null=True, help_text=THEN)
    title_es = serializers.CharField(source="project.title_es", allow_null=True, help_text=THEN)
    description = serializers.CharField(source="project.description", allow_null=True, help_text=THEN)
    scope = serializers.ChoiceField(
        source="project.scope", choices=ProjectScope.choices, allow_null=True, help_text=THEN
    )
    country = serializers.SerializerMethodField(help_text="Of a project in one country.")
    countries = CountryShareSerializer(source="project.country_shares", many=True)
    region = serializers.CharField(
        source="region_key", allow_null=True, help_text="Of all its countries, or its own; or `several`."
    )
    markers = serializers.SerializerMethodField()
    initiatives = serializers.SerializerMethodField()
    outcomes = OutcomeShareSerializer(source="project.outcome_shares", many=True)
    budget_results = ProjectBudgetShareSerializer(source="project.budget_shares", many=True)
    sectors = SectorShareSerializer(source="project.sector_shares", many=True)
    sdg_targets = serializers.SerializerMethodField()
    sstc_countries = serializers.SerializerMethodField()
    sstc_theme = serializers.CharField(source="project.sstc_theme", allow_null=True, help_text=THEN)
    ilo_share = serializers.DecimalField(
        source="project.ilo_share", max_digits=5, decimal_places=2, allow_null=True
    )
    starts_on = serializers.DateField(source="project.starts_on", allow_null=True)
    ends_on = DayAfterField(source="project.ends_on", allow_null=True)
    last_day = LastDayField(source="project.ends_on", allow_null=True)
    unit = serializers.CharField(source="project.unit.code", allow_null=True, default=None)
    backstopper = serializers.CharField(source="project.backstopper.code", allow_null=True, default=None)
    version = serializers.IntegerField(source="project.version", allow_null=True, help_text=THEN)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ProjectState
        fields = [
            "id",
            "code",
            "number",
            "kind",
            "title",
            "language",
            "title_en",
            "title_fr",
            "title_es",
            "description",
            "scope",
            "country",
            "countries",
            "region",
            "markers",
            "initiatives",
            "outcomes",
            "budget_results",
            "sectors",
            "sdg_targets",
            "sstc_countries",
            "sstc_theme",
            "ilo_share",
            "status",
            "effective_on",
            "starts_on",
            "ends_on",
            "last_day",
            "unit",
            "backstopper",
            "version",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "url",
            "page",
        ]

    @extend_schema_field(serializers.DateTimeField())
    def get_updated_at(self, fact: Any) -> str:
        """Return when the status, or anything else that is shown of the project, changed last."""
        return utc_text(fact.changed_at)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_country(self, state: Any) -> str | None:
        """Return the only country; null: there are several, or none."""
        shares = state.project.country_shares
        return shares[0].country_id if len(shares) == 1 else None

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Marker.choices)))
    def get_markers(self, state: Any) -> list[str]:
        """Return the codes of the markers."""
        return [link.marker for link in state.project.marker_links]

    def get_initiatives(self, state: Any) -> list[str]:
        """Return the codes of the initiatives."""
        return [link.initiative.code for link in state.project.initiative_links]

    def get_sdg_targets(self, state: Any) -> list[str]:
        """Return the codes of the targets."""
        return [link.result.code for link in state.project.sdg_targets]

    def get_sstc_countries(self, state: Any) -> list[str]:
        """Return the ISO3 codes of the countries."""
        return [link.country_id for link in state.project.sstc_links]

    def get_url(self, state: Any) -> str:
        """Return the address of the object."""
        return address_of("api:projects-detail", state.project_id)

    def get_page(self, state: Any) -> str:
        """Return the address of the page."""
        return address_of("project", state.project_id)


class ProjectStateSerializer(serializers.ModelSerializer[ProjectState]):
    """A status of a project, with its day: from when it has effect, and from when until when it was known.

    `replaces` names the status whose place it takes; `takes_back` one that was recorded by mistake and never
    was. A status that another one names so holds no more.
    """

    class Meta:
        model = ProjectState
        fields = [
            "id",
            "status",
            "effective_on",
            "replaces",
            "takes_back",
            "recorded_at",
            "superseded_at",
            "backdated",
            "demonstration",
        ]


class ProjectStepInput(serializers.Serializer[Any]):
    """A step to the next status."""

    status = serializers.ChoiceField(choices=ProjectStatus.choices)
    effective_on = serializers.DateField()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class ProjectCorrectionInput(ProjectStepInput):
    """What a status really was, whole; `reason` says what was wrong."""


class ProjectReasonInput(serializers.Serializer[Any]):
    """Why something is taken back or withdrawn."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class SafeguardsInput(serializers.Serializer[Any]):
    """What may be said of a project that its life asks for: before it runs, and before it is closed."""

    screening = serializers.ChoiceField(choices=Screening.choices, allow_blank=True, required=False)
    screened_on = serializers.DateField(allow_null=True, required=False)
    pseah_focal_point = serializers.CharField(
        max_length=200, allow_blank=True, required=False, help_text="For staff alone."
    )
    feedback_channel = serializers.CharField(
        max_length=500, allow_blank=True, required=False, help_text="For staff alone."
    )
    final_report_on = serializers.DateField(allow_null=True, required=False)
    evaluated_on = serializers.DateField(allow_null=True, required=False)
    evaluation_note = serializers.CharField(max_length=500, allow_blank=True, required=False)
    balance_returned_on = serializers.DateField(allow_null=True, required=False)
    balance_note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class SafeguardsSerializer(serializers.Serializer[Any]):
    """What the life of a project asks for as it is now; its tag is the project's version."""

    screening = serializers.CharField(help_text="Empty: none is recorded.")
    screened_on = serializers.DateField(allow_null=True)
    pseah_focal_point = serializers.SerializerMethodField(help_text="For staff; null to others.")
    feedback_channel = serializers.SerializerMethodField(help_text="For staff; null to others.")
    final_report_on = serializers.DateField(allow_null=True)
    evaluated_on = serializers.DateField(allow_null=True)
    evaluation_note = serializers.CharField(help_text="Why no evaluation was due.")
    balance_returned_on = serializers.DateField(allow_null=True)
    balance_note = serializers.CharField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    page = serializers.SerializerMethodField()

    def get_pseah_focal_point(self, project: Any) -> str | None:
        """Return the name to staff."""
        return self._to_staff(project.pseah_focal_point)

    def get_feedback_channel(self, project: Any) -> str | None:
        """Return the channel to staff."""
        return self._to_staff(project.feedback_channel)

    def get_page(self, project: Any) -> str:
        """Return the address of their place on the page."""
        return f"{address_of('project', project.pk)}#safeguards"

    def _to_staff(self, text: str) -> str | None:
        return text if grants_of(self.context["request"].user).is_staff else None


class ProjectInput(SafeguardsInput):
    """What may be said of a project; `ends_on` is the day after the last."""

    title = serializers.CharField(max_length=300)
    code = serializers.CharField(max_length=20, allow_blank=True, required=False)
    number = serializers.CharField(max_length=20, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    title_en = serializers.CharField(max_length=300, allow_blank=True, required=False)
    title_fr = serializers.CharField(max_length=300, allow_blank=True, required=False)
    title_es = serializers.CharField(max_length=300, allow_blank=True, required=False)
    description = serializers.CharField(max_length=DESCRIPTION_MOST, allow_blank=True, required=False)
    scope = serializers.ChoiceField(choices=ProjectScope.choices, required=False)
    region = serializers.PrimaryKeyRelatedField(
        queryset=Region.objects.all(), allow_null=True, required=False
    )
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = DayAfterField(allow_null=True, required=False)
    unit = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )
    backstopper = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )
    sstc_theme = serializers.CharField(max_length=300, allow_blank=True, required=False)
    ilo_share = serializers.DecimalField(
        max_digits=5, decimal_places=2, allow_null=True, required=False, min_value=0, max_value=100
    )


class NewProjectInput(ProjectInput):
    """A new project with its kind, which never changes later."""

    kind = serializers.ChoiceField(choices=ProjectKind.choices, required=False)
    planned_on = serializers.DateField(
        required=False,
        help_text="The day from which it was planned, today or earlier; left out: today. Its later statuses "
        "are recorded after it, each with its own day.",
    )


class ParticipantSerializer(serializers.ModelSerializer[Participant]):
    """An organisation, by its address, and its role in a project."""

    organisation = serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all())
    name = serializers.CharField(source="organisation.name_en", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Participant
        fields = ["id", "organisation", "name", "role", "version", "updated_at", "demonstration", "url"]

    def get_url(self, row: Participant) -> str:
        """Return the address of the object."""
        return address_of("api:project-participant", row.project_id, row.pk)


class ParticipantInput(serializers.Serializer[Any]):
    """What may be said of a participant."""

    organisation = serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all())
    role = serializers.ChoiceField(choices=Participant._meta.get_field("role").choices or ())


class InitiativeSerializer(serializers.ModelSerializer[Initiative]):
    """An initiative that projects belong to; `ends_on` is the day after its last."""

    last_day = LastDayField(source="ends_on", allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Initiative
        extra_kwargs: ClassVar[dict[str, Any]] = half_open("ends_on")
        fields = [
            "id",
            "code",
            "kind",
            "name",
            "starts_on",
            "ends_on",
            "last_day",
            "description",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: Initiative) -> str:
        """Return the address of the object."""
        return address_of("api:initiatives-detail", row.pk)


class InitiativeInput(serializers.Serializer[Any]):
    """What may be said of an initiative."""

    code = serializers.SlugField(max_length=40)
    kind = serializers.ChoiceField(choices=Initiative._meta.get_field("kind").choices or ())
    name = serializers.CharField(max_length=200)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = DayAfterField(allow_null=True, required=False)
    description = serializers.CharField(max_length=DESCRIPTION_MOST, allow_blank=True, required=False)
