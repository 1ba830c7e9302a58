"""Shapes of what fell due."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.registers.api.fields import THEN, LastDayField, half_open
from ilo_dc.core.registers.api.rows import FactSerializer
from portfolio.due_reports.models import DueReport
from portfolio.due_reports.tables import page_of


class DueReportSerializer(FactSerializer):
    """An outcome update or a progress report that fell due, and what became of it."""

    outcome: Any = serializers.IntegerField(source="outcome_id", allow_null=True)
    project: Any = serializers.IntegerField(source="project_id", allow_null=True)
    code = serializers.CharField(source="reported_code", allow_null=True, help_text=THEN)
    title = serializers.CharField(source="reported_title", allow_null=True, help_text=THEN)
    programme = serializers.CharField(source="outcome.programme.slug", default=None, allow_null=True)
    country = serializers.CharField(source="country_id", allow_null=True)
    region = serializers.CharField(source="region_id", allow_null=True)
    last_day = LastDayField(source="ends_on")
    page = serializers.SerializerMethodField()

    class Meta:
        model = DueReport
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "kind",
            "outcome",
            "project",
            "code",
            "title",
            "programme",
            "country",
            "region",
            "starts_on",
            "ends_on",
            "last_day",
            "due_on",
            "state",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "page",
        ]

    def get_page(self, due: DueReport) -> str:
        """Return the address of the outcome's or the project's page."""
        return page_of(due)
