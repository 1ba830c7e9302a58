"""Paths of the evidence of an outcome update."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view

from ilo_dc.core.documents import api as core
from ilo_dc.core.errors import Verdict
from portfolio.updates import policies
from portfolio.updates.models import OutcomeUpdate


class OfUpdate(core.OwnedView):
    """The evidence of an outcome update that the caller sees."""

    file_path = "api:outcome-updates-document-file"

    def owner(self) -> OutcomeUpdate:
        """Return the update."""
        rows = OutcomeUpdate.objects.visible_to(self.request.user).for_detail()
        found: OutcomeUpdate = get_object_or_404(rows, pk=self.kwargs["update_id"])
        return found

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of updates."""
        return policies.may_document(user, owner)


@extend_schema_view(
    get=extend_schema(responses=core.DocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": core.DocumentInput}, responses={201: core.DocumentSerializer}
    ),
)
class UpdateDocuments(OfUpdate, core.DocumentList):
    """The evidence of an outcome update, the latest first; a POST attaches a file until it is accepted."""


class UpdateDocumentFile(OfUpdate, core.DocumentFile):
    """A file of evidence, as what its content is."""


@extend_schema_view(post=extend_schema(request=core.WithdrawDocumentInput, responses={204: None}))
class WithdrawUpdateDocument(OfUpdate, core.WithdrawDocument):
    """Take evidence away from readers with a reason; the file is kept."""
