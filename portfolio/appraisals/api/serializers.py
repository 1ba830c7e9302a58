"""Shapes of appraisals, of what is said in them, and of their settings."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ilo_dc.core.models import User
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.steps.rules import LONGEST
from ilo_dc.core.steps.vocab import Opinion
from portfolio.appraisals.models.appraisal import (
    Appraisal,
    AppraisalOpinion,
    AppraisalRemark,
    AppraisalRule,
    AppraisalScore,
)
from portfolio.appraisals.vocab import CRITERIA, Decision, Score

PEOPLE = User.objects.filter(is_active=True)


class AppraisalScoreSerializer(serializers.ModelSerializer[AppraisalScore]):
    """The score of a criterion with its justification."""

    class Meta:
        model = AppraisalScore
        fields = ["criterion", "score", "justification"]


class AppraisalOpinionSerializer(serializers.ModelSerializer[AppraisalOpinion]):
    """What a bureau said; an empty opinion: it was asked and has said nothing."""

    class Meta:
        model = AppraisalOpinion
        fields = ["bureau", "opinion", "text", "given_at"]


class AppraisalSerializer(serializers.ModelSerializer[Appraisal]):
    """A round of the appraisal of a proposal; `threshold` is the one that it began under, in US dollars."""

    code = serializers.CharField(source="proposal.code")
    country = serializers.CharField(source="proposal.country_id", allow_null=True)
    region = serializers.CharField(source="region_key", allow_null=True)
    appraiser = serializers.CharField(source="appraiser.username", allow_null=True, default=None)
    submitted_on = serializers.DateField(source="days.submitted_on")
    threshold = serializers.DecimalField(source="rules.evaluation_above_usd", max_digits=14, decimal_places=2)
    one_bars_ready = serializers.BooleanField(source="rules.one_bars_ready")
    scores = AppraisalScoreSerializer(many=True)
    opinions = AppraisalOpinionSerializer(many=True)
    decision = serializers.ChoiceField(choices=Decision.choices, allow_blank=True, read_only=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Appraisal
        fields = [
            "id",
            "proposal",
            "code",
            "country",
            "region",
            "round",
            "submitted_on",
            "budget_usd",
            "threshold",
            "one_bars_ready",
            "evaluation_needed",
            "taken_up_at",
            "appraiser",
            "scores",
            "recommendation",
            "comment",
            "scored_at",
            "evaluated_at",
            "opinions",
            "decision",
            "note",
            "decided_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, appraisal: Appraisal) -> str:
        """Return the address of the object."""
        return address_of("api:appraisals-detail", appraisal.pk)

    def get_page(self, appraisal: Appraisal) -> str:
        """Return the address of the page."""
        return address_of("portfolio:appraisal", appraisal.pk)


class TakeUpInput(serializers.Serializer[Any]):
    """Who appraises, by the name that they sign in with; nobody: who sends this."""

    appraiser = serializers.SlugRelatedField(
        slug_field="username", queryset=PEOPLE, allow_null=True, required=False
    )


class ScoreInput(serializers.Serializer[Any]):
    """The score of a criterion and why."""

    criterion = serializers.ChoiceField(choices=CRITERIA)
    score = serializers.ChoiceField(choices=Score.choices)
    justification = serializers.CharField(max_length=1000)


class ScoresInput(serializers.Serializer[Any]):
    """Scores, some or all; with `hand_in` they go to the decision."""

    scores = ScoreInput(many=True)
    recommendation = serializers.ChoiceField(choices=Decision.choices, allow_blank=True, required=False)
    comment = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    hand_in = serializers.BooleanField(required=False)


class EvaluationInput(serializers.Serializer[Any]):
    """EVAL's scores, all of them."""

    scores = ScoreInput(many=True)


class OpinionInput(serializers.Serializer[Any]):
    """What the bureau of the address says; comments and an objection need a text."""

    opinion = serializers.ChoiceField(choices=Opinion.choices)
    text = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class HandOverInput(serializers.Serializer[Any]):
    """Who appraises instead, by the name that they sign in with, and why."""

    appraiser = serializers.SlugRelatedField(slug_field="username", queryset=PEOPLE)
    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class DecisionInput(serializers.Serializer[Any]):
    """The decision; a return and a rejection need a note, which the authors read."""

    decision = serializers.ChoiceField(choices=Decision.choices)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class AppraisalRemarkSerializer(serializers.ModelSerializer[AppraisalRemark]):
    """A change that is asked for in a section, or a flag to a team."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = AppraisalRemark
        fields = ["id", "kind", "section", "team", "text", "version", "updated_at", "demonstration", "url"]

    def get_url(self, remark: AppraisalRemark) -> str:
        """Return the address of the object."""
        return address_of("api:appraisals-remark", remark.appraisal_id, remark.pk)


class RemarkInput(serializers.ModelSerializer[AppraisalRemark]):
    """What is asked to be changed, or flagged."""

    class Meta:
        model = AppraisalRemark
        fields = ["kind", "section", "team", "text"]


class AppraisalRuleSerializer(serializers.ModelSerializer[AppraisalRule]):
    """The settings of appraisals from a day on; the threshold is in US dollars."""

    class Meta:
        model = AppraisalRule
        fields = [
            "id",
            "effective_on",
            "evaluation_above_usd",
            "one_bars_ready",
            "take_up_days",
            "scores_days",
            "act_emp_days",
            "actrav_days",
            "evaluation_days",
            "decision_days",
            "revise_days",
            "reason",
            "set_at",
            "demonstration",
        ]


def _days() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LONGEST, required=False)


class RuleInput(serializers.Serializer[Any]):
    """New settings from today or a day to come on."""

    effective_on = serializers.DateField()
    evaluation_above_usd = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)
    one_bars_ready = serializers.BooleanField(required=False)
    take_up_days = _days()
    scores_days = _days()
    act_emp_days = _days()
    actrav_days = _days()
    evaluation_days = _days()
    decision_days = _days()
    revise_days = _days()
    reason = serializers.CharField(max_length=500, help_text="Kept in the history.")
