"""Shapes of what country programme outcomes contribute to."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.results.models.results_node import ResultsNode

LINK_FIELDS = ("budget_results", "sdg_targets", "framework_results")
MOST = 50  # results of one kind that an outcome may name


class BudgetLinkSerializer(serializers.Serializer[Any]):
    """A result of a Programme and Budget with the outcome's share in per cent."""

    id = serializers.IntegerField(source="result_id")
    framework = serializers.CharField(source="result.framework.code")
    code = serializers.CharField(source="result.code")
    text = serializers.CharField(source="result.text")
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)


class TargetLinkSerializer(serializers.Serializer[Any]):
    """A target of the Sustainable Development Goals."""

    id = serializers.IntegerField(source="result_id")
    code = serializers.CharField(source="result.code")


class FrameworkLinkSerializer(serializers.Serializer[Any]):
    """A result of a UN cooperation framework with the outcome's share in per cent."""

    id = serializers.IntegerField(source="result_id")
    framework = serializers.CharField(source="result.framework.slug")
    text = serializers.CharField(source="result.text")
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)


class LinksSerializer(serializers.Serializer[Any]):
    """What an outcome contributes to; the weights within one framework sum to exactly 100."""

    budget_results = BudgetLinkSerializer(source="budget", many=True)
    sdg_targets = TargetLinkSerializer(source="targets", many=True)
    framework_results = FrameworkLinkSerializer(source="framework", many=True)


class BudgetShareInput(serializers.Serializer[Any]):
    """A result of a Programme and Budget by its number, and the share in per cent."""

    id = serializers.PrimaryKeyRelatedField(queryset=ResultsNode.objects.select_related("framework"))
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)


class FrameworkShareInput(serializers.Serializer[Any]):
    """A result of a UN cooperation framework by its number, and the share in per cent."""

    id = serializers.PrimaryKeyRelatedField(queryset=FrameworkResult.objects.none())
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Offer the results that the caller sees."""
        fields = super().get_fields()
        seen = FrameworkResult.objects.visible_to(self.context["request"].user).select_related("framework")
        fields["id"].queryset = seen  # type: ignore[attr-defined]
        return fields


class LinksInput(serializers.Serializer[Any]):
    """All that an outcome contributes to: what is left out is taken away."""

    budget_results = serializers.ListField(child=BudgetShareInput(), max_length=MOST)
    sdg_targets = serializers.ListField(
        child=serializers.PrimaryKeyRelatedField(queryset=ResultsNode.objects.select_related("framework")),
        max_length=MOST,
    )
    framework_results = serializers.ListField(child=FrameworkShareInput(), max_length=MOST)
