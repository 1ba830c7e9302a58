"""Shapes of country programmes, their states and their plan."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.models import Country, Office, Region
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import (
    THEN,
    DayAfterField,
    LastDayField,
    RowCodeField,
    RowNumberField,
    half_open,
)
from ilo_dc.core.registers.api.rows import FactSerializer
from portfolio.programmes.api.serializers.outcome_links import LINK_FIELDS, LinksSerializer
from portfolio.programmes.models.country_programme import Priority
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.vocab import THEORY_MOST, OutcomeCategory, ProgrammeStatus, Progress, TextLanguage


class CountryProgrammeSerializer(FactSerializer):
    """A country programme with its status, all of it as known at the moment asked for.

    With `updated_since` a superseded row says what it said last. What is not known of then is null.
    `ends_on` and `extended_until` are the days after the last, `last_day` is the last, extension included.
    """

    id = serializers.IntegerField(source="programme_id")
    code = serializers.CharField(source="programme.slug")
    title = serializers.CharField(source="programme.title", allow_null=True, help_text=THEN)
    country = serializers.CharField(source="programme.country_id", allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    sub_regional = serializers.BooleanField(source="programme.sub_regional")
    starts_on = serializers.DateField(source="programme.starts_on", allow_null=True)
    ends_on = DayAfterField(source="programme.ends_on", allow_null=True)
    extended_until = DayAfterField(source="programme.extended_until", allow_null=True)
    last_day = LastDayField(source="programme.day_after", allow_null=True)
    generation = serializers.IntegerField(source="programme.generation", allow_null=True)
    pilot = serializers.BooleanField(source="programme.pilot", allow_null=True, help_text=THEN)
    office = serializers.CharField(source="programme.office.code", allow_null=True, default=None)
    language = serializers.ChoiceField(
        source="programme.language", choices=TextLanguage.choices, allow_null=True, help_text=THEN
    )
    consulted_on = serializers.DateField(source="programme.consulted_on", allow_null=True)
    theory_of_change = serializers.SerializerMethodField(
        help_text="As it was then; empty in a past state of a programme that one does not see today."
    )
    version = serializers.IntegerField(source="programme.version", allow_null=True, help_text=THEN)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ProgrammeState
        fields = [
            "id",
            "code",
            "title",
            "country",
            "region",
            "sub_regional",
            "status",
            "effective_on",
            "starts_on",
            "ends_on",
            "extended_until",
            "last_day",
            "generation",
            "pilot",
            "office",
            "language",
            "consulted_on",
            "theory_of_change",
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

    def get_theory_of_change(self, state: ProgrammeState) -> str:
        """Return the text to those who see the programme today, too."""
        seen = getattr(state, "seen_today", False)
        return state.programme.theory_of_change or "" if seen else ""

    def get_url(self, state: ProgrammeState) -> str:
        """Return the address of the object."""
        return address_of("api:country-programmes-detail", state.programme_id)

    def get_page(self, state: ProgrammeState) -> str:
        """Return the address of the page."""
        return address_of("programme", state.programme.slug)


class StateSerializer(serializers.ModelSerializer[ProgrammeState]):
    """A status of a programme, with its day: from when it has effect, and from when until when it was known.

    `replaces` names the status whose place it takes; `takes_back` one that was recorded by mistake and never
    was. A status that another one names so holds no more.
    """

    document = serializers.SerializerMethodField()
    last_day = LastDayField(
        source="extended_until", allow_null=True, help_text="The last day of an extension."
    )

    class Meta:
        model = ProgrammeState
        extra_kwargs = half_open("extended_until")
        fields = [
            "id",
            "status",
            "effective_on",
            "extended_until",
            "last_day",
            "document",
            "replaces",
            "takes_back",
            "recorded_at",
            "superseded_at",
            "backdated",
            "demonstration",
        ]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_document(self, state: ProgrammeState) -> int | None:
        """Return the document that says so, by its number among the programme's documents that one reads."""
        known: set[int] = self.context.get("readable", set())
        return state.document.document_id if state.document and state.document_id in known else None


