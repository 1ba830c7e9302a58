"""Shapes of measures, figures and resource gaps: what `answers` gives, field by field.

Answers are plain rows: only the catalogue is written through its serializer, the rest describe. A test
validates real answers of all of them against the schema that is made of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.measures import Measure
from portfolio.frameworks.measures.frameworks import DIMENSIONS, GAP_COLUMNS
from reporting.catalogue.answers import evidence_field
from reporting.catalogue.catalogue import DIMENSION_CODES

TERMS = {
    "type": "object",
    "properties": {"numerator": {"type": "string"}, "denominator": {"type": "string"}},
    "required": ["numerator", "denominator"],
}
COLUMN = {"oneOf": [{"type": "string"}, TERMS, {"type": "null"}]}


@extend_schema_field({"oneOf": [{"type": "string"}, TERMS]})
class EvidenceField(serializers.Field[Any, Any, Any, Any]):
    """An address; for a ratio one for each of its terms."""


@extend_schema_field(COLUMN)
class EvidenceColumnField(serializers.Field[Any, Any, Any, Any]):
    """The column that sums to the value; for a ratio both, for a count none."""


@extend_schema_field(
    {"oneOf": [{"type": "string", "format": "decimal"}, {"type": "integer"}, {"type": "null"}]}
)
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """An amount or a ratio as a text, a count as a number; null: nothing known."""


@extend_schema_field({"type": ["string", "integer", "null"]})
class KeyField(serializers.Field[Any, Any, Any, Any]):
    """A key of a dimension; null: the rows that have none."""


def _amount(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=None, decimal_places=2, allow_null=True, **options)


class DimensionSerializer(serializers.Serializer[Any]):
    """A dimension that a measure may be split by and filtered on."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the API names it so
    overlapping = serializers.BooleanField(help_text="Whether a row may stand in several lines of a split.")


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
    has_states = serializers.BooleanField(help_text="Whether `on` may ask for the state on a day.")
    scopes = serializers.ListField(child=serializers.CharField())
    published_by = serializers.SerializerMethodField()
    source = serializers.CharField(source="rows.source")  # type: ignore[assignment]  # the API names it so
    note = serializers.CharField(source="rows.note")
    url = serializers.SerializerMethodField()

    @extend_schema_field(COLUMN)
    def get_evidence_field(self, measure: Measure) -> Any:
        """Return the column that sums to the value; for a ratio both."""
        return evidence_field(measure)

    @extend_schema_field({"type": "array", "items": {"type": "array", "items": {"type": "string"}}})
    def get_published_by(self, measure: Measure) -> list[list[str]]:
        """Return the dimensions that a published figure may be split and filtered by together; none: any."""
        return [
            [one.code for one in measure.dimensions if one.code in grain] for grain in measure.public_grains
        ]

    def get_has_period(self, measure: Measure) -> bool:
        """Return whether a period may be asked for."""
        return measure.rows.year is not None

    def get_url(self, measure: Measure) -> str:
        """Return the address of the figure."""
        return f"/api/v1/figures/?measure={measure.code}"


class MeasurePageSerializer(serializers.Serializer[Any]):
    """The catalogue, which has one page."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = MeasureSerializer(many=True)


class SourceSerializer(serializers.Serializer[Any]):
    """An edition that counted rows were read from."""

    code = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    source_date = serializers.DateField(allow_null=True)


class PeriodSerializer(serializers.Serializer[Any]):
    """The first and the last day that were asked for."""

    start = serializers.DateField()
    end = serializers.DateField(help_text="The last day, included.")


class RowSerializer(serializers.Serializer[Any]):
    """What every line carries: its keys in the dimensions of the split, and their names.

    A set of countries is null as `country`, and its codes stand in `countries`.
    """

    codes: ClassVar[Iterable[str]] = DIMENSION_CODES

    labels = serializers.DictField(child=serializers.CharField())
    row_count = serializers.IntegerField()
    demonstration = serializers.BooleanField()
    evidence = EvidenceField()
    page = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """Return the keys and the other fields; a line has only the keys of its split."""
        keys = {code: KeyField(required=False) for code in self.codes}
        countries = serializers.ListField(child=serializers.CharField(), required=False)
        return {**keys, "countries": countries, **super().get_fields()}


class FigureRowSerializer(RowSerializer):
    """A line of a figure; a ratio has its terms."""

    value = ValueField()
    numerator = _amount(required=False)
    denominator = _amount(required=False)
    denominator_row_count = serializers.IntegerField(
        required=False, help_text="Rows of a ratio's denominator; `row_count` are those of its numerator."
    )
    late_row_count = serializers.IntegerField(
        required=False,
        help_text="Rows that were recorded while the reporting year in which they count was closed; only of "
        "measures that count the ledger.",
    )


class ResourceGapRowSerializer(RowSerializer):
    """A line of a table of resource gaps."""

    codes = tuple(dimension.code for dimension in DIMENSIONS)

    def get_fields(self) -> dict[str, Any]:
        """Return the keys, the columns of gaps and the other fields."""
        return {**super().get_fields(), **{name: _amount() for name in GAP_COLUMNS}}


class ClosedYearSerializer(serializers.Serializer[Any]):
    """A reporting year that was closed as of the answer's moment."""

    year = serializers.IntegerField()
    closed_at = serializers.DateTimeField()


class AnswerSerializer(serializers.Serializer[Any]):
    """What every answer says of itself."""

    by = serializers.ListField(child=serializers.CharField())
    where = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    unit = serializers.CharField()
    as_of = serializers.DateTimeField()
    data_version = serializers.IntegerField()
    classification = serializers.CharField()
    note = serializers.CharField()
    sources = SourceSerializer(many=True)


class FiguresSerializer(AnswerSerializer):
    """The answer to a question of one measure."""

    measure = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the API names it so
    definition = serializers.CharField()
    formula = serializers.CharField()
    scope = serializers.CharField()
    period = PeriodSerializer(allow_null=True)
    on = serializers.DateField(
        required=False, help_text="The day whose states are counted, if one was asked for."
    )
    overlapping = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Dimensions of the split in which a row may stand in several lines: these do not add up "
        "to the total, which counts each row once.",
    )
    evidence_kind = serializers.CharField()
    evidence_field = EvidenceColumnField()
    demonstration = serializers.BooleanField()
    recorded = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]  # the API names it so
    rows = FigureRowSerializer(many=True)
    apart = FigureRowSerializer(many=True)
    total = ValueField()
    total_row = FigureRowSerializer()
    closed_years = ClosedYearSerializer(
        many=True, help_text="The reporting years among those asked for that were closed as of then."
    )


class ResourceGapTableSerializer(AnswerSerializer):
    """Resource gaps split by a dimension."""

    level = serializers.CharField()
    rows = ResourceGapRowSerializer(many=True)
    apart = ResourceGapRowSerializer(many=True)
    total = ResourceGapRowSerializer()
