"""Shapes of approvals, their statuses and shares."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from funding.agreements.api.serializers import AgreementInput, SeenField
from funding.agreements.models.agreement import Agreement
from funding.approvals.models.approval import Approval
from funding.approvals.rules import MOST_SHARES
from ilo_dc.core.registers.api.addresses import address_of
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.projects.models.project import Project
from portfolio.proposals.models.proposal import Proposal

OPTIONAL: dict[str, Any] = {"allow_null": True, "required": False}


class ShareInput(serializers.Serializer[Any]):
    """A share in per cent, of an outcome or a global product."""

    outcome = SeenField(queryset=CountryProgrammeOutcome.objects.all(), **OPTIONAL)
    global_product = SeenField(queryset=GlobalProduct.objects.all(), **OPTIONAL)
    share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)


class ApprovalSerializer(serializers.ModelSerializer[Approval]):
    """An approval: `amount` is what was signed, in `currency`; `amount_usd` what the ledger counts of it.

    `signed_on` is the day it counts on. `minute` is the number of its minute with its year; null: not
    issued. `shares` are what it is for, of what the caller sees. `late`: it was issued, or cancelled,
    while the reporting year in which it counts was closed.
    """

    agreement = serializers.IntegerField(source="agreement_id")
    amendment = serializers.IntegerField(source="amendment_id", allow_null=True)
    partner = serializers.CharField(source="agreement.partner.slug")
    reporting_partner = serializers.CharField(source="agreement.reported_as.slug")
    reference = serializers.CharField(source="agreement.reference")
    signed_on = serializers.DateField(source="counts_on", allow_null=True)
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.CharField(source="agreement.currency_id")
    amount_usd = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    late = serializers.BooleanField()
    minute = serializers.SerializerMethodField()
    shares = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Approval
        fields = [
            "id",
            "agreement",
            "amendment",
            "partner",
            "reporting_partner",
            "reference",
            "status",
            "signed_on",
            "amount",
            "currency",
            "amount_usd",
            "minute",
            "shares",
            "issued_at",
            "late",
            "posting",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_minute(self, row: Approval) -> str | None:
        """Return the number of the minute: 2026/0041."""
        return row.minute_name or None

    @extend_schema_field(ShareInput(many=True))
    def get_shares(self, row: Approval) -> list[dict[str, Any]]:
        """Return what it is for, of what the caller sees."""
        viewer = self.context["request"].user
        return [
            {"outcome": one.outcome_id, "global_product": one.global_product_id, "share": f"{one.share:.2f}"}
            for one in row.shares_of(viewer)
        ]

    def get_url(self, row: Approval) -> str:
        """Return the address of the object."""
        return address_of("api:approvals-detail", row.pk)

    def get_page(self, row: Approval) -> str:
        """Return the address of the page."""
        return address_of("funding:approval", row.pk)


class ApprovalEditInput(serializers.Serializer[Any]):
    """What a draft says beside its agreement; `shares` are together 100, or none: it is unattributed."""

    proposal = SeenField(queryset=Proposal.objects.all(), **OPTIONAL)
    project = SeenField(queryset=Project.objects.all(), **OPTIONAL)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    # Counted before one is read, each of which is looked up.
    shares = ShareInput(many=True, required=False, max_length=MOST_SHARES)  # type: ignore[call-arg]
    complete_residue = serializers.BooleanField(required=False)


class ApprovalInput(ApprovalEditInput):
    """An approval: of the `agreement` that is registered (or its `amendment`), or of the one in `terms`."""

    agreement = SeenField(queryset=Agreement.objects.all(), **OPTIONAL)
    amendment = serializers.IntegerField(min_value=1, **OPTIONAL)
    terms = AgreementInput(required=False)


class ApprovalStepInput(serializers.Serializer[Any]):
    """A step that needs nothing to be said."""


class ApprovalReasonInput(serializers.Serializer[Any]):
    """Why a step is taken."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")
