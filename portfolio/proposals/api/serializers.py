"""Shapes of proposals, of their statuses, of what is offered, of co-authors and of the help desk."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.models import Country, Office, Organisation, Region, User
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import THEN
from ilo_dc.core.registers.api.rows import FactSerializer
from ilo_dc.core.writing.api.paths import OwnerField
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.proposals.rules import LARGEST_BUDGET, MOST_PROBABLE
from portfolio.proposals.vocab import TEXT_MOST, Desk, NeedSource, ProposalStatus, Section, WaiverReason

TEXTS = (
    "problem",
    "need_text",
    "target_groups",
    "results",
    "partners_proposed",
    "turin_role",
    "gender",
    "labour_standards",
)
CONSULTED = ("government", "government_on", "employers", "employers_on", "workers", "workers_on")
KEPT = "Kept in the history; not public."


def amount_field(**options: Any) -> serializers.DecimalField:
    """Return an amount of US dollars."""
    shape = {"max_digits": 14, "decimal_places": 2, "min_value": 0, "max_value": LARGEST_BUDGET}
    return serializers.DecimalField(**{**shape, **options})


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """A proposal with its present status; amounts are US dollars and stand in no total of money."""

    region = serializers.CharField(source="region_key", allow_null=True)
    office = serializers.CharField(source="office.code", allow_null=True, default=None)
    status_since = serializers.DateField(allow_null=True)
    partner = serializers.CharField(source="partner_slug", allow_null=True)
    amount_usd = serializers.DecimalField(source="amount", max_digits=14, decimal_places=2, allow_null=True)
    probability = serializers.IntegerField(allow_null=True)
    offered = serializers.BooleanField(
        source="is_offered",
        read_only=True,
        help_text="Funding partners see its title, country and budget, and nothing else.",
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Proposal
        fields = [
            "id",
            "code",
            "title",
            "language",
            "country",
            "region",
            "office",
            "status",
            "status_since",
            "problem",
            "need_source",
            "need_outcome",
            "need_product",
            "need_text",
            "need_on",
            *CONSULTED,
            "target_groups",
            "results",
            "budget_usd",
            "partners_proposed",
            "duration_months",
            "turin_role",
            "gender",
            "labour_standards",
            "partner",
            "amount_usd",
            "probability",
            "offered",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, proposal: Proposal) -> str:
        """Return the address of the object."""
        return address_of("api:proposals-detail", proposal.pk)

    def get_page(self, proposal: Proposal) -> str:
        """Return the address of the page."""
        return address_of("proposal", proposal.pk)


class OfferedProposalSerializer(serializers.ModelSerializer[Proposal]):
    """What funding partners see of an offered proposal: its title, its country and its budget."""

    class Meta:
        model = Proposal
        fields = ["id", "title", "language", "country", "budget_usd", "demonstration"]


class ProposalInput(serializers.Serializer[Any]):
    """What may be said in a proposal; the budget is an estimate in US dollars."""

    title = serializers.CharField(max_length=300)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    office = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )
    problem = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    need_source = serializers.ChoiceField(choices=NeedSource.choices, allow_blank=True, required=False)
    need_outcome = serializers.PrimaryKeyRelatedField(
        queryset=CountryProgrammeOutcome.objects.all(), allow_null=True, required=False
    )
    need_product = serializers.PrimaryKeyRelatedField(
        queryset=GlobalProduct.objects.all(), allow_null=True, required=False
    )
    need_text = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    need_on = serializers.DateField(allow_null=True, required=False)
    government = serializers.BooleanField(required=False)
    government_on = serializers.DateField(allow_null=True, required=False)
    employers = serializers.BooleanField(required=False)
    employers_on = serializers.DateField(allow_null=True, required=False)
    workers = serializers.BooleanField(required=False)
    workers_on = serializers.DateField(allow_null=True, required=False)
    target_groups = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    results = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    budget_usd = amount_field(allow_null=True, required=False)
    partners_proposed = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    duration_months = serializers.IntegerField(allow_null=True, required=False, min_value=1, max_value=240)
    turin_role = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    gender = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)
    labour_standards = serializers.CharField(max_length=TEXT_MOST, allow_blank=True, required=False)


class NewProposalInput(ProposalInput):
    """A new proposal: of a country, of a region, or of neither; the place never changes later."""

    country = serializers.PrimaryKeyRelatedField(
        queryset=Country.objects.all(), allow_null=True, required=False
    )
    region = serializers.PrimaryKeyRelatedField(
        queryset=Region.objects.all(), allow_null=True, required=False
    )


class ProposalStateSerializer(FactSerializer):
    """A status of a proposal as it was recorded."""

    partner = serializers.CharField(source="partner.slug", allow_null=True, default=None)
    reason = serializers.CharField(source="shown_reason")

    class Meta:
        model = ProposalState
        fields = [
            "id",
            "status",
            "effective_on",
            "partner",
            "amount_usd",
            "probability",
            "reason",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
        ]


class ProposalStatusSerializer(FactSerializer):
    """A status that holds in the life of a proposal, as known at the moment asked for.

    `decisions` and `days` are of what appraisals decided, `signed` and `approved` of agreements: figures
    add them up.
    """

    proposal = serializers.IntegerField(source="proposal_id")
    code = serializers.CharField(source="proposal.code")
    title = serializers.CharField(source="proposal.title", allow_null=True, help_text=THEN)
    country = serializers.CharField(source="proposal.country_id", allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    partner = serializers.CharField(source="partner.slug", allow_null=True, default=None)
    decisions = serializers.IntegerField()
    days = serializers.IntegerField()
    signed = serializers.IntegerField()
    approved = serializers.IntegerField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ProposalState
        fields = [
            "id",
            "proposal",
            "code",
            "title",
            "country",
            "region",
            "status",
            "effective_on",
            "partner",
            "amount_usd",
            "probability",
            "decisions",
            "days",
            "signed",
            "approved",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "page",
        ]

    def get_page(self, state: ProposalState) -> str:
        """Return the address of the proposal's page."""
        return address_of("proposal", state.proposal_id)


