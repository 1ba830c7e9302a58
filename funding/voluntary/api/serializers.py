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
from ilo_dc.core.registers.api.rows import address_text


class PublishedEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """One published line: in which figure and year it counts, under which partner, and its US dollars.

    `late`: it was recorded while that year was closed.
    """

    counted_in = serializers.ChoiceField(choices=CountedIn.choices)
    year = serializers.IntegerField()
    reporting_partner = serializers.CharField(source="reporting_partner.slug", default=None, allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the dimension's name
    late = serializers.BooleanField()
    updated_at = serializers.DateTimeField(source="recorded_at")
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
            "late",
            "updated_at",
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
            "counted_in": counted_in(),
            "year": ExtractYear("effective_on"),
            "source": or_null("source_category"),
            "late": recorded_late("effective_on", "recorded_at"),
            "url": address_text("api:published-entries-detail", "pk"),
        }

    def get_url(self, entry: LedgerEntry) -> str:
        """Return the address of the object."""
        return address_of("api:published-entries-detail", entry.pk)
