"""Paths of clearances: the registers, one request, what is said of the partner, the decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from funding.clearances import policies
from funding.clearances.actions import clearances as actions
from funding.clearances.actions import decisions, settings
from funding.clearances.api import serializers as shapes
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.models.settings import ScreeningCriterion
from funding.clearances.registers import CLEARANCE_RULES, CLEARANCES, SCREENING_CRITERIA
from funding.clearances.vocab import BUREAUX
from ilo_dc.core.documents import api as documents
from ilo_dc.core.errors import Verdict
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read

ONE = shapes.OneClearanceSerializer


def clearance_or_404(user: Any, pk: int) -> PartnershipClearance:
    """Return a clearance that the caller sees; hidden and missing are the same 404."""
    found: PartnershipClearance = get_object_or_404(CLEARANCES.rows(user).prefetch_related("answers"), pk=pk)
    return found


@extend_schema_view(post=extend_schema(request=shapes.ClearanceInput, responses={201: ONE}))
class ClearanceList(WritingView, RegisterListView):
    """Clearances of partnerships; a POST asks for one, or reuses the one that is valid."""

    register = CLEARANCES
    public = False
    serializer_class = shapes.ClearanceSerializer
    input_class = shapes.ClearanceInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Ask for it."""
        made = actions.request_clearance(by=self.by, text=actions.RequestText(**self.field_values()))
        row = clearance_or_404(request.user, made.pk)
        self.serializer_class = ONE
        return self.answer(row, version=row.version, status=201)


@extend_schema_view(patch=extend_schema(request=shapes.ClearanceChangeInput, responses=ONE))
class ClearanceObject(WritingView, RegisterObjectView):
    """One clearance; a PATCH says otherwise what is asked for."""

    register = CLEARANCES
    public = False
    serializer_class = ONE
    input_class = shapes.ClearanceChangeInput

    def patch(self, request: Request, pk: int, **_kwargs: Any) -> Response:
        """Change the request: `If-Match` names the version that was read (428 without, 412 when stale)."""
        found = clearance_or_404(request.user, pk)
        version = version_read(request, found.version)
        now = actions.RequestChange(**present_values(actions.RequestChange, found))
        text = replace(now, **self.field_values(partial=True))
        actions.edit_clearance(by=self.by, clearance=found, lock_version=version, text=text)
        saved = clearance_or_404(request.user, pk)
        return self.answer(saved, version=saved.version)


class ClearanceVerb(WritingView):
    """A verb about a clearance; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = ONE
    queryset = PartnershipClearance.objects.none()

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Do it, and answer the clearance as it is then."""
        found = clearance_or_404(request.user, pk)
        self.act(found, version_read(request, found.version), self.field_values())
        saved = clearance_or_404(request.user, pk)
        return self.answer(saved, version=saved.version)


@extend_schema_view(post=extend_schema(request=shapes.ScreeningInput, responses=ONE))
class ScreenPartner(ClearanceVerb):
    """Answer what the screening asks, some or all."""

    input_class = shapes.ScreeningInput

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Save the answers, or hand them in."""
        actions.screen_partner(
            by=self.by,
            clearance=clearance,
            lock_version=version,
            answers={
                one["criterion"]: actions.Answered(one["answer"], one["note"]) for one in values["answers"]
            },
            findings=values.get("findings", clearance.findings),
            hand_in=values.get("hand_in", False),
        )


@extend_schema_view(post=extend_schema(request=shapes.ClearanceOpinionInput, responses=ONE))
class GiveClearanceOpinion(ClearanceVerb):
    """Say what the bureau of the address thinks."""

    input_class = shapes.ClearanceOpinionInput

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Give the opinion."""
        bureau = self.kwargs["bureau"]
        if bureau not in BUREAUX:
            raise Http404
        decisions.give_opinion(by=self.by, clearance=clearance, lock_version=version, bureau=bureau, **values)


