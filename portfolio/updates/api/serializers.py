"""Shapes of outcome updates."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import THEN, LastDayField, RowCodeField, RowNumberField, half_open
from ilo_dc.core.registers.api.rows import FactSerializer
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.updates.models import OutcomeUpdate, ReportedValue, UpdateStep
from portfolio.updates.rules import NARRATIVE_MOST
from portfolio.updates.vocab import Timeliness

CONSULTED = [
    "government",
    "government_on",
    "employers",
    "employers_on",
    "workers",
    "workers_on",
]


class ReportedValueSerializer(serializers.ModelSerializer[ReportedValue]):
    """Where an indicator of the outcome stood: a number, words or both."""

    text = serializers.CharField(source="indicator.text", allow_null=True, help_text=THEN)
    unit = serializers.CharField(source="indicator.unit", allow_null=True, help_text=THEN)

    class Meta:
        model = ReportedValue
        fields = ["indicator", "text", "unit", "value", "words"]


class OutcomeUpdateSerializer(serializers.ModelSerializer[OutcomeUpdate]):
    """An update of an outcome for a reporting period; `code` is the outcome's."""

    code = serializers.CharField(source="outcome.code", allow_null=True, help_text=THEN)
    outcome_title = serializers.CharField(source="outcome.title", allow_null=True, help_text=THEN)
    programme = serializers.CharField(
        source="outcome.programme.slug",
        allow_null=True,
        default=None,
        help_text="Null: reported without a programme.",
    )
    country = serializers.CharField(source="outcome.cpo.country_id", allow_null=True, default=None)
    region = serializers.CharField(source="region_key", allow_null=True)
    period = serializers.CharField(source="period.code")
    last_day = LastDayField(source="ends_on")
    due_on = serializers.DateField()
    values = ReportedValueSerializer(many=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = OutcomeUpdate
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "code",
            "outcome",
            "outcome_title",
            "programme",
            "country",
            "region",
            "period",
            "starts_on",
            "ends_on",
            "last_day",
            "due_on",
            "state",
            "progress",
            "narrative",
            "language",
            *CONSULTED,
            "values",
            "note",
            "submitted_at",
            "decided_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, update: OutcomeUpdate) -> str:
        """Return the address of the object."""
        return address_of("api:outcome-updates-detail", update.pk)

    def get_page(self, update: OutcomeUpdate) -> str:
        """Return the address of the page."""
        return address_of("portfolio:update", update.pk)


class UpdateStepSerializer(FactSerializer):
    """A step of an outcome update: the state it came to, and the submission that this is about."""

    update: Any = serializers.IntegerField(source="update_id")
    code = serializers.CharField(source="update.outcome.code", allow_null=True, help_text=THEN)
    outcome_title = serializers.CharField(source="update.outcome.title", allow_null=True, help_text=THEN)
    programme = serializers.CharField(source="update.outcome.programme.slug", default=None, allow_null=True)
    country = serializers.CharField(source="update.outcome.cpo.country_id", allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    period = serializers.CharField(source="period_key")
    in_time = serializers.ChoiceField(choices=Timeliness.choices)
    page = serializers.SerializerMethodField()

    class Meta:
        model = UpdateStep
        fields = [
            "id",
            "update",
            "code",
            "outcome_title",
            "programme",
            "country",
            "region",
            "period",
            "state",
            "submitted_at",
            "in_time",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "page",
        ]

    def get_page(self, step: UpdateStep) -> str:
        """Return the address of the update's page."""
        return address_of("portfolio:update", step.update_id)


class ReportedInput(serializers.Serializer[Any]):
    """A value of an indicator of the outcome; neither number nor words takes the value away."""

    indicator = serializers.IntegerField(min_value=1)
    value = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True, required=False)
    words = serializers.CharField(max_length=300, allow_blank=True, required=False)


class UpdateInput(serializers.Serializer[Any]):
    """What may be said in an update; a draft may lack anything. `values` not named stay as they are."""

    progress = serializers.ChoiceField(choices=Progress.choices, allow_blank=True, required=False)
    narrative = serializers.CharField(max_length=NARRATIVE_MOST, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    government = serializers.BooleanField(required=False)
    government_on = serializers.DateField(allow_null=True, required=False)
    employers = serializers.BooleanField(required=False)
    employers_on = serializers.DateField(allow_null=True, required=False)
    workers = serializers.BooleanField(required=False)
    workers_on = serializers.DateField(allow_null=True, required=False)
    values = ReportedInput(many=True, required=False)


class NewUpdateInput(UpdateInput):
    """A new update of an outcome (by its number) for a period; it begins as a draft."""

    outcome = RowNumberField(min_value=1)
    period = RowCodeField(max_length=7, help_text="2026-H1, or 2026 where updates are yearly.")


class ReturnInput(serializers.Serializer[Any]):
    """Why an update is returned."""

    note = serializers.CharField(max_length=1000, help_text="What to correct; the field office reads it.")


class WithdrawInput(serializers.Serializer[Any]):
    """Why an update is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class NoInput(serializers.Serializer[Any]):
    """A step that needs nothing to be said."""
