"""`/organisations/`, `/countries/`, `/regions/`: reference data."""

from rest_framework import serializers

from ilo_dc.core.code_lists.registers.organisations import ORGANISATIONS
from ilo_dc.core.code_lists.registers.places import COUNTRIES, REGIONS
from ilo_dc.core.reference.models.country import Country, CountryStatus, Region
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LastDayField, half_open
from ilo_dc.core.writing.api.paths import paths_of

NAMES = ["name", "name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru"]


class RegionSerializer(serializers.ModelSerializer[Region]):
    """A region of the ILO."""

    name = serializers.CharField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Region
        fields = ["code", *NAMES, "url"]

    def get_url(self, region: Region) -> str:
        """Return the address of the object."""
        return address_of("api:regions-detail", region.pk)


class CountryStatusSerializer(serializers.ModelSerializer[CountryStatus]):
    """A group that a country is in; an empty start is not known."""

    last_day = LastDayField(source="ends_on", allow_null=True)

    class Meta:
        model = CountryStatus
        extra_kwargs = half_open("ends_on")
        fields = ["kind", "starts_on", "ends_on", "last_day", "source"]


class CountrySerializer(serializers.ModelSerializer[Country]):
    """A country or area; codes are text."""

    name = serializers.CharField()
    region = serializers.CharField(source="region_id", allow_null=True)
    statuses = CountryStatusSerializer(many=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Country
        fields = [
            "iso3",
            "iso2",
            "m49",
            "dac_code",
            *NAMES,
            "region",
            "region_derived",
            "note",
            "statuses",
            "url",
            "page",
        ]

    def get_url(self, country: Country) -> str:
        """Return the address of the object."""
        return address_of("api:countries-detail", country.pk)

    def get_page(self, country: Country) -> str:
        """Return the address of the page."""
        return address_of("country", country.pk)


class OrganisationAliasSerializer(serializers.ModelSerializer[OrganisationAlias]):
    """Another way a source writes the name."""

    class Meta:
        model = OrganisationAlias
        fields = ["name", "source"]


class OrganisationCodeSerializer(serializers.ModelSerializer[OrganisationCode]):
    """A code in somebody's register."""

    class Meta:
        model = OrganisationCode
        fields = ["scheme", "code"]


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation with its aliases and codes; `code` is its address in pages and filters."""

    code = serializers.CharField(source="slug")
    name = serializers.CharField()
    country = serializers.CharField(source="country_id", allow_null=True)
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.slug", default=None, allow_null=True
    )
    merged_into = serializers.CharField(source="merged_into.slug", default=None, allow_null=True)
    aliases = OrganisationAliasSerializer(many=True)
    codes = OrganisationCodeSerializer(many=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Organisation
        fields = [
            "id",
            "code",
            "kind",
            *NAMES,
            "country",
            "parent",
            "merged_into",
            "merged_on",
            "aliases",
            "codes",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, organisation: Organisation) -> str:
        """Return the address of the object."""
        return address_of("api:organisations-detail", organisation.pk)


urlpatterns = [
    *paths_of(COUNTRIES, CountrySerializer),
    *paths_of(ORGANISATIONS, OrganisationSerializer),
    *paths_of(REGIONS, RegionSerializer),
]