@extend_schema_view(post=extend_schema(request=shapes.AdviceInput, responses=ONE))
class RecordAdvice(ClearanceVerb):
    """Record what the legal office advises."""

    input_class = shapes.AdviceInput

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Record it."""
        decisions.record_advice(by=self.by, clearance=clearance, lock_version=version, **values)


@extend_schema_view(post=extend_schema(request=shapes.ClearanceDecisionInput, responses=ONE))
class DecideClearance(ClearanceVerb):
    """Decide: clear, clear with conditions, refuse."""

    input_class = shapes.ClearanceDecisionInput

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Decide."""
        text = decisions.DecisionText(**values)
        decisions.decide_clearance(by=self.by, clearance=clearance, lock_version=version, text=text)


@extend_schema_view(post=extend_schema(request=shapes.ClearanceHandOverInput, responses=ONE))
class HandOverClearance(ClearanceVerb):
    """Let a substitute be the officer."""

    input_class = shapes.ClearanceHandOverInput

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Hand it over."""
        actions.hand_over(by=self.by, clearance=clearance, lock_version=version, **values)


@extend_schema_view(post=extend_schema(request=shapes.ClearanceWithdrawalInput, responses=ONE))
class WithdrawClearance(ClearanceVerb):
    """Withdraw a request that is not decided on."""

    input_class = shapes.ClearanceWithdrawalInput

    def act(self, clearance: PartnershipClearance, version: int, values: dict[str, Any]) -> None:
        """Withdraw it."""
        actions.withdraw_clearance(by=self.by, clearance=clearance, lock_version=version, **values)


class ScreeningCriterionList(WritingView, RegisterListView):
    """What screenings ask, each from a day on; a POST adds a criterion."""

    register = SCREENING_CRITERIA
    public = False
    serializer_class = shapes.ScreeningCriterionSerializer
    input_class = shapes.CriterionInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add one."""
        row = settings.add_criterion(by=self.by, text=settings.CriterionText(**self.field_values()))
        return self.answer(row, version=row.version, status=201)


class ScreeningCriterionObject(RegisterObjectView):
    """A screening criterion."""

    register = SCREENING_CRITERIA
    public = False
    serializer_class = shapes.ScreeningCriterionSerializer


@extend_schema_view(
    post=extend_schema(request=shapes.EndCriterionInput, responses=shapes.ScreeningCriterionSerializer)
)
class EndCriterion(WritingView):
    """Ask a criterion no longer; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.ScreeningCriterionSerializer
    input_class = shapes.EndCriterionInput
    queryset = ScreeningCriterion.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """End it."""
        found: ScreeningCriterion = get_object_or_404(SCREENING_CRITERIA.rows(request.user), pk=pk)
        version = version_read(request, found.version)
        row = settings.end_criterion(by=self.by, criterion=found, lock_version=version, **self.field_values())
        return self.answer(row, version=row.version)


class ClearanceRuleList(WritingView, RegisterListView):
    """The settings of clearances, each from a day on; a POST dates new ones."""

    register = CLEARANCE_RULES
    public = False
    serializer_class = shapes.ClearanceRuleSerializer
    input_class = shapes.ClearanceRuleInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Date new settings."""
        rule = settings.set_rules(by=self.by, text=settings.RuleText(**self.field_values()))
        return Response(self.get_serializer(rule).data, status=201)


class ClearanceRuleObject(RegisterObjectView):
    """The settings of one day."""

    register = CLEARANCE_RULES
    public = False
    serializer_class = shapes.ClearanceRuleSerializer


class OfClearance(documents.OwnedView):
    """The documents of a clearance that the caller sees."""

    file_path = "api:partnership-clearances-document-file"

    def owner(self) -> PartnershipClearance:
        """Return the clearance."""
        return clearance_or_404(self.request.user, self.kwargs["clearance_id"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of clearances."""
        return policies.may_document(user, owner)


@extend_schema_view(
    get=extend_schema(responses=documents.DocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": documents.DocumentInput},
        responses={201: documents.DocumentSerializer},
    ),
)
class ClearanceDocuments(OfClearance, documents.DocumentList):
    """The documents of a clearance, the latest first; a POST attaches one."""


class ClearanceDocumentFile(OfClearance, documents.DocumentFile):
    """A document of a clearance, as what its content is."""


@extend_schema_view(post=extend_schema(request=documents.WithdrawDocumentInput, responses={204: None}))
class WithdrawClearanceDocument(OfClearance, documents.WithdrawDocument):
    """Take a document of a clearance away from readers with a reason; the file is kept."""
