"""The shapes of a line of the ledger and of a pool."""

from rest_framework import serializers

from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from ilo_dc.core.registers.api.addresses import address_of


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """One line: written once; `reverses` is the line that it takes back, `moved` the one that it moves of.

    `project`, `outcome` and `global_product` are those that the caller sees; null: none, or a hidden one.
    `reason` is for staff; empty to others. `late`: it was recorded while the year in which it counts
    was closed.
    """

    legal_partner = serializers.CharField(source="legal_partner.slug", default=None, allow_null=True)
    reporting_partner = serializers.CharField(source="reporting_partner.slug", default=None, allow_null=True)
    project = serializers.IntegerField(source="shown_project", allow_null=True)
    outcome = serializers.IntegerField(source="shown_outcome", allow_null=True)
    global_product = serializers.IntegerField(source="shown_product", allow_null=True)
    reason = serializers.CharField(source="shown_reason", allow_blank=True)
    currency = serializers.CharField(source="currency_id")
    country = serializers.CharField(source="country_id", allow_null=True)
    region = serializers.CharField(source="region_id", allow_null=True)
    late = serializers.BooleanField()
    updated_at = serializers.DateTimeField(source="recorded_at")
    url = serializers.SerializerMethodField()

    class Meta:
        model = LedgerEntry
        fields = [
            "id",
            "posting",
            "line",
            "kind",
            "moves",
            "pool",
            "agreement",
            "resource_type",
            "legal_partner",
            "reporting_partner",
            "source_category",
            "project",
            "outcome",
            "global_product",
            "policy_outcome",
            "country",
            "region",
            "amount",
            "currency",
            "direct",
            "psc",
            "rate",
            "rate_source",
            "amount_usd",
            "direct_usd",
            "psc_usd",
            "effective_on",
            "reverses",
            "moved",
            "reason",
            "published",
            "external_source",
            "external_ref",
            "recorded_at",
            "late",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, entry: LedgerEntry) -> str:
        """Return the address of the object."""
        return address_of("api:ledger-entries-detail", entry.pk)


class PoolSerializer(serializers.ModelSerializer[Pool]):
    """A pool, of an agreement or of a biennium, with its balance in US dollars."""

    biennium = serializers.CharField(source="biennium_id", allow_null=True)
    approved = serializers.DecimalField(source="balance.approved", max_digits=20, decimal_places=2)
    received = serializers.DecimalField(source="balance.received", max_digits=20, decimal_places=2)
    refunded = serializers.DecimalField(source="balance.refunded", max_digits=20, decimal_places=2)
    adjusted = serializers.DecimalField(source="balance.adjusted", max_digits=20, decimal_places=2)
    available = serializers.DecimalField(source="balance.available", max_digits=20, decimal_places=2)
    allocated = serializers.DecimalField(source="balance.allocated", max_digits=20, decimal_places=2)
    spent = serializers.DecimalField(source="balance.spent", max_digits=20, decimal_places=2)
    shortfall = serializers.DecimalField(source="balance.shortfall", max_digits=20, decimal_places=2)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Pool
        fields = [
            "id",
            "kind",
            "basis",
            "resource_type",
            "biennium",
            "agreement",
            "approved",
            "received",
            "refunded",
            "adjusted",
            "available",
            "allocated",
            "spent",
            "shortfall",
            "opened_at",
            "demonstration",
            "url",
        ]

    def get_url(self, pool: Pool) -> str:
        """Return the address of the object."""
        return address_of("api:pools-detail", pool.pk)
