"""Shapes of clearances, of what is said in them, of their steps and settings. All of it is confidential."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance, ScreeningAnswer
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.models.step import ClearanceStep
from funding.clearances.rules import LONGEST_VALIDITY
from funding.clearances.vocab import Decision
from ilo_dc.core.models import Organisation, User
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.fields import LAST_DAY, DayAfterField, LastDayField, half_open
from ilo_dc.core.registers.api.rows import FactSerializer
from ilo_dc.core.steps.rules import LONGEST
from ilo_dc.core.steps.vocab import Opinion

PEOPLE = User.objects.filter(is_active=True)


class ScreeningAnswerSerializer(serializers.ModelSerializer[ScreeningAnswer]):
    """The answer to a criterion, which is named by its number, with what was found."""

    class Meta:
        model = ScreeningAnswer
        fields = ["criterion", "answer", "note"]


class ClearanceOpinionSerializer(serializers.ModelSerializer[ClearanceOpinion]):
    """What a bureau said; an empty opinion: it was asked, or will be, and has said nothing."""

    class Meta:
        model = ClearanceOpinion
        fields = ["bureau", "opinion", "text", "given_at"]


class ClearanceSerializer(serializers.ModelSerializer[PartnershipClearance]):
    """The clearance of a partner; `reuses` is the number of the earlier one that it rests on."""

    partner = serializers.CharField(source="organisation.slug", read_only=True)
    name = serializers.CharField(source="organisation.name", read_only=True)
    officer = serializers.CharField(source="officer.username", allow_null=True, default=None)
    reuses = serializers.IntegerField(source="reuses_id", allow_null=True, read_only=True)
    opinions = ClearanceOpinionSerializer(many=True, read_only=True)
    decision = serializers.ChoiceField(choices=Decision.choices, allow_blank=True, read_only=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = PartnershipClearance
        extra_kwargs = {"valid_until": {"help_text": LAST_DAY}}
        fields = [
            "id",
            "partner",
            "name",
            "form",
            "purpose",
            "sector",
            "status",
            "requested_on",
            "officer",
            "reuses",
            "anew",
            "findings",
            "screened_at",
            "opinions",
            "advice",
            "advised_at",
            "decision",
            "valid_until",
            "conditions",
            "overruling",
            "note",
            "decided_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, clearance: PartnershipClearance) -> str:
        """Return the address of the object."""
        return address_of("api:partnership-clearances-detail", clearance.pk)

    def get_page(self, clearance: PartnershipClearance) -> str:
        """Return the address of the page."""
        return address_of("funding:clearance", clearance.pk)


class OneClearanceSerializer(ClearanceSerializer):
    """A clearance with the answers of its screening."""

    answers = ScreeningAnswerSerializer(many=True, read_only=True)

    class Meta(ClearanceSerializer.Meta):
        fields = [*ClearanceSerializer.Meta.fields, "answers"]


class ClearanceInput(serializers.ModelSerializer[PartnershipClearance]):
    """What is asked for. While a clearance of the partner is valid it is reused, unless `anew` says why."""

    partner = serializers.SlugRelatedField(
        slug_field="slug", queryset=Organisation.objects.all(), source="organisation"
    )

    class Meta:
        model = PartnershipClearance
        fields = ["partner", "form", "purpose", "sector", "anew"]


class ClearanceChangeInput(serializers.ModelSerializer[PartnershipClearance]):
    """What may be said otherwise of an open request."""

    class Meta:
        model = PartnershipClearance
        fields = ["form", "purpose", "sector"]


class ScreeningAnswerInput(serializers.Serializer[Any]):
    """The answer to a criterion, as it is offered, and what was found."""

    criterion = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    answer = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False, default="")


class ScreeningInput(serializers.Serializer[Any]):
    """Answers, some or all; with `hand_in` both bureaux are asked."""

    answers = ScreeningAnswerInput(many=True)
    findings = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    hand_in = serializers.BooleanField(required=False)


class ClearanceOpinionInput(serializers.Serializer[Any]):
    """What the bureau of the address says; comments and an objection need a text."""

    opinion = serializers.ChoiceField(choices=Opinion.choices)
    text = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class AdviceInput(serializers.Serializer[Any]):
    """What the legal office advises."""

    advice = serializers.CharField(max_length=4000)


class ClearanceDecisionInput(serializers.Serializer[Any]):
    """The decision: `valid_until` to clear, `conditions` if there are any, `overruling` over an objection."""

    decision = serializers.ChoiceField(choices=Decision.choices)
    valid_until = serializers.DateField(allow_null=True, required=False, help_text=LAST_DAY)
    conditions = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    overruling = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class ClearanceHandOverInput(serializers.Serializer[Any]):
    """Who is the officer instead, by the name that they sign in with, and why."""

    officer = serializers.SlugRelatedField(slug_field="username", queryset=PEOPLE)
    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class ClearanceWithdrawalInput(serializers.Serializer[Any]):
    """Why a request is withdrawn."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class ClearanceStepSerializer(FactSerializer):
    """A step of a clearance that ended; figures add up `days` and `steps`."""

    clearance = serializers.IntegerField(source="clearance_id")
    partner = serializers.CharField(source="clearance.organisation.slug")
    name = serializers.CharField(source="clearance.organisation.name")
    days = serializers.IntegerField()
    steps = serializers.IntegerField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ClearanceStep
        extra_kwargs = {"ended_on": {"help_text": "The last day of the step: when it was taken."}}
        fields = [
            "id",
            "clearance",
            "partner",
            "name",
            "step",
            "started_on",
            "ended_on",
            "days",
            "steps",
            "result",
            "recorded_at",
            "superseded_at",
            "backdated",
            "updated_at",
            "withdrawn",
            "demonstration",
            "page",
        ]

    def get_page(self, step: ClearanceStep) -> str:
        """Return the address of the clearance's page."""
        return address_of("funding:clearance", step.clearance_id)


