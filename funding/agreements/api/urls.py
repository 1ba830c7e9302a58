from django.urls import path

from funding.agreements import registers
from funding.agreements.actions import agreement_parts as parts
from funding.agreements.api import sent_reports, views
from funding.agreements.api import serializers as shapes
from funding.agreements.models.agreement import Agreement
from ilo_dc.core.life.api import status_paths
from ilo_dc.core.writing.api.paths import nested_paths_of, paths_of

urlpatterns = [
    path("agreements/", views.AgreementList.as_view(), name="agreements-list"),
    path("agreements/<int:pk>/", views.AgreementObject.as_view(), name="agreements-detail"),
    *status_paths("agreements", views.AgreementStatusView),
    *nested_paths_of(
        parts.AGREEMENT_PARTNERS,
        "agreements/<int:agreement_id>/partners/",
        ("agreement-partners", "agreement-partner"),
        serializer=shapes.AgreementPartnerSerializer,
        input_class=shapes.AgreementPartnerInput,
        owners=lambda user: Agreement.objects.visible_to(user).for_list(),
        rows=lambda rows: rows.select_related("agreement", "organisation").order_by("pk"),
    ),
    *nested_paths_of(
        parts.AMENDMENTS,
        "agreements/<int:agreement_id>/amendments/",
        ("agreement-amendments", "agreement-amendment"),
        serializer=shapes.AmendmentSerializer,
        input_class=shapes.AmendmentInput,
        owners=lambda user: Agreement.objects.visible_to(user).for_list(),
        rows=lambda rows: rows.select_related("agreement", "partner").order_by("number", "pk"),
    ),
    *nested_paths_of(
        parts.FUNDED_PROJECTS,
        "agreements/<int:agreement_id>/projects/",
        ("agreement-projects", "agreement-project"),
        serializer=shapes.FundedProjectSerializer,
        input_class=shapes.FundedProjectInput,
        owners=lambda user: Agreement.objects.visible_to(user).for_list(),
        rows=lambda rows: rows.select_related("agreement", "project").order_by("-share", "pk"),
    ),
    *paths_of(registers.INSTALMENTS, shapes.InstalmentSerializer, part=parts.INSTALMENTS),
    *paths_of(registers.DONOR_REPORTS, shapes.DonorReportSerializer, part=parts.DONOR_REPORTS),
    path(
        "donor-reports/<int:report_id>/documents/",
        sent_reports.ReportDocuments.as_view(),
        name="donor-reports-documents",
    ),
    path(
        "donor-reports/<int:report_id>/documents/<int:document>/file/",
        sent_reports.ReportDocumentFile.as_view(),
        name="donor-reports-document-file",
    ),
    path(
        "donor-reports/<int:report_id>/documents/<int:document>/withdraw/",
        sent_reports.WithdrawReportDocument.as_view(),
        name="donor-reports-document-withdraw",
    ),
    path(
        "agreements/<int:agreement_id>/documents/",
        views.AgreementDocuments.as_view(),
        name="agreements-documents",
    ),
    path(
        "agreements/<int:agreement_id>/documents/<int:document>/file/",
        views.AgreementDocumentFile.as_view(),
        name="agreements-document-file",
    ),
    path(
        "agreements/<int:agreement_id>/documents/<int:document>/withdraw/",
        views.WithdrawAgreementDocument.as_view(),
        name="agreements-document-withdraw",
    ),
]
