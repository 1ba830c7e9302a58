"""Shapes of funding calls and of bids: what is read, and what is written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from funding.calls.models.bid import MOST_DAYS, MOST_MONEY, Bid
from funding.calls.models.funding_call import FundingCall
from funding.calls.vocab import CallStatus
from ilo_dc.core.models import Currency, Office, Organisation
from ilo_dc.core.registers.api.addresses import address_of
from portfolio.proposals.models.proposal import Proposal

MONEY: dict[str, Any] = {
    "max_digits": 14,
    "decimal_places": 2,
    "min_value": 0,
    "max_value": MOST_MONEY,
}


class SeenField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its number, of those that the caller sees: a hidden one is as a missing one."""

    default_error_messages: ClassVar[dict[str, Any]] = {"does_not_exist": _("There is none of this number.")}

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that the caller sees."""
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)


def organisation_field(**options: Any) -> serializers.SlugRelatedField[Any]:
    """Return an organisation by its address."""
    return serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all(), **options)


class FundingCallSerializer(serializers.ModelSerializer[FundingCall]):
    """A call of a fund or partner for proposals; it takes bids on both its days and between.

    `status` is of today: `coming`, `open` or `closed`. `bids` counts those that the caller sees.
    """

    partner: Any = organisation_field()
    lead_agency: Any = organisation_field(allow_null=True, required=False)
    status = serializers.ChoiceField(choices=CallStatus.choices, read_only=True)
    bids = serializers.IntegerField(source="bid_count", read_only=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = FundingCall
        fields = [
            "id",
            "partner",
            "title",
            "language",
            "round",
            "status",
            "opens_on",
            "closes_on",
            "rules",
            "link",
            "lead_agency",
            "bids",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: FundingCall) -> str:
        """Return the address of the object."""
        return address_of("api:funding-calls-detail", row.pk)

    def get_page(self, row: FundingCall) -> str:
        """Return the address of the page."""
        return address_of("funding:funding-call", row.pk)


class BidSerializer(serializers.ModelSerializer[Bid]):
    """A bid of the Office in a funding call, by the call's number; amounts are in its currency.

    `subject` is what it is for: its `title`, else that of its proposal. `result` empty: nothing is decided.
    """

    call = SeenField(queryset=FundingCall.objects.all())
    partner = serializers.CharField(source="call.partner.slug", read_only=True)
    proposal = SeenField(queryset=Proposal.objects.all(), allow_null=True, required=False)
    subject = serializers.CharField(read_only=True)
    unit: Any = serializers.SlugRelatedField(slug_field="code", queryset=Office.objects.all())
    currency: Any = serializers.PrimaryKeyRelatedField(queryset=Currency.objects.all())
    amount_asked = serializers.DecimalField(**MONEY)
    amount_won = serializers.DecimalField(**MONEY, allow_null=True, required=False)
    staff_days = serializers.DecimalField(
        max_digits=6, decimal_places=1, min_value=0, max_value=MOST_DAYS, allow_null=True, required=False
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Bid
        fields = [
            "id",
            "call",
            "partner",
            "proposal",
            "title",
            "subject",
            "unit",
            "currency",
            "amount_asked",
            "result",
            "decided_on",
            "amount_won",
            "staff_days",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: Bid) -> str:
        """Return the address of the object."""
        return address_of("api:bids-detail", row.pk)

    def get_page(self, row: Bid) -> str:
        """Return the address of the call's page."""
        return address_of("funding:funding-call", row.call_id)
