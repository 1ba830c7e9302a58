"""Shapes of country programme outcomes and global products."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.models import Country, Office, Region
from ilo_dc.core.registers.api.addresses import address_of
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.vocab import TextLanguage

MOST_COUNTRIES = 300  # more than there are countries and areas


class CountryOutcomeSerializer(serializers.ModelSerializer[CountryProgrammeOutcome]):
    """A country programme outcome across programmes; `region` is its country's, or a sub-region's own.

    Its places in programmes are `country-programme-outcomes` with its number as `cpo`.
    """

    country = serializers.CharField(source="country_id", allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    published = serializers.BooleanField(help_text="Whether everyone sees it without a programme.")
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = CountryProgrammeOutcome
        fields = [
            "id",
            "code",
            "title",
            "language",
            "country",
            "region",
            "published",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, outcome: CountryProgrammeOutcome) -> str:
        """Return the address of the object."""
        return address_of("api:cpos-detail", outcome.pk)

    def get_page(self, outcome: CountryProgrammeOutcome) -> str:
        """Return the address of the page."""
        return address_of("portfolio:cpo", outcome.pk)


class CountryOutcomeInput(serializers.Serializer[Any]):
    """What an outcome is called."""

    title = serializers.CharField(max_length=500)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)


class NewCountryOutcomeInput(CountryOutcomeInput):
    """A new outcome of a country, or of a sub-region of a region; place and code never change later."""

    country = serializers.PrimaryKeyRelatedField(
        queryset=Country.objects.all(), allow_null=True, required=False, help_text="ISO 3166 alpha-3 code."
    )
    region = serializers.PrimaryKeyRelatedField(
        queryset=Region.objects.all(), allow_null=True, required=False, help_text="Of a sub-region only."
    )
    code = serializers.CharField(max_length=6, help_text="ARG155.")


class OutcomePublicationInput(serializers.Serializer[Any]):
    """Whether an outcome is published without a programme; ending that needs a reason."""

    published = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, allow_blank=True, required=False)


class GlobalProductSerializer(serializers.ModelSerializer[GlobalProduct]):
    """A global product; without countries it is for the whole world."""

    countries = serializers.SerializerMethodField()
    office = serializers.CharField(source="office.code", allow_null=True, default=None)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = GlobalProduct
        fields = [
            "id",
            "code",
            "title",
            "language",
            "description",
            "office",
            "countries",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_countries(self, product: GlobalProduct) -> list[str]:
        """Return the countries' ISO3 codes."""
        return sorted(country.pk for country in product.countries.all())

    def get_url(self, product: GlobalProduct) -> str:
        """Return the address of the object."""
        return address_of("api:global-products-detail", product.pk)

    def get_page(self, product: GlobalProduct) -> str:
        """Return the address of the page."""
        return address_of("portfolio:global-product", product.pk)


class GlobalProductInput(serializers.Serializer[Any]):
    """What may be said of a global product; `countries` are replaced whole."""

    title = serializers.CharField(max_length=500)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    description = serializers.CharField(max_length=3000, allow_blank=True, required=False)
    office = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )
    countries = serializers.ListField(
        child=serializers.PrimaryKeyRelatedField(queryset=Country.objects.all()),
        max_length=MOST_COUNTRIES,
        required=False,
        help_text="ISO 3166 alpha-3 codes.",
    )


class NewGlobalProductInput(GlobalProductInput):
    """A new global product with its code, which never changes later."""

    code = serializers.CharField(max_length=6, help_text="GLO155.")
