"""Shapes of the statuses of milestones."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.registers.api.fields import THEN
from ilo_dc.core.registers.api.rows import FactSerializer
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.tables import page_of_place

PLACE = "milestone.indicator.outcome"


class MilestoneStateSerializer(FactSerializer):
    """How a milestone stands and when it is due; `code` is the outcome's, `none` is not yet rated."""

    milestone: Any = serializers.IntegerField(source="milestone_id")
    text = serializers.CharField(source="milestone.text", allow_null=True, help_text=THEN)
    indicator = serializers.CharField(source="milestone.indicator.text", allow_null=True, help_text=THEN)
    code = serializers.CharField(source=f"{PLACE}.code", allow_null=True, help_text=THEN)
    outcome = serializers.IntegerField(source="milestone.indicator.outcome_id")
    outcome_title = serializers.CharField(source=f"{PLACE}.title", allow_null=True, help_text=THEN)
    programme = serializers.CharField(source=f"{PLACE}.programme.slug", default=None, allow_null=True)
    country = serializers.CharField(source=f"{PLACE}.cpo.country_id", default=None, allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    page = serializers.SerializerMethodField()

    class Meta:
        model = MilestoneState
        fields = [
            "id",
            "milestone",
            "text",
            "indicator",
            "code",
            "outcome",
            "outcome_title",
            "programme",
            "country",
            "region",
            "due_on",
            "status",
            "effective_on",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "page",
        ]

    def get_page(self, state: MilestoneState) -> str:
        """Return the address of the outcome's page."""
        return page_of_place(state.milestone.indicator.outcome)
