"""Paths of the documents of reports to funding partners: read by whoever sees the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view

from funding.agreements import policies
from funding.agreements.models.donor_report import DonorReport
from ilo_dc.core.documents import api as documents

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict


class OfReport(documents.OwnedView):
    """The documents of a report."""

    file_path = "api:donor-reports-document-file"

    def owner(self) -> DonorReport:
        """Return the report that the address names."""
        rows = DonorReport.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, pk=self.kwargs["report_id"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of reports."""
        return policies.may_send_report(user, owner)


@extend_schema_view(
    get=extend_schema(responses=documents.DocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": documents.DocumentInput},
        responses={201: documents.DocumentSerializer},
    ),
)
class ReportDocuments(OfReport, documents.DocumentList):
    """The documents of a report to a funding partner, the latest first; a POST attaches one."""


class ReportDocumentFile(OfReport, documents.DocumentFile):
    """The file of a report to a funding partner, as what its content is."""


@extend_schema_view(post=extend_schema(request=documents.WithdrawDocumentInput, responses={204: None}))
class WithdrawReportDocument(OfReport, documents.WithdrawDocument):
    """Take a document of a report away from readers with a reason; the file is kept."""
