"""Shapes of results frameworks, their results and the cross-walks between them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LAST_DAY, DayAfterField
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.tables import result_page

TITLES = ["title", "title_en", "title_fr", "title_es", "title_ar", "title_zh", "title_ru"]
TEXTS = ["text", "text_en", "text_fr", "text_es", "text_ar", "text_zh", "text_ru"]
SHORTS = ["short", "short_en", "short_fr", "short_es", "short_ar", "short_zh", "short_ru"]
RECORD = ["verified", "provenance", "edition", "withdrawn", "updated_at", "demonstration", "url", "page"]


class ResultsFrameworkSerializer(serializers.ModelSerializer[ResultsFramework]):
    """A results framework; `verified` says whether its title and period were read in the source."""

    biennium = serializers.CharField(source="biennium_id", allow_null=True)
    title = serializers.CharField(help_text="In the caller's language, else in English.")
    ends_on = DayAfterField(source="day_after")
    last_day = serializers.DateField(source="ends_on", help_text=LAST_DAY)
    result_count = serializers.IntegerField(help_text="Results in force.")
    unverified_count = serializers.IntegerField(help_text="Of them still to be verified.")
    edition = serializers.CharField(
        source="edition.title", allow_null=True, default=None, help_text="The source of these words."
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ResultsFramework
        fields = [
            "id",
            "code",
            "kind",
            "biennium",
            "starts_on",
            "ends_on",
            "last_day",
            *TITLES,
            "result_count",
            "unverified_count",
            *RECORD,
        ]

    def get_url(self, framework: ResultsFramework) -> str:
        """Return the address of the object."""
        return address_of("api:results-frameworks-detail", framework.pk)

    def get_page(self, framework: ResultsFramework) -> str:
        """Return the address of the page."""
        return address_of("results:framework", framework.code)


class ResultSerializer(serializers.ModelSerializer[ResultsNode]):
    """A result that a framework names; `verified` says whether its words were read in the source."""

    PATH = "results"

    framework = serializers.CharField(source="framework.code")
    biennium = serializers.CharField(source="framework.biennium_id", allow_null=True)
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", allow_null=True, default=None, help_text="Code of the result above it."
    )
    parent_id = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(help_text="In the caller's language, else in English.")
    short = serializers.CharField(help_text="Short name; empty where it has none.")
    edition = serializers.CharField(
        source="edition.title", allow_null=True, default=None, help_text="The source of these words."
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ResultsNode
        fields = [
            "id",
            "framework",
            "biennium",
            "level",
            "kind",
            "code",
            "parent",
            "parent_id",
            *TEXTS,
            *SHORTS,
            *RECORD,
        ]

    def get_url(self, result: ResultsNode) -> str:
        """Return the address of the object."""
        return address_of(f"api:{self.PATH}-detail", result.pk)

    def get_page(self, result: ResultsNode) -> str:
        """Return the address of the page."""
        return result_page(result)


class BelowSerializer(serializers.ModelSerializer[ResultsNode]):
    """A result as it stands below another."""

    text = serializers.CharField()

    class Meta:
        model = ResultsNode
        fields = ["id", "code", "text", "verified"]


class OutputSerializer(BelowSerializer):
    """An output with its indicators, as far as their texts are known."""

    indicators = BelowSerializer(source="below", many=True)

    class Meta(BelowSerializer.Meta):
        fields = [*BelowSerializer.Meta.fields, "indicators"]


class PolicyOutcomeSerializer(ResultSerializer):
    """An outcome of a Programme and Budget with its outputs, as far as their texts are known."""

    PATH = "policy-outcomes"

    outputs = OutputSerializer(source="below", many=True)

    class Meta(ResultSerializer.Meta):
        fields = [*ResultSerializer.Meta.fields, "outputs"]


class SdgTargetSerializer(ResultSerializer):
    """A target of the Sustainable Development Goals with its indicators."""

    PATH = "sdg-targets"

    goal = serializers.CharField(source="parent.code")
    indicators = BelowSerializer(source="below", many=True)

    class Meta(ResultSerializer.Meta):
        fields = [*ResultSerializer.Meta.fields, "goal", "indicators"]


class CrossWalkSerializer(serializers.ModelSerializer[CrossWalk]):
    """How a result of one framework stands to one of a later framework, and the document that says so."""

    from_framework = serializers.CharField(source="from_node.framework.code")
    from_code = serializers.CharField(source="from_node.code")
    to_framework = serializers.CharField(source="to_node.framework.code")
    to_code = serializers.CharField(source="to_node.code")
    from_result = serializers.SerializerMethodField()
    to_result = serializers.SerializerMethodField()
    edition = serializers.CharField(source="edition.title", allow_null=True, default=None)
    url = serializers.SerializerMethodField()

    class Meta:
        model = CrossWalk
        fields = [
            "id",
            "from_framework",
            "from_code",
            "from_result",
            "to_framework",
            "to_code",
            "to_result",
            "kind",
            "note",
            "source",
            "edition",
            "withdrawn",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_from_result(self, walk: CrossWalk) -> str:
        """Return the address of the earlier result."""
        return address_of("api:results-detail", walk.from_node_id)

    def get_to_result(self, walk: CrossWalk) -> str:
        """Return the address of the later result."""
        return address_of("api:results-detail", walk.to_node_id)

    def get_url(self, walk: CrossWalk) -> str:
        """Return the address of the object."""
        return address_of("api:cross-walks-detail", walk.pk)


class ResultObjectSerializer(ResultSerializer):
    """A result with its cross-walks in force, from it and to it."""

    cross_walks = serializers.SerializerMethodField()

    class Meta(ResultSerializer.Meta):
        fields = [*ResultSerializer.Meta.fields, "cross_walks"]

    def get_cross_walks(self, result: ResultsNode) -> list[dict[str, Any]]:
        """Return the cross-walks, from earlier results first."""
        walks = CrossWalk.objects.in_force().of_result(result).for_list()
        return list(CrossWalkSerializer(walks, many=True).data)