class StepInput(serializers.Serializer[Any]):
    """A step to the next status; `extended_until` (the day after the last) belongs to an extension."""

    status = serializers.ChoiceField(choices=ProgrammeStatus.choices)
    effective_on = serializers.DateField()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")
    extended_until = DayAfterField(required=False, allow_null=True)
    document = RowNumberField(
        required=False, allow_null=True, min_value=1, help_text="A document of the programme that says so."
    )


class CorrectionInput(StepInput):
    """What a status really was, whole; `reason` says what was wrong."""


class ReasonInput(serializers.Serializer[Any]):
    """Why something is taken back, discarded or withdrawn."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class ProgrammeInput(serializers.Serializer[Any]):
    """What may be said of a programme; `ends_on` is the day after the last."""

    title = serializers.CharField(max_length=300)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = DayAfterField(allow_null=True, required=False)
    generation = serializers.IntegerField(allow_null=True, required=False, min_value=1, max_value=99)
    pilot = serializers.BooleanField(required=False)
    office = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    consulted_on = serializers.DateField(allow_null=True, required=False)
    theory_of_change = serializers.CharField(max_length=THEORY_MOST, allow_blank=True, required=False)


class NewProgrammeInput(ProgrammeInput):
    """A new programme: of a country, or sub-regional in a region; the place never changes later."""

    country = serializers.PrimaryKeyRelatedField(
        queryset=Country.objects.all(), allow_null=True, required=False
    )
    region = serializers.PrimaryKeyRelatedField(
        queryset=Region.objects.all(), allow_null=True, required=False
    )


class PrioritySerializer(serializers.ModelSerializer[Priority]):
    """A priority of a programme."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Priority
        fields = ["id", "position", "title", "version", "updated_at", "demonstration", "url"]

    def get_url(self, priority: Priority) -> str:
        """Return the address of the object."""
        return address_of("api:country-programmes-priority", priority.programme_id, priority.pk)


class PriorityInput(serializers.Serializer[Any]):
    """What may be said of a priority."""

    position = serializers.IntegerField(min_value=1, max_value=99)
    title = serializers.CharField(max_length=300)


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A milestone of an indicator; an empty status is not yet rated."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Milestone
        fields = ["id", "due_on", "text", "value", "status", "version", "updated_at", "demonstration", "url"]

    def get_url(self, milestone: Milestone) -> str:
        """Return the address of the object."""
        return address_of("api:outcome-milestone", milestone.indicator_id, milestone.pk)


class MilestoneInput(serializers.Serializer[Any]):
    """What may be said of a milestone."""

    due_on = serializers.DateField()
    text = serializers.CharField(max_length=500)
    value = serializers.DecimalField(
        max_digits=18,
        decimal_places=4,
        allow_null=True,
        required=False,
        help_text="What is to be reached, in the unit of the indicator; null: the milestone is no number.",
    )
    status = serializers.ChoiceField(choices=Progress.choices, allow_blank=True, required=False)


class IndicatorSerializer(serializers.ModelSerializer[OutcomeIndicator]):
    """An indicator of an outcome with its milestones."""

    milestones = MilestoneSerializer(many=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = OutcomeIndicator
        fields = [
            "id",
            "text",
            "unit",
            "baseline_value",
            "baseline_text",
            "baseline_year",
            "target_value",
            "target_text",
            "target_year",
            "whole_numbers",
            "milestones",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, indicator: OutcomeIndicator) -> str:
        """Return the address of the object."""
        return address_of("api:outcome-indicator", indicator.outcome_id, indicator.pk)


class IndicatorInput(serializers.Serializer[Any]):
    """What may be said of an indicator; baseline and target are a number, a text or both."""

    text = serializers.CharField(max_length=500)
    unit = serializers.CharField(max_length=60, allow_blank=True, required=False)
    baseline_value = serializers.DecimalField(
        max_digits=18, decimal_places=4, allow_null=True, required=False
    )
    baseline_text = serializers.CharField(max_length=300, allow_blank=True, required=False)
    baseline_year = serializers.IntegerField(allow_null=True, required=False, min_value=1990, max_value=2100)
    target_value = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True, required=False)
    target_text = serializers.CharField(max_length=300, allow_blank=True, required=False)
    target_year = serializers.IntegerField(allow_null=True, required=False, min_value=1990, max_value=2100)
    whole_numbers = serializers.BooleanField(
        required=False, help_text="Whether its values are whole numbers only: things counted one by one."
    )


