"""The public shape of a line of the ledger."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import ExtractYear
from rest_framework import serializers

from funding.ledger.models.entry import LedgerEntry
from funding.ledger.querysets import counted_in, or_null
from funding.ledger.vocab import CountedIn
from ilo_dc.core.reference.querysets import recorded_late
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.rows import FactSerializer, address_text, fact_in_sql


class PublishedEntrySerializer(FactSerializer):
    """One published line: in which figure and year it counts, under which partner, and its US dollars.

    `late`: it was recorded while that year was closed. `superseded_at`: it was taken back then.
    """

    counted_in = serializers.ChoiceField(choices=CountedIn.choices)
    year = serializers.IntegerField()
    reporting_partner = serializers.CharField(source="reporting_partner.slug", default=None, allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the dimension's name
    late = serializers.BooleanField()
    superseded_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = LedgerEntry
        fields = [
            "id",
            "counted_in",
            "year",
            "reporting_partner",
            "source",
            "resource_type",
            "amount_usd",
            "recorded_at",
            "superseded_at",
            "late",
            "updated_at",
            "withdrawn",
            "demonstration",
            "url",
        ]

    @staticmethod
    def rows_in_sql(rows: Any) -> Any:
        """Return the rows with the amounts that are listed."""
        return rows.listed()

    def in_sql(self) -> dict[str, Any]:
        """Return how the database writes what is no column of its own name."""
        return {
            **fact_in_sql(),
            "counted_in": counted_in(),
            "year": ExtractYear("effective_on"),
            "source": or_null("source_category"),
            "late": recorded_late("effective_on", "recorded_at"),
            "url": address_text("api:published-entries-detail", "pk"),
        }

    def get_url(self, entry: LedgerEntry) -> str:
        """Return the address of the object."""
        return address_of("api:published-entries-detail", entry.pk)
