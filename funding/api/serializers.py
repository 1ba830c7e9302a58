"""Shapes of funding's paths."""

from rest_framework import serializers

from funding.models import FundingPartner, RevenueStatistic
from ilo_dc.core.api.addresses import address_of
from ilo_dc.core.api.shaping import FactSerializer


class RevenueStatisticSerializer(FactSerializer):
    """One amount of one publication; `partner` is the organisation's address, null for a line of nobody."""

    partner = serializers.CharField(source="partner.slug", default=None, allow_null=True)
    revenue_subtype = serializers.CharField(source="subtype", allow_null=True)
    currency = serializers.CharField(source="currency_id")
    edition = serializers.CharField(source="edition.code", default=None, allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = RevenueStatistic
        fields = [
            "id",
            "publication",
            "year",
            "revenue_type",
            "revenue_subtype",
            "contributor",
            "partner",
            "amount",
            "currency",
            "source_rows",
            "edition",
            "recorded_at",
            "superseded_at",
            "updated_at",
            "withdrawn",
            "demonstration",
            "url",
        ]

    def get_url(self, statistic: RevenueStatistic) -> str:
        """Return the address of the object."""
        return address_of("api:revenue-statistics-detail", statistic.pk)


class FundingPartnerSerializer(serializers.ModelSerializer[FundingPartner]):
    """The profile of a funding partner: `id` and `code` are its organisation's."""

    id = serializers.IntegerField(source="organisation_id")
    code = serializers.CharField(source="organisation.slug")
    name = serializers.CharField(source="organisation.name")
    country = serializers.CharField(source="organisation.country_id", allow_null=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = FundingPartner
        fields = [
            "id",
            "code",
            "name",
            "country",
            "source_category",
            "display_group",
            "is_group_row",
            "rbsa_member",
            "rbsa_member_since",
            "note",
            "source",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, partner: FundingPartner) -> str:
        """Return the address of the object."""
        return address_of("api:funding-partners-detail", partner.pk)

    def get_page(self, partner: FundingPartner) -> str:
        """Return the address of the page."""
        return address_of("portal:partner", partner.organisation.slug)
