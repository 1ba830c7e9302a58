"""Paths of appraisals: the registers, one round, what is said in it, the decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.api import serializers as shapes
from portfolio.appraisals.models.appraisal import Appraisal
from portfolio.appraisals.registers import APPRAISAL_RULES, APPRAISALS
from portfolio.appraisals.vocab import BUREAUX
from portfolio.proposals.models.proposal import Proposal


@extend_schema_view(
    post=extend_schema(request=shapes.TakeUpInput, responses={201: shapes.AppraisalSerializer})
)
class TakeUp(WritingView):
    """Begin the next round of a submitted proposal; `If-Match` names the version of the proposal."""

    by_version = ("POST",)
    serializer_class = shapes.AppraisalSerializer
    input_class = shapes.TakeUpInput
    queryset = Appraisal.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Take it up."""
        proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
        version = version_read(request, proposal.version)
        begun = actions.take_up(by=self.by, proposal=proposal, lock_version=version, **self.field_values())
        row = APPRAISALS.rows(request.user).get(pk=begun.pk)
        return self.answer(row, version=row.version, status=201)


class AppraisalVerb(WritingView):
    """A verb about a round; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.AppraisalSerializer
    queryset = Appraisal.objects.none()

    def act(self, appraisal: Appraisal, version: int, values: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Do it, and answer the round as it is then."""
        appraisal = self.row(pk)
        self.act(appraisal, version_read(request, appraisal.version), self.field_values())
        saved = self.row(pk)
        return self.answer(saved, version=saved.version)

    def row(self, pk: int) -> Appraisal:
        """Return the round that the caller sees; hidden and missing are the same 404."""
        return get_object_or_404(APPRAISALS.rows(self.request.user), pk=pk)


def _scores(values: dict[str, Any]) -> dict[str, actions.Scored]:
    return {one["criterion"]: actions.Scored(one["score"], one["justification"]) for one in values["scores"]}


@extend_schema_view(post=extend_schema(request=shapes.ScoresInput, responses=shapes.AppraisalSerializer))
class ScoreProposal(AppraisalVerb):
    """Score the six criteria, some or all."""

    input_class = shapes.ScoresInput

    def act(self, appraisal: Appraisal, version: int, values: dict[str, Any]) -> None:
        """Save the scores, or hand them in."""
        sheet = actions.ScoreSheet(
            _scores(values),
            values.get("recommendation", appraisal.recommendation),
            values.get("comment", appraisal.comment),
        )
        actions.score_proposal(
            by=self.by,
            appraisal=appraisal,
            lock_version=version,
            sheet=sheet,
            hand_in=values.get("hand_in", False),
        )


@extend_schema_view(post=extend_schema(request=shapes.EvaluationInput, responses=shapes.AppraisalSerializer))
class EvaluateProposal(AppraisalVerb):
    """Score EVAL's eight criteria."""

    input_class = shapes.EvaluationInput

    def act(self, appraisal: Appraisal, version: int, values: dict[str, Any]) -> None:
        """Hand the scores in."""
        actions.evaluate_proposal(
            by=self.by, appraisal=appraisal, lock_version=version, scores=_scores(values)
        )


@extend_schema_view(post=extend_schema(request=shapes.OpinionInput, responses=shapes.AppraisalSerializer))
class GiveOpinion(AppraisalVerb):
    """Say what the bureau of the address thinks."""

    input_class = shapes.OpinionInput

    def act(self, appraisal: Appraisal, version: int, values: dict[str, Any]) -> None:
        """Give the opinion."""
        bureau = self.kwargs["bureau"]
        if bureau not in BUREAUX:
            raise Http404
        actions.give_opinion(by=self.by, appraisal=appraisal, lock_version=version, bureau=bureau, **values)


@extend_schema_view(post=extend_schema(request=shapes.HandOverInput, responses=shapes.AppraisalSerializer))
class HandOver(AppraisalVerb):
    """Let a substitute appraise."""

    input_class = shapes.HandOverInput

    def act(self, appraisal: Appraisal, version: int, values: dict[str, Any]) -> None:
        """Hand it over."""
        actions.hand_over(by=self.by, appraisal=appraisal, lock_version=version, **values)


@extend_schema_view(post=extend_schema(request=shapes.DecisionInput, responses=shapes.AppraisalSerializer))
class DecideAppraisal(AppraisalVerb):
    """Decide: ready, to be revised, rejected."""

    input_class = shapes.DecisionInput

    def act(self, appraisal: Appraisal, version: int, values: dict[str, Any]) -> None:
        """Decide."""
        actions.decide_appraisal(by=self.by, appraisal=appraisal, lock_version=version, **values)


class AppraisalRuleList(WritingView, RegisterListView):
    """The settings of appraisals, each from a day on; a POST dates new ones."""

    register = APPRAISAL_RULES
    public = False
    serializer_class = shapes.AppraisalRuleSerializer
    input_class = shapes.RuleInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Date new settings."""
        rule = actions.set_rules(by=self.by, text=actions.RuleText(**self.field_values()))
        return Response(self.get_serializer(rule).data, status=201)


class AppraisalRuleObject(RegisterObjectView):
    """The settings of appraisals from a day on."""

    register = APPRAISAL_RULES
    public = False
    serializer_class = shapes.AppraisalRuleSerializer
