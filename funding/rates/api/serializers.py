"""The shape of one exchange rate."""

from typing import Any

from rest_framework import serializers

from funding.rates.models import ExchangeRate
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.rows import FactSerializer, address_text, fact_in_sql


class ExchangeRateSerializer(FactSerializer):
    """Units of a currency to one US dollar, from `effective_on` on, within its month."""

    currency = serializers.CharField(source="currency_id")
    edition = serializers.CharField(source="edition.code", default=None, allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = ExchangeRate
        fields = [
            "id",
            "currency",
            "effective_on",
            "rate",
            "source",
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
        return {**fact_in_sql(), "url": address_text("api:exchange-rates-detail", "pk")}

    def get_url(self, rate: ExchangeRate) -> str:
        """Return the address of the object."""
        return address_of("api:exchange-rates-detail", rate.pk)
