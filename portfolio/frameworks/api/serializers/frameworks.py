"""Shapes of cooperation frameworks and their sub-outputs."""

from typing import Any

from django.db.models import Case, DateField, F, Func, Q, TextField, Value, When
from rest_framework import serializers

from ilo_dc.core.models import Country
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LAST_DAY, THEN, DayAfterField, LastDayField, half_open
from ilo_dc.core.registers.api.rows import FactSerializer, address_text, fact_in_sql
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.querysets.frameworks import region_among_all
from portfolio.frameworks.vocab import FrameworkKind, FrameworkStatus

MOST_COUNTRIES = 300  # more than there are countries and areas; the action says how many a framework may have


class CooperationFrameworkSerializer(serializers.ModelSerializer[CooperationFramework]):
    """A cooperation framework; title and period are empty where the source states none."""

    code = serializers.CharField(source="slug")
    countries = serializers.SerializerMethodField()
    region = serializers.CharField(source="region_key", allow_null=True)
    status = serializers.CharField(help_text="The present status; empty where none is recorded.")
    one_un = serializers.BooleanField(help_text="Whether a country of it piloted Delivering as One.")
    last_day = LastDayField(source="ends_on", allow_null=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = CooperationFramework
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "code",
            "country_key",
            "countries",
            "region",
            "title",
            "kind",
            "status",
            "starts_on",
            "ends_on",
            "last_day",
            "signed_on",
            "guidance",
            "reference",
            "one_un",
            "derived",
            "source",
            "receives",
            "published",
            "described_as_demonstration",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_countries(self, framework: CooperationFramework) -> list[str]:
        """Return the countries' ISO3 codes."""
        return sorted(country.iso3 for country in framework.countries.all())

    def get_url(self, framework: CooperationFramework) -> str:
        """Return the address of the object."""
        return address_of("api:cooperation-frameworks-detail", framework.pk)

    def get_page(self, framework: CooperationFramework) -> str:
        """Return the address of the page."""
        return address_of("portfolio:framework", framework.slug)


class FrameworkInput(serializers.Serializer[Any]):
    """What may be said of a framework; the period is half-open."""

    title = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=FrameworkKind.choices)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = DayAfterField(allow_null=True, required=False)
    signed_on = serializers.DateField(allow_null=True, required=False)
    guidance = serializers.CharField(max_length=20, allow_blank=True, required=False)
    reference = serializers.CharField(max_length=300, allow_blank=True, required=False)


class NewFrameworkInput(FrameworkInput):
    """What a new framework is, and of which countries."""

    countries = serializers.ListField(
        child=serializers.PrimaryKeyRelatedField(queryset=Country.objects.all()),
        max_length=MOST_COUNTRIES,
        help_text="ISO 3166 alpha-3 codes.",
    )


class FrameworkStepInput(serializers.Serializer[Any]):
    """The next status of a framework."""

    status = serializers.ChoiceField(choices=FrameworkStatus.choices)
    effective_on = serializers.DateField()
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class PublicationInput(serializers.Serializer[Any]):
    """Whether a framework is published; taking it back needs a reason."""

    published = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, allow_blank=True, required=False)


class FrameworkStateSerializer(serializers.ModelSerializer[FrameworkState]):
    """One status of a framework as it was recorded."""

    class Meta:
        model = FrameworkState
        fields = [
            "id",
            "status",
            "effective_on",
            "note",
            "replaces",
            "takes_back",
            "recorded_at",
            "superseded_at",
            "demonstration",
        ]


