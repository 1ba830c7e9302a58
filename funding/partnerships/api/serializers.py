"""Shapes of partnerships and of who takes part in them."""

from __future__ import annotations

from rest_framework import serializers

from funding.partnerships.models import Partnership, PartnershipMember
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LAST_DAY, DayAfterField
from portfolio.results.querysets import in_six


class PartnershipMemberSerializer(serializers.ModelSerializer[PartnershipMember]):
    """An organisation that takes part, by its address, and its role."""

    organisation = serializers.CharField(source="organisation.slug")
    name = serializers.CharField(source="organisation.name", help_text="In the caller's language.")

    class Meta:
        model = PartnershipMember
        fields = ["organisation", "name", "role"]


class PartnershipSerializer(serializers.ModelSerializer[Partnership]):
    """A partnership that a source names, with who takes part; no money is counted here.

    `year` is when it was agreed or began, `agreed_on` the day of its instrument: null where no source says.
    """

    name = serializers.CharField(help_text="In the caller's language, else in English.")
    ends_on = DayAfterField(allow_null=True)
    last_day = serializers.DateField(allow_null=True, help_text=LAST_DAY)
    members = PartnershipMemberSerializer(source="present", many=True)
    edition = serializers.CharField(
        source="edition.title", allow_null=True, default=None, help_text="The source of these words."
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Partnership
        fields = [
            "id",
            "code",
            "kind",
            "instrument",
            "name",
            *in_six("name"),
            "work",
            "text",
            "language",
            "year",
            "agreed_on",
            "ends_on",
            "last_day",
            "members",
            "source",
            "edition",
            "withdrawn",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: Partnership) -> str:
        """Return the address of the object."""
        return address_of("api:partnerships-detail", row.pk)

    def get_page(self, row: Partnership) -> str:
        """Return the address of the page."""
        return address_of("funding:partnership", row.code)