class OutcomeSerializer(LinksSerializer, serializers.ModelSerializer[ProgrammeOutcome]):
    """A country programme outcome (CPO); an empty progress is not yet rated.

    What it contributes to is written at `links`: there all of it is replaced.
    """

    cpo = serializers.IntegerField(
        source="cpo_id", allow_null=True, help_text="The outcome across programmes, of `cpos`."
    )
    product = serializers.IntegerField(
        source="product_id", allow_null=True, help_text="In place of `cpo`: the global product."
    )
    programme = serializers.CharField(
        source="programme.slug", allow_null=True, default=None, help_text="Null: planned by no programme."
    )
    country = serializers.CharField(source="cpo.country_id", allow_null=True, default=None)
    priority = serializers.IntegerField(
        source="priority.position", allow_null=True, default=None, help_text="Null: planned by no programme."
    )
    office = serializers.CharField(source="office.code", allow_null=True, default=None)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ProgrammeOutcome
        fields = [
            "id",
            "code",
            "title",
            "cpo",
            "product",
            "programme",
            "country",
            "priority",
            "category",
            "progress",
            "office",
            *LINK_FIELDS,
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, outcome: ProgrammeOutcome) -> str:
        """Return the address of the object."""
        return address_of("api:country-programme-outcomes-detail", outcome.pk)

    def get_page(self, outcome: ProgrammeOutcome) -> str:
        """Return the address of the page."""
        if outcome.product_id is not None:
            return address_of("portfolio:global-product", outcome.product_id)
        if outcome.programme is None:
            return address_of("portfolio:cpo", str(outcome.cpo_id))
        return f"{address_of('programme', outcome.programme.slug)}#{outcome.code}"


class OutcomeInput(serializers.Serializer[Any]):
    """What may be said of an outcome; `priority` is the number of a priority of its programme."""

    priority = RowNumberField(min_value=1, max_value=99)
    code = serializers.CharField(max_length=6)
    title = serializers.CharField(max_length=500)
    category = serializers.ChoiceField(choices=OutcomeCategory.choices, required=False)
    progress = serializers.ChoiceField(choices=Progress.choices, allow_blank=True, required=False)
    office = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )


class WithoutProgrammeInput(serializers.Serializer[Any]):
    """What may be said of the place of an outcome without a programme."""

    category = serializers.ChoiceField(choices=OutcomeCategory.choices, required=False)
    progress = serializers.ChoiceField(choices=Progress.choices, allow_blank=True, required=False)
    office = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )


class NewOutcomeInput(OutcomeInput):
    """A new outcome of a programme, which is named by its address."""

    programme = RowCodeField(max_length=100, help_text="The programme's code, such as civ-2023.")


class PlannedOutcomeSerializer(OutcomeSerializer):
    """An outcome with its indicators."""

    indicators = IndicatorSerializer(many=True)

    class Meta(OutcomeSerializer.Meta):
        fields = [*OutcomeSerializer.Meta.fields, "indicators"]


class PlannedPrioritySerializer(PrioritySerializer):
    """A priority with its outcomes."""

    outcomes = PlannedOutcomeSerializer(many=True)

    class Meta(PrioritySerializer.Meta):
        fields = [*PrioritySerializer.Meta.fields, "outcomes"]


class PlanSerializer(serializers.Serializer[Any]):
    """The whole plan of a programme: priorities, outcomes, indicators, milestones."""

    programme = serializers.CharField()
    status = serializers.CharField()
    priorities = PlannedPrioritySerializer(many=True)
