"""Shapes of agreements, their statuses and what belongs to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from funding.agreements.models.agreement import MOST_MONEY, Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.agreements.rules import source_of
from funding.agreements.vocab import AgreementKind, AgreementStatus, Earmarking, Levy
from funding.revenue.vocab import RevenueSubtype
from ilo_dc.core.models import Country, Currency, Organisation
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import DayAfterField, LastDayField, half_open
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.models.project import Project

OPTIONAL: dict[str, Any] = {"allow_null": True, "required": False}
MONEY: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}
RATE: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "min_value": 0, "max_value": 100}


def organisation_field(**options: Any) -> serializers.SlugRelatedField[Any]:
    """Return an organisation by its address."""
    return serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all(), **options)


class SeenField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its number, of those that the caller sees: a hidden one is as a missing one."""

    default_error_messages: ClassVar[dict[str, Any]] = {"does_not_exist": _("There is none of this number.")}

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that the caller sees."""
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)


class AgreementSerializer(serializers.ModelSerializer[Agreement]):
    """An agreement with its present status; amounts are in its currency, support costs included.

    `amount` is the total as signed if `whole_amount`, else the part of the partner that asks; null: none of
    it is the caller's to read. `amended_total` adds the amendments. `ends_on` is the day after the last as
    signed, `last_day` the last as amended. What counts as approved stands in the ledger.
    """

    partner = serializers.CharField(source="partner.slug")
    reporting_partner = serializers.CharField(source="reported_as.slug")
    source: Any = serializers.SerializerMethodField()
    umbrella = serializers.IntegerField(source="parent_id", allow_null=True)
    country = serializers.CharField(source="country_id", allow_null=True)
    currency = serializers.CharField(source="currency_id")
    amount = serializers.DecimalField(**MONEY, allow_null=True)
    whole_amount = serializers.BooleanField()
    amended_total = serializers.SerializerMethodField()
    last_day = LastDayField(source="ends_now", allow_null=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Agreement
        extra_kwargs: ClassVar[dict[str, Any]] = half_open("ends_on")
        fields = [
            "id",
            "reference",
            "title",
            "language",
            "kind",
            "status",
            "partner",
            "reporting_partner",
            "source",
            "umbrella",
            "country",
            "signed_on",
            "starts_on",
            "ends_on",
            "last_day",
            "currency",
            "amount",
            "whole_amount",
            "amended_total",
            "psc_rate",
            "agent_fee_rate",
            "levy",
            "levy_reason",
            "earmarking",
            "revenue_type",
            "reporting_terms",
            "published_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_source(self, row: Agreement) -> str:
        """Return the source under which it is published; empty: its partner has no profile."""
        profile = getattr(row.partner, "funding_profile", None)
        return source_of(row.kind, profile.source_category if profile else "")

    def get_amended_total(self, row: Any) -> str | None:
        """Return the total with amendments, to who reads the whole amount."""
        seen = row.whole_amount and row.amended_total is not None
        return format(row.amended_total, ".2f") if seen else None

    def get_url(self, row: Agreement) -> str:
        """Return the address of the object."""
        return address_of("api:agreements-detail", row.pk)

    def get_page(self, row: Agreement) -> str:
        """Return the address of the page."""
        return address_of("agreement", row.pk)


class AgreementInput(serializers.Serializer[Any]):
    """What may be said of an agreement; `ends_on` is the day after the last, `umbrella` an agreement.

    Rates and the type of revenue that are left out are the usual ones of the kind.
    """

    title = serializers.CharField(max_length=300)
    partner = organisation_field()
    currency = serializers.SlugRelatedField(slug_field="code", queryset=Currency.objects.all())
    kind = serializers.ChoiceField(choices=AgreementKind.choices, required=False)
    reference = serializers.CharField(max_length=60, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    reporting_partner = organisation_field(**OPTIONAL)
    umbrella = SeenField(source="parent", queryset=Agreement.objects.all(), **OPTIONAL)
    country = serializers.PrimaryKeyRelatedField(queryset=Country.objects.all(), **OPTIONAL)
    signed_on = serializers.DateField(**OPTIONAL)
    starts_on = serializers.DateField(**OPTIONAL)
    ends_on = DayAfterField(**OPTIONAL)
    signed_total = serializers.DecimalField(**MONEY, min_value=0, max_value=MOST_MONEY, **OPTIONAL)
    psc_rate = serializers.DecimalField(**RATE, **OPTIONAL)
    agent_fee_rate = serializers.DecimalField(**RATE, **OPTIONAL)
    levy = serializers.ChoiceField(choices=Levy.choices, allow_blank=True, required=False)
    levy_reason = serializers.CharField(max_length=300, allow_blank=True, required=False)
    earmarking = serializers.ChoiceField(choices=Earmarking.choices, allow_blank=True, required=False)
    revenue_type = serializers.ChoiceField(choices=RevenueSubtype.choices, allow_blank=True, required=False)
    reporting_terms = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class AgreementEditInput(AgreementInput):
    """Changed terms; of a signed agreement with the reason."""

    reason = serializers.CharField(
        max_length=500,
        allow_blank=True,
        required=False,
        help_text="Needed once it is signed. Kept in the history; not public.",
    )


class AgreementReasonInput(serializers.Serializer[Any]):
    """Why something is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class AgreementPublishInput(serializers.Serializer[Any]):
    """A step that needs nothing to be said."""


