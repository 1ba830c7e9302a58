"""Shapes of what projects are tied to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.models import Country
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.projects.actions.project_links import UnableToTieProject
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.vocab import Marker, ProjectScope
from portfolio.results.models.results_node import ResultsNode

MOST = 100  # of one kind that a project may be tied to


class CountryShareSerializer(serializers.Serializer[Any]):
    """A country and the share of a project in per cent."""

    country = serializers.CharField(source="country_id")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class ProjectBudgetShareSerializer(serializers.Serializer[Any]):
    """A result of a Programme and Budget with the project's share in per cent."""

    id = serializers.IntegerField(source="result_id")
    framework = serializers.CharField(source="result.framework.code")
    code = serializers.CharField(source="result.code")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class OutcomeShareSerializer(serializers.Serializer[Any]):
    """A country programme outcome or a global product by its number and code, and the project's share."""

    outcome = serializers.IntegerField(source="outcome_id", allow_null=True)
    product = serializers.IntegerField(source="product_id", allow_null=True)
    code = serializers.CharField(source="named.code")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class SectorShareSerializer(serializers.Serializer[Any]):
    """A sector by its code of the DAC, and the project's share in per cent."""

    sector = serializers.CharField()
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class ProjectLinksSerializer(serializers.Serializer[Any]):
    """All that a project is tied to; its tag is the project's version."""

    countries = CountryShareSerializer(source="country_shares", many=True)
    outcomes = OutcomeShareSerializer(source="outcome_shares", many=True)
    budget_results = ProjectBudgetShareSerializer(source="budget_shares", many=True)
    sectors = SectorShareSerializer(source="sector_shares", many=True)
    sdg_targets = serializers.SerializerMethodField()
    markers = serializers.SerializerMethodField()
    initiatives = serializers.SerializerMethodField()
    sstc_countries = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_sdg_targets(self, project: Any) -> list[int]:
        """Return the numbers of the targets, as a write names them."""
        return [link.result_id for link in project.sdg_targets]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Marker.choices)))
    def get_markers(self, project: Any) -> list[str]:
        """Return the codes of the markers."""
        return [link.marker for link in project.marker_links]

    def get_initiatives(self, project: Any) -> list[str]:
        """Return the codes of the initiatives."""
        return [link.initiative.code for link in project.initiative_links]

    def get_sstc_countries(self, project: Any) -> list[str]:
        """Return the ISO3 codes of the countries."""
        return [link.country_id for link in project.sstc_links]


class CountryShareInput(serializers.Serializer[Any]):
    """A country by its ISO3 code, and the share in per cent."""

    country = serializers.PrimaryKeyRelatedField(queryset=Country.objects.all())
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class OutcomeShareInput(serializers.Serializer[Any]):
    """A country programme outcome or a global product by its number, and the share in per cent."""

    outcome = serializers.PrimaryKeyRelatedField(
        queryset=CountryProgrammeOutcome.objects.none(), allow_null=True, required=False
    )
    product = serializers.PrimaryKeyRelatedField(
        queryset=GlobalProduct.objects.all(), allow_null=True, required=False
    )
    share = serializers.DecimalField(max_digits=5, decimal_places=2)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Offer the outcomes that the caller sees."""
        fields = super().get_fields()
        seen = CountryProgrammeOutcome.objects.visible_to(self.context["request"].user)
        fields["outcome"].queryset = seen  # type: ignore[attr-defined]
        return fields


class ProjectBudgetShareInput(serializers.Serializer[Any]):
    """A result of a Programme and Budget by its number, and the share in per cent."""

    id = serializers.PrimaryKeyRelatedField(queryset=ResultsNode.objects.select_related("framework"))
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class SectorShareInput(serializers.Serializer[Any]):
    """A sector by its five-digit code of the DAC, and the share in per cent."""

    sector = serializers.CharField(max_length=5)
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class ProjectLinksInput(serializers.Serializer[Any]):
    """All that a project is tied to: what is left out is taken away.

    `scope`: the project's from now on, which its countries have to fit; left out: as it is.
    `complete_residue`: what rounding left of 100 is added to the largest share; without it 99.99 is refused.
    """

    countries = serializers.ListField(child=CountryShareInput(), max_length=MOST)
    outcomes = serializers.ListField(child=OutcomeShareInput(), max_length=MOST)
    budget_results = serializers.ListField(child=ProjectBudgetShareInput(), max_length=MOST)
    sectors = serializers.ListField(child=SectorShareInput(), max_length=MOST)
    sdg_targets = serializers.ListField(
        child=serializers.PrimaryKeyRelatedField(queryset=ResultsNode.objects.select_related("framework")),
        max_length=MOST,
    )
    markers = serializers.ListField(child=serializers.ChoiceField(choices=Marker.choices), max_length=MOST)
    initiatives = serializers.ListField(
        child=serializers.SlugRelatedField(slug_field="code", queryset=Initiative.objects.all()),
        max_length=MOST,
    )
    sstc_countries = serializers.ListField(
        child=serializers.PrimaryKeyRelatedField(queryset=Country.objects.all()), max_length=MOST
    )
    scope = serializers.ChoiceField(choices=ProjectScope.choices, required=False)
    complete_residue = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask of each share of the outcomes for one of both; once the shapes of all are right.

        Raises:
            UnableToTieProject: some name neither or both.
        """
        message = _("Name a country programme outcome or a global product.")
        wrong = [
            number
            for number, one in enumerate(attrs["outcomes"])
            if bool(one.get("outcome")) == bool(one.get("product"))
        ]
        if wrong:
            raise UnableToTieProject(message, {f"outcomes/{number}": [message] for number in wrong})
        return attrs
