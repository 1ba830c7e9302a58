"""The shape of a funding partner."""

from rest_framework import serializers

from funding.partners.models import FundingPartner
from ilo_dc.core.registers.api.addresses import address_of


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
        return address_of("partner", partner.organisation.slug)
