"""The shape of one amount of published revenue."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import NullIf
from rest_framework import serializers

from funding.revenue.models import RevenueStatistic
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.rows import FactSerializer, address_text, fact_in_sql


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

    def in_sql(self) -> dict[str, Any]:
        """Return how the database writes what is no column of its own name."""
        return {
            **fact_in_sql(),
            "revenue_subtype": NullIf(F("revenue_subtype"), Value("")),
            "url": address_text("api:revenue-statistics-detail", "pk"),
        }

    def get_url(self, statistic: RevenueStatistic) -> str:
        """Return the address of the object."""
        return address_of("api:revenue-statistics-detail", statistic.pk)