class AgreementStateSerializer(serializers.ModelSerializer[AgreementState]):
    """A status of an agreement, with its day, and from when until when it was known.

    `replaces` names the status whose place it takes; `takes_back` one that was recorded by mistake and never
    was. A status that another one names so holds no more.
    """

    class Meta:
        model = AgreementState
        fields = [
            "id",
            "status",
            "effective_on",
            "replaces",
            "takes_back",
            "recorded_at",
            "superseded_at",
            "backdated",
            "demonstration",
        ]


class AgreementStepInput(serializers.Serializer[Any]):
    """A step to the next status."""

    status = serializers.ChoiceField(choices=AgreementStatus.choices)
    effective_on = serializers.DateField()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class AgreementCorrectionInput(AgreementStepInput):
    """What a status really was, whole; `reason` says what was wrong."""


class PartOfAgreement(serializers.ModelSerializer[Any]):
    """What stands below an agreement's address."""

    path: ClassVar[str]
    url = serializers.SerializerMethodField()

    def get_url(self, row: Any) -> str:
        """Return the address of the object."""
        return address_of(self.path, row.agreement_id, row.pk)


class AgreementPartnerSerializer(PartOfAgreement):
    """What one of several partners gives, in the agreement's currency; others see their own part alone."""

    path = "api:agreement-partner"
    organisation = organisation_field()

    class Meta:
        model = AgreementPartner
        fields = ["id", "organisation", "amount", "version", "updated_at", "demonstration", "url"]


class AgreementPartnerInput(serializers.Serializer[Any]):
    """What one of several partners gives."""

    organisation = organisation_field()
    amount = serializers.DecimalField(**MONEY, min_value=0, max_value=MOST_MONEY)


class AmendmentSerializer(PartOfAgreement):
    """A signed change: plus or minus in the agreement's currency; `ends_on` the day after a new last day."""

    path = "api:agreement-amendment"
    partner = serializers.CharField(source="partner.slug", allow_null=True, default=None)
    last_day = LastDayField(source="ends_on", allow_null=True)

    class Meta:
        model = Amendment
        extra_kwargs: ClassVar[dict[str, Any]] = half_open("ends_on")
        fields = [
            "id",
            "number",
            "signed_on",
            "amount",
            "ends_on",
            "last_day",
            "partner",
            "note",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]


class AmendmentInput(serializers.Serializer[Any]):
    """What may be said of an amendment; `partner` is whose part changes, of a multi-donor agreement."""

    number = serializers.IntegerField(min_value=1, max_value=999)
    signed_on = serializers.DateField()
    amount = serializers.DecimalField(**MONEY, min_value=-MOST_MONEY, max_value=MOST_MONEY, required=False)
    ends_on = DayAfterField(**OPTIONAL)
    partner = organisation_field(**OPTIONAL)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class FundedProjectSerializer(PartOfAgreement):
    """A project that the agreement funds, and its share in per cent."""

    path = "api:agreement-project"
    title = serializers.CharField(source="project.title", read_only=True)

    class Meta:
        model = FundedProject
        fields = ["id", "project", "title", "share", "version", "updated_at", "demonstration", "url"]


class FundedProjectInput(serializers.Serializer[Any]):
    """A project, by its number, and its share of the agreement; those of all sum to 100."""

    project = SeenField(queryset=Project.objects.all())
    share = serializers.DecimalField(**RATE)


class InstalmentSerializer(serializers.ModelSerializer[Instalment]):
    """What is to be paid of an agreement, in its currency, and when; what was received is in the ledger.

    `partner` is who pays it, of a multi-donor agreement; `payer` is always said.
    """

    agreement: Any = SeenField(queryset=Agreement.objects.all())
    currency = serializers.CharField(source="agreement.currency_id", read_only=True)
    partner: Any = organisation_field(**OPTIONAL)
    payer = serializers.CharField(source="payer.slug", read_only=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Instalment
        fields = [
            "id",
            "agreement",
            "due_on",
            "amount",
            "currency",
            "partner",
            "payer",
            "condition",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: Instalment) -> str:
        """Return the address of the object."""
        return address_of("api:instalments-detail", row.pk)

    def get_page(self, row: Instalment) -> str:
        """Return the address of the agreement's page."""
        return address_of("agreement", row.agreement_id)


class DonorReportSerializer(serializers.ModelSerializer[DonorReport]):
    """A report that a funding partner is due; `sent_on` null: it was not sent yet.

    `ends_on` is the day after the last of its period; `partner` whom it is for, of a multi-donor agreement;
    `addressee` is always said.
    """

    agreement: Any = SeenField(queryset=Agreement.objects.all())
    partner: Any = organisation_field(**OPTIONAL)
    addressee = serializers.CharField(source="addressee.slug", read_only=True)
    last_day = LastDayField(source="ends_on", allow_null=True, read_only=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = DonorReport
        extra_kwargs: ClassVar[dict[str, Any]] = half_open("ends_on")
        fields = [
            "id",
            "agreement",
            "kind",
            "due_on",
            "starts_on",
            "ends_on",
            "last_day",
            "partner",
            "addressee",
            "sent_on",
            "note",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: DonorReport) -> str:
        """Return the address of the object."""
        return address_of("api:donor-reports-detail", row.pk)

    def get_page(self, row: DonorReport) -> str:
        """Return the address of the agreement's page."""
        return address_of("agreement", row.agreement_id)
