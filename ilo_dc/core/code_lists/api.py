"""`/organisations/`, `/countries/`, `/regions/`: reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from ilo_dc.core.code_lists.registers.organisations import ORGANISATIONS
from ilo_dc.core.code_lists.registers.places import COUNTRIES, REGIONS
from ilo_dc.core.reference.actions import code_lists as actions
from ilo_dc.core.reference.actions.organisations import (
    OrganisationData,
    add_organisation,
    merge_organisation,
    part_organisation,
    place_organisation,
)
from ilo_dc.core.reference.models.country import Country, CountryStatus, Region
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LastDayField, half_open
from ilo_dc.core.registers.api.views import RegisterListView
from ilo_dc.core.writing.api.paths import paths_of
from ilo_dc.core.writing.api.views import WritingView

if TYPE_CHECKING:
    from rest_framework.request import Request

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


class OrganisationInput(serializers.ModelSerializer[Organisation]):
    """An organisation that is not known here yet; its `code` is made of its name."""

    country = serializers.SlugRelatedField(
        slug_field="iso3", queryset=Country.objects.all(), required=False, allow_null=True
    )
    parent = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="slug", queryset=Organisation.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Organisation
        fields = ["kind", "name_en", "name_fr", "name_es", "country", "parent"]


class OrganisationAliasInput(serializers.ModelSerializer[OrganisationAlias]):
    """How a source writes the name, and which source does."""

    class Meta:
        model = OrganisationAlias
        fields = ["name", "source"]
        validators: ClassVar[list[Any]] = []  # the action says it of the field


class OrganisationCodeInput(serializers.ModelSerializer[OrganisationCode]):
    """Its code in somebody's register."""

    class Meta:
        model = OrganisationCode
        fields = ["scheme", "code"]
        validators: ClassVar[list[Any]] = []


class OrganisationPlaceInput(serializers.Serializer[Any]):
    """What an organisation is part of; null: of nothing."""

    parent = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="slug", queryset=Organisation.objects.all(), allow_null=True
    )


class OrganisationMergerInput(serializers.Serializer[Any]):
    """What an organisation became part of, from which day on, and why it is said."""

    into = serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all())
    on = serializers.DateField()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history.")


class OrganisationPartingInput(serializers.Serializer[Any]):
    """Why a merger is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history.")


class OrganisationList(WritingView, RegisterListView):
    """Organisations, each once; a POST adds one."""

    register = ORGANISATIONS
    serializer_class = OrganisationSerializer
    input_class = OrganisationInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add an organisation that no name or alias names yet: for who imports."""
        made = add_organisation(by=self.by, data=OrganisationData(**self.field_values()))
        return _answered(self, made)


class OrganisationPart(WritingView):
    """What is added to one organisation; the answer is the organisation."""

    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()

    def get_queryset(self) -> Any:
        """Return the organisations that the caller sees."""
        return ORGANISATIONS.rows(self.request.user)


class AddAlias(OrganisationPart):
    """Say how a source writes an organisation's name."""

    input_class = OrganisationAliasInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add an alias, which names one organisation only: for who imports."""
        found = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        actions.add_organisation_alias(by=self.by, organisation=found, **self.field_values())
        return _answered(self, found)


class AddCode(OrganisationPart):
    """Give an organisation its code in somebody's register."""

    input_class = OrganisationCodeInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add a code, which names one organisation only: for who imports."""
        found = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        actions.add_organisation_code(by=self.by, organisation=found, **self.field_values())
        return _answered(self, found)


class PlaceOrganisation(OrganisationPart):
    """Say what an organisation is part of."""

    input_class = OrganisationPlaceInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Put it below another one, or below none: for who imports."""
        found = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        place_organisation(by=self.by, organisation=found, **self.field_values())
        return _answered(self, found)


class MergeOrganisation(OrganisationPart):
    """Say that an organisation became part of another one; nothing that it signed or gave moves."""

    input_class = OrganisationMergerInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Record the merger: for administrators."""
        found = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        merge_organisation(by=self.by, organisation=found, **self.field_values())
        return _answered(self, found)


class PartOrganisation(OrganisationPart):
    """Take a merger back that was recorded by mistake."""

    input_class = OrganisationPartingInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Take it back: for administrators."""
        found = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        part_organisation(by=self.by, organisation=found, **self.field_values())
        return _answered(self, found)


def _answered(view: WritingView, organisation: Organisation) -> Response:
    """Answer an organisation as it is read now, with its address."""
    body = view.get_serializer(view.get_queryset().get(pk=organisation.pk)).data
    return Response(body, status=201, headers={"Location": body["url"]})


ORGANISATION_PATHS = paths_of(ORGANISATIONS, OrganisationSerializer)
urlpatterns = [
    *paths_of(COUNTRIES, CountrySerializer),
    path("organisations/", OrganisationList.as_view(), name="organisations-list"),
    ORGANISATION_PATHS[1],
    path("organisations/<int:pk>/aliases/", AddAlias.as_view(), name="organisations-aliases"),
    path("organisations/<int:pk>/codes/", AddCode.as_view(), name="organisations-codes"),
    path("organisations/<int:pk>/place/", PlaceOrganisation.as_view(), name="organisations-place"),
    path("organisations/<int:pk>/merge/", MergeOrganisation.as_view(), name="organisations-merge"),
    path("organisations/<int:pk>/part/", PartOrganisation.as_view(), name="organisations-part"),
    *paths_of(REGIONS, RegionSerializer),
]
