"""Shapes of what fell due by agreements."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import THEN, LastDayField, half_open
from ilo_dc.core.registers.api.rows import FactSerializer

FACT = ["recorded_at", "superseded_at", "backdated", "updated_at", "withdrawn", "demonstration", "page"]


class DueSerializer(FactSerializer):
    """What instalments and reports that fell due share."""

    agreement: Any = serializers.IntegerField(source="agreement_id")
    reference = serializers.CharField(source="agreement.reference", help_text=THEN)
    title = serializers.CharField(source="agreement.title", help_text=THEN)
    partner = serializers.CharField(source="partner.slug")
    page = serializers.SerializerMethodField()

    def get_page(self, due: Any) -> str:
        """Return the address of the agreement's page."""
        return address_of("agreement", due.agreement_id)


class DueInstalmentSerializer(DueSerializer):
    """An instalment that fell due, and what became of it; amounts are in the agreement's currency.

    `received` is what the receipts of the ledger pay of it, `received_on` the day on which it was whole
    (null: it is not).
    """

    instalment: Any = serializers.IntegerField(source="instalment_id")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = DueInstalment
        fields = [
            "id",
            "instalment",
            "agreement",
            "reference",
            "title",
            "partner",
            "due_on",
            "amount",
            "received",
            "currency",
            "received_on",
            "status",
            *FACT,
        ]


class DueDonorReportSerializer(DueSerializer):
    """A report that fell due to one funding partner, and what became of it; `sent_on` null: it was not sent.

    `ends_on` is the day after the last of its period.
    """

    donor_report: Any = serializers.IntegerField(source="donor_report_id")
    last_day = LastDayField(source="ends_on", allow_null=True)

    class Meta:
        model = DueDonorReport
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "donor_report",
            "agreement",
            "reference",
            "title",
            "partner",
            "kind",
            "starts_on",
            "ends_on",
            "last_day",
            "due_on",
            "sent_on",
            "status",
            *FACT,
        ]