class ScreeningCriterionSerializer(serializers.ModelSerializer[ScreeningCriterion]):
    """What screenings ask from a day on; `answers` of a question, one a line."""

    last_day = LastDayField(source="ends_on", allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = ScreeningCriterion
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "kind",
            "text",
            "answers",
            "source",
            "starts_on",
            "ends_on",
            "last_day",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, criterion: ScreeningCriterion) -> str:
        """Return the address of the object."""
        return address_of("api:screening-criteria-detail", criterion.pk)


class CriterionInput(serializers.ModelSerializer[ScreeningCriterion]):
    """What is to be asked from today or a day to come on."""

    class Meta:
        model = ScreeningCriterion
        fields = ["kind", "text", "answers", "source", "starts_on"]


class EndCriterionInput(serializers.Serializer[Any]):
    """From which day on it is asked no longer, and why."""

    ends_on = DayAfterField()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history.")


class ClearanceRuleSerializer(serializers.ModelSerializer[ClearanceRule]):
    """The settings of clearances from a day on."""

    class Meta:
        model = ClearanceRule
        fields = [
            "id",
            "effective_on",
            "screening_days",
            "act_emp_days",
            "actrav_days",
            "legal_days",
            "decision_days",
            "valid_months",
            "reason",
            "set_at",
            "demonstration",
        ]


def _days() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LONGEST, required=False)


class ClearanceRuleInput(serializers.Serializer[Any]):
    """New settings from today or a day to come on."""

    effective_on = serializers.DateField()
    screening_days = _days()
    act_emp_days = _days()
    actrav_days = _days()
    legal_days = _days()
    decision_days = _days()
    valid_months = serializers.IntegerField(min_value=1, max_value=LONGEST_VALIDITY, required=False)
    reason = serializers.CharField(max_length=500, help_text="Kept in the history.")
