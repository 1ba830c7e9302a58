"""Shapes of measures, figures and resource gaps."""

from typing import Any

from rest_framework import serializers

from ilo_dc.core.measures import Measure
from reporting.catalogue.answers import evidence_field


class DimensionSerializer(serializers.Serializer[Any]):
    """A dimension that a measure may be split by and filtered on."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the API names it so


class MeasureSerializer(serializers.Serializer[Measure]):
    """What a measure is, and what may be asked of it."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the API names it so
    definition = serializers.CharField()
    formula = serializers.CharField()
    unit = serializers.CharField()
    evidence_kind = serializers.CharField(source="kind")
    evidence_field = serializers.SerializerMethodField()
    rows = serializers.CharField(source="rows.code", help_text="The API path of the rows that are counted.")
    dimensions = DimensionSerializer(many=True)
    has_period = serializers.SerializerMethodField()
    scopes = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField(source="rows.source")  # type: ignore[assignment]  # the API names it so
    note = serializers.CharField(source="rows.note")
    url = serializers.SerializerMethodField()

    def get_evidence_field(self, measure: Measure) -> Any:
        """Return the column that sums to the value; for a ratio both."""
        return evidence_field(measure)

    def get_has_period(self, measure: Measure) -> bool:
        """Return whether a period may be asked for."""
        return measure.rows.year is not None

    def get_url(self, measure: Measure) -> str:
        """Return the address of the figure."""
        return f"/api/v1/figures/?measure={measure.code}"


class FiguresSerializer(serializers.Serializer[Any]):
    """The answer to a question of one measure (schema only)."""

    measure = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the API names it so
    definition = serializers.CharField()
    unit = serializers.CharField()
    by = serializers.ListField(child=serializers.CharField())
    where = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    scope = serializers.CharField()
    period = serializers.DictField(allow_null=True)
    as_of = serializers.DateTimeField()
    data_version = serializers.IntegerField()
    evidence_kind = serializers.CharField()
    evidence_field = serializers.JSONField()
    classification = serializers.CharField()
    demonstration = serializers.BooleanField()
    recorded = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]  # the API names it so
    note = serializers.CharField()
    sources = serializers.ListField(child=serializers.DictField())
    rows = serializers.ListField(child=serializers.DictField())
    apart = serializers.ListField(child=serializers.DictField())
    total = serializers.CharField(allow_null=True)


class ResourceGapTableSerializer(serializers.Serializer[Any]):
    """Resource gaps split by a dimension (schema only)."""

    level = serializers.CharField()
    by = serializers.ListField(child=serializers.CharField())
    as_of = serializers.DateTimeField()
    data_version = serializers.IntegerField()
    rows = serializers.ListField(child=serializers.DictField())
    apart = serializers.ListField(child=serializers.DictField())
    total = serializers.DictField()
