"""Shapes of alignments with UN frameworks."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import THEN, RowCodeField, RowNumberField
from ilo_dc.core.registers.api.rows import FactSerializer
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import AlignmentLevel, DwcpSide, Extent, IloRole

CORRECTION = "True: what is recorded was a mistake, and this takes its place; false: it held until then."


class AlignmentSerializer(FactSerializer):
    """How far a UN framework takes up a priority or outcome, from a day on.

    `programme` is null where a result was assessed in a `country` without a programme.

    `id` names the pair and stays; `fact` names what is recorded of it, and is its ETag. With neither
    `priority` nor `outcome` it is a result that only the UN framework holds. `replaces` is the fact that it
    corrects.
    """

    id = serializers.IntegerField(source="pair_id")
    fact = serializers.IntegerField(source="pk")
    programme = serializers.CharField(source="pair.programme.slug", allow_null=True, default=None)
    country = serializers.CharField(source="pair.country_id", allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    side = serializers.ChoiceField(source="pair.side", choices=DwcpSide.choices)
    priority = serializers.IntegerField(source="pair.priority.position", allow_null=True, default=None)
    outcome = serializers.CharField(source="pair.outcome.code", allow_null=True, default=None)
    framework = serializers.CharField(source="pair.result.framework.slug")
    result = serializers.IntegerField(source="pair.result_id")
    result_text = serializers.CharField(source="pair.result.text", allow_null=True, help_text=THEN)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Alignment
        fields = [
            "id",
            "fact",
            "programme",
            "country",
            "region",
            "side",
            "priority",
            "outcome",
            "framework",
            "result",
            "result_text",
            "extent",
            "level",
            "role",
            "effective_on",
            "replaces",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, fact: Alignment) -> str:
        """Return the address of the object."""
        return address_of("api:alignments-detail", fact.pair_id)

    def get_page(self, fact: Alignment) -> str:
        """Return the address of the matrix that holds it."""
        pair = fact.pair
        url = (
            address_of("portfolio:programme-alignment", pair.programme.slug)
            if pair.programme
            else address_of("portfolio:country-alignment", str(pair.country_id))
        )
        return f"{url}?framework={fact.pair.result.framework.slug}"


@extend_schema_serializer(component_name="SaidInput")  # the name that clients know
class AlignmentValuesInput(serializers.Serializer[Any]):
    """What is said of a pair; without `effective_on` it takes effect today."""

    extent = serializers.ChoiceField(choices=Extent.choices)
    level = serializers.ChoiceField(choices=AlignmentLevel.choices, allow_blank=True, required=False)
    role = serializers.ChoiceField(choices=IloRole.choices, allow_blank=True, required=False)
    effective_on = serializers.DateField(required=False)
    correction = serializers.BooleanField(required=False, help_text=CORRECTION)


class PairInput(serializers.Serializer[Any]):
    """A pair: the number of a priority, the code of an outcome, or neither, and the number of a result."""

    priority = RowNumberField(min_value=1, max_value=99, allow_null=True, required=False)
    outcome = RowCodeField(max_length=6, allow_null=True, required=False)
    result = RowNumberField(min_value=1, max_value=2**62)
    level = serializers.ChoiceField(choices=AlignmentLevel.choices, allow_blank=True, required=False)
    role = serializers.ChoiceField(choices=IloRole.choices, allow_blank=True, required=False)


class CellInput(PairInput):
    """A cell with the `fact` that was read, null where there was none; an empty extent withdraws it."""

    extent = serializers.ChoiceField(choices=Extent.choices, allow_blank=True)
    read = serializers.IntegerField(min_value=1, max_value=2**62, allow_null=True)


class NewAlignmentInput(PairInput):
    """A pair of which nothing is recorded yet: of a programme, or of a country without one."""

    programme = RowCodeField(
        max_length=100, required=False, allow_null=True, help_text="The programme's code, such as civ-2023."
    )
    country = RowCodeField(
        max_length=3,
        required=False,
        allow_null=True,
        help_text="Of a country without a programme: its ISO3 code, such as KEN.",
    )
    extent = serializers.ChoiceField(choices=Extent.choices)
    effective_on = serializers.DateField(required=False)


class CellsInput(serializers.Serializer[Any]):
    """Cells of one programme or country, saved together or not at all; others stay as they are."""

    effective_on = serializers.DateField(required=False)
    correction = serializers.BooleanField(required=False, help_text=CORRECTION)
    cells = serializers.ListField(child=CellInput(), max_length=2000)
