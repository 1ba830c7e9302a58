"""Paths of agreements: the register, one agreement, its publication, its life, its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from funding.agreements import policies
from funding.agreements.actions import agreements as actions
from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from funding.agreements.api import serializers as shapes
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.registers import AGREEMENTS
from ilo_dc.core.documents import api as documents
from ilo_dc.core.life.api import StatusView
from ilo_dc.core.models import Document
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict


def agreement_or_404(request: Request, pk: int) -> Agreement:
    """Return an agreement that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(Agreement.objects.visible_to(request.user).for_list(), pk=pk)


class AgreementList(WritingView, RegisterListView):
    """Agreements; a funding partner sees its own, everybody those that are published."""

    register = AGREEMENTS
    public = False
    serializer_class = shapes.AgreementSerializer
    input_class = shapes.AgreementInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Register an agreement as a draft."""
        terms = actions.AgreementTerms(**self.field_values())
        made = actions.register_agreement(by=self.by, terms=terms)
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=201)


class AgreementObject(WritingView, RegisterObjectView):
    """One agreement."""

    by_version = ("PATCH",)
    register = AGREEMENTS
    public = False
    serializer_class = shapes.AgreementSerializer
    input_class = shapes.AgreementEditInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change what is said of the agreement; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        values = self.field_values(partial=True)
        reason = values.pop("reason", "")
        terms = actions.AgreementTerms(**{**present_values(actions.AgreementTerms, row), **values})
        actions.edit_agreement(by=self.by, agreement=row, lock_version=version, terms=terms, reason=reason)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)


class AgreementStep(WritingView):
    """A step that changes who sees an agreement; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.AgreementSerializer
    queryset = Agreement.objects.none()

    def answered(self, pk: int) -> Response:
        """Answer the agreement as it is now."""
        saved = agreement_or_404(self.request, pk)
        return self.answer(saved, version=saved.version)


class AgreementStatusView(StatusView):
    """What the paths of an agreement's life share: its shapes."""

    life = AGREEMENT_LIFE
    serializer_class = shapes.AgreementStateSerializer
    step_input = shapes.AgreementStepInput
    correction_input = shapes.AgreementCorrectionInput
    reason_input = shapes.AgreementReasonInput
    queryset = AgreementState.objects.none()

    def find_noun(self, key: int) -> Agreement:
        """Return the agreement."""
        return agreement_or_404(self.request, key)


class OfAgreement(documents.OwnedView):
    """The documents of an agreement: read by staff and the partner that signed alone."""

    file_path = "api:agreements-document-file"

    def owner(self) -> Agreement:
        """Return the agreement that the address names."""
        return agreement_or_404(self.request, self.kwargs["agreement_id"])

    def rows(self) -> QuerySet[Document]:
        """Return the documents that the caller reads."""
        agreement = self.owner()
        found = Document.objects.of(agreement).current().order_by("-pk")
        return found if policies.reads_documents(self.request.user, agreement) else found.none()

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of agreements."""
        return policies.may_document_agreement(user, owner)


@extend_schema_view(
    get=extend_schema(responses=documents.DocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": documents.DocumentInput},
        responses={201: documents.DocumentSerializer},
    ),
)
class AgreementDocuments(OfAgreement, documents.DocumentList):
    """The documents of an agreement that the caller reads, the latest first; a POST attaches one."""


class AgreementDocumentFile(OfAgreement, documents.DocumentFile):
    """The file of an agreement's document, as what its content is."""


@extend_schema_view(post=extend_schema(request=documents.WithdrawDocumentInput, responses={204: None}))
class WithdrawAgreementDocument(OfAgreement, documents.WithdrawDocument):
    """Take a document of an agreement away from readers with a reason; the file is kept."""
