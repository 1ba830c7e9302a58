"""Paths of evaluations: the register, one evaluation, its publication, its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.documents import api as documents
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.evaluations import policies
from portfolio.evaluations.actions import evaluation_parts as parts
from portfolio.evaluations.actions import evaluations as actions
from portfolio.evaluations.api import serializers as shapes
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import ManagementResponse
from portfolio.evaluations.registers import EVALUATIONS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict


def evaluation_or_404(request: Request, pk: int) -> Evaluation:
    """Return an evaluation that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(Evaluation.objects.visible_to(request.user).for_list(), pk=pk)


class EvaluationList(WritingView, RegisterListView):
    """Evaluations; drafts are for staff."""

    register = EVALUATIONS
    public = False
    serializer_class = shapes.EvaluationSerializer
    input_class = shapes.NewEvaluationInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Record an evaluation as a draft."""
        values = self.field_values()
        subject = actions.Subject(values.pop("project", None), values.pop("programme", None))
        made = actions.add_evaluation(by=self.by, subject=subject, text=actions.EvaluationText(**values))
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=201)


class EvaluationObject(WritingView, RegisterObjectView):
    """One evaluation."""

    by_version = ("PATCH",)
    register = EVALUATIONS
    public = False
    serializer_class = shapes.EvaluationSerializer
    input_class = shapes.EvaluationInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change what is said of the evaluation; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        values = {**present_values(actions.EvaluationText, row), **self.field_values(partial=True)}
        text = actions.EvaluationText(**values)
        actions.edit_evaluation(by=self.by, evaluation=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)


class EvaluationStep(WritingView):
    """A step that changes who sees an evaluation; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.EvaluationSerializer
    queryset = Evaluation.objects.none()

    def answered(self, pk: int) -> Response:
        """Answer the evaluation as it is now."""
        saved = evaluation_or_404(self.request, pk)
        return self.answer(saved, version=saved.version)


@extend_schema_view(post=extend_schema(request=None, responses=shapes.EvaluationSerializer))
class PublishEvaluation(EvaluationStep):
    """Publish a draft that has a summary and its report."""

    input_class = shapes.PublishInput

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Publish it."""
        row = evaluation_or_404(request, pk)
        self.field_values()
        version = version_read(request, row.version)
        actions.publish_evaluation(by=self.by, evaluation=row, lock_version=version)
        return self.answered(pk)


@extend_schema_view(
    post=extend_schema(request=shapes.EvaluationWithdrawInput, responses=shapes.EvaluationSerializer)
)
class WithdrawEvaluation(EvaluationStep):
    """Take a published evaluation back: it is a draft again."""

    input_class = shapes.EvaluationWithdrawInput

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Take it back."""
        row = evaluation_or_404(request, pk)
        reason = self.field_values()["reason"]
        version = version_read(request, row.version)
        actions.withdraw_evaluation(by=self.by, evaluation=row, lock_version=version, reason=reason)
        return self.answered(pk)


@extend_schema_view(post=extend_schema(request=shapes.ResponseWithdrawInput, responses={204: None}))
class WithdrawResponse(WritingView):
    """Withdraw a published response with a reason; `If-Match` names the version that was read."""

    by_version = ("POST",)
    input_class = shapes.ResponseWithdrawInput
    serializer_class = shapes.ManagementResponseSerializer
    queryset = ManagementResponse.objects.none()

    def create(
        self, request: Request, *_args: Any, recommendation_id: int, pk: int, **_kwargs: Any
    ) -> Response:
        """Withdraw it."""
        rows = ManagementResponse.objects.visible_to(request.user).for_detail()
        row = get_object_or_404(rows, recommendation=recommendation_id, pk=pk)
        reason = self.field_values()["reason"]
        version = version_read(request, row.version)
        parts.withdraw_response(by=self.by, row=row, lock_version=version, reason=reason)
        return Response(status=204)


class OfEvaluation(documents.OwnedView):
    """The documents of an evaluation: who sees it reads them."""

    file_path = "api:evaluations-document-file"

    def owner(self) -> Evaluation:
        """Return the evaluation that the address names."""
        return evaluation_or_404(self.request, self.kwargs["evaluation_id"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of evaluations."""
        return policies.may_edit_evaluation(user, owner)


@extend_schema_view(
    get=extend_schema(responses=documents.DocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": documents.DocumentInput},
        responses={201: documents.DocumentSerializer},
    ),
)
class EvaluationDocuments(OfEvaluation, documents.DocumentList):
    """The documents of an evaluation, the latest first; a POST attaches one."""


class EvaluationDocumentFile(OfEvaluation, documents.DocumentFile):
    """The file of an evaluation's document, as what its content is."""


@extend_schema_view(post=extend_schema(request=documents.WithdrawDocumentInput, responses={204: None}))
class WithdrawEvaluationDocument(OfEvaluation, documents.WithdrawDocument):
    """Take a document of an evaluation away from readers with a reason; a published one keeps a report."""

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of evaluations."""
        return policies.may_withdraw_document(user, owner)