class ProposalStepInput(serializers.Serializer[Any]):
    """A step to the next status; partner, amount and probability belong to the pipeline."""

    status = serializers.ChoiceField(choices=ProposalStatus.choices)
    effective_on = serializers.DateField()
    reason = serializers.CharField(max_length=500, help_text=KEPT)
    partner = serializers.SlugRelatedField(
        slug_field="slug", queryset=Organisation.objects.all(), allow_null=True, required=False
    )
    amount_usd = amount_field(allow_null=True, required=False)
    probability = serializers.IntegerField(
        allow_null=True, required=False, min_value=0, max_value=MOST_PROBABLE
    )


class ProposalCorrectionInput(ProposalStepInput):
    """What a status really was, whole; `reason` says what was wrong."""


class ProposalReasonInput(serializers.Serializer[Any]):
    """Why something is taken back or discarded."""

    reason = serializers.CharField(max_length=500, help_text=KEPT)


class AuthorInput(ProposalReasonInput):
    """Who writes on, by the name that they sign in with, and why."""

    author = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))


class WaiverInput(ProposalReasonInput):
    """Why the appraisal is waived."""

    kind = serializers.ChoiceField(choices=WaiverReason.choices)


class OfferInput(serializers.Serializer[Any]):
    """Whether funding partners see it."""

    offered = serializers.BooleanField()


class ProposedPartnerSerializer(serializers.ModelSerializer[ProposedPartner]):
    """A partner that a proposal is meant for; amounts are US dollars and stand in no total of money.

    `submitted_on` empty: it was not asked yet; `answer` empty: it has not answered.
    """

    proposal = OwnerField("code", queryset=Proposal.objects.all())
    title = serializers.CharField(source="proposal.title", read_only=True)
    country = serializers.CharField(source="proposal.country_id", allow_null=True, read_only=True)
    region = serializers.CharField(source="region_key", allow_null=True, read_only=True)
    status = serializers.ChoiceField(source="proposal.status", choices=ProposalStatus.choices, read_only=True)
    partner: Any = serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all())
    amount_usd = amount_field(allow_null=True, required=False)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ProposedPartner
        fields = [
            "id",
            "proposal",
            "title",
            "country",
            "region",
            "status",
            "partner",
            "amount_usd",
            "probability",
            "submitted_on",
            "answer",
            "answered_on",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: ProposedPartner) -> str:
        """Return the address of the object."""
        return address_of("api:proposed-partners-detail", row.pk)

    def get_page(self, row: ProposedPartner) -> str:
        """Return the address of the proposal's page."""
        return address_of("proposal", row.proposal_id)


class ProposalAuthorSerializer(serializers.ModelSerializer[ProposalAuthor]):
    """A co-author, by the name that they sign in with."""

    user = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))
    name = serializers.CharField(source="user.name", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = ProposalAuthor
        fields = ["id", "user", "name", "version", "updated_at", "demonstration", "url"]

    def get_url(self, author: ProposalAuthor) -> str:
        """Return the address of the object."""
        return address_of("api:proposals-author", author.proposal_id, author.pk)


class ProposalAuthorInput(serializers.Serializer[Any]):
    """Who writes, too: the name that they sign in with."""

    user = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))


class DeskQuestionSerializer(serializers.ModelSerializer[DeskQuestion]):
    """A question to the design help desk, and its answer."""

    code = serializers.CharField(source="proposal.code")
    specialist = serializers.CharField(source="specialist.username", allow_null=True, default=None)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = DeskQuestion
        fields = [
            "id",
            "proposal",
            "code",
            "section",
            "question",
            "language",
            "desk",
            "specialist",
            "due_on",
            "asked_at",
            "answer",
            "answered_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, question: DeskQuestion) -> str:
        """Return the address of the object."""
        return address_of("api:desk-questions-detail", question.pk)

    def get_page(self, question: DeskQuestion) -> str:
        """Return the address of the proposal's page."""
        return address_of("proposal", question.proposal_id)


class NewQuestionInput(serializers.Serializer[Any]):
    """A question about a part of a proposal, to a desk or to a specialist by their name."""

    section = serializers.ChoiceField(choices=Section.choices)
    question = serializers.CharField(max_length=1000)
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    desk = serializers.ChoiceField(choices=Desk.choices, allow_blank=True, required=False)
    specialist = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True),
        allow_null=True,
        required=False,
    )
    due_on = serializers.DateField()


class DeskAnswerInput(serializers.Serializer[Any]):
    """The answer; a later one takes its place, and the history keeps the first."""

    answer = serializers.CharField(max_length=2000)