class FrameworkStatusSerializer(FactSerializer):
    """A status of a framework in the list over all frameworks, from a day on.

    `framework` is the framework's address, `countries` are its countries.
    """

    framework = serializers.CharField(source="framework.slug")
    countries = serializers.SerializerMethodField()
    region = serializers.CharField(source="region_key", allow_null=True)
    kind = serializers.ChoiceField(
        source="framework.kind", choices=FrameworkKind.choices, allow_null=True, help_text=THEN
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = FrameworkState
        fields = [
            "id",
            "framework",
            "countries",
            "region",
            "kind",
            "status",
            "effective_on",
            "replaces",
            "takes_back",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "url",
            "page",
        ]

    def get_countries(self, state: FrameworkState) -> list[str]:
        """Return the ISO3 codes of the framework's countries."""
        return state.framework.country_key.split("-")

    def get_url(self, state: FrameworkState) -> str:
        """Return the address of the object."""
        return address_of("api:framework-statuses-detail", state.pk)

    def get_page(self, state: FrameworkState) -> str:
        """Return the address of the framework's page."""
        return address_of("portfolio:framework", state.framework.slug)


class FrameworkCorrectionInput(FrameworkStepInput):
    """What a status really was, whole, and what was wrong."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class FrameworkTakeBackInput(serializers.Serializer[Any]):
    """Why a status is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class FrameworkSubOutputSerializer(FactSerializer):
    """What UN INFO said of a sub-output: `id` is the sub-output's, the same in all its editions."""

    id = serializers.IntegerField(source="sub_output_id")
    source = serializers.CharField(source="sub_output.source")  # type: ignore[assignment]
    source_id = serializers.CharField(source="sub_output.source_id")
    country = serializers.SerializerMethodField()
    countries = serializers.SerializerMethodField()
    region = serializers.CharField(source="region_key", allow_null=True)
    framework = serializers.CharField(source="framework.slug")
    result = serializers.CharField(
        source="result.source_text",
        allow_null=True,
        default=None,
        help_text="The text as the source gives it; `result_id` leads to what officers made of it.",
    )
    result_id = serializers.IntegerField(allow_null=True, help_text="Its number in framework-outcomes.")
    result_may_be_cut = serializers.BooleanField(source="result.may_be_cut", allow_null=True, default=None)
    ends_on = DayAfterField(source="day_after", allow_null=True)
    last_day = serializers.DateField(source="ends_on", allow_null=True, help_text=LAST_DAY)
    currency = serializers.CharField(source="currency_id")
    gap = serializers.DecimalField(max_digits=20, decimal_places=2)
    surplus = serializers.DecimalField(max_digits=20, decimal_places=2)
    covered = serializers.DecimalField(max_digits=20, decimal_places=2)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = SubOutputState
        fields = [
            "id",
            "source",
            "source_id",
            "code",
            "name",
            "name_may_be_cut",
            "description",
            "description_may_be_cut",
            "country",
            "countries",
            "region",
            "framework",
            "result",
            "result_id",
            "result_may_be_cut",
            "starts_on",
            "ends_on",
            "last_day",
            "agency",
            "sdg",
            "finance_year",
            "currency",
            "currency_assumed",
            "required",
            "available",
            "gap",
            "surplus",
            "covered",
            "spent",
            "recorded_at",
            "superseded_at",
            "updated_at",
            "withdrawn",
            "demonstration",
            "url",
            "page",
        ]

    def in_sql(self) -> dict[str, Any]:
        """Return how the database writes what is no column of its own name."""
        key = F("framework__country_key")
        countries = Func(key, Value("-"), function="string_to_array", output_field=TextField())
        alone = When(~Q(framework__country_key__contains="-"), then=key)
        return {
            **fact_in_sql(),
            "country": Case(alone, default=None, output_field=TextField()),
            "countries": countries,
            "region": region_among_all("framework"),
            "ends_on": Func(F("ends_on"), template="(%(expressions)s + 1)", output_field=DateField()),
            "url": address_text("api:framework-suboutputs-detail", "sub_output_id"),
            "page": address_text("portfolio:sub-output", "sub_output_id"),
        }

    def get_country(self, state: SubOutputState) -> str | None:
        """Return the one country; null where several share it."""
        return None if state.framework.is_shared else state.framework.country_key

    def get_countries(self, state: SubOutputState) -> list[str]:
        """Return the ISO3 codes of all countries it belongs to."""
        return state.framework.country_key.split("-")

    def get_url(self, state: SubOutputState) -> str:
        """Return the address of the object."""
        return address_of("api:framework-suboutputs-detail", state.sub_output_id)

    def get_page(self, state: SubOutputState) -> str:
        """Return the address of the page."""
        return address_of("portfolio:sub-output", state.sub_output_id)
