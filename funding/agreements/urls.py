from django.urls import include, path

from funding.agreements.pages import (
    agreement_documents,
    agreement_forms,
    agreement_parts,
    agreements,
    sent_reports,
)

AGREEMENTS = [
    path("", agreements.AgreementsPage.as_view(), name="agreements"),
    path("instalments/", agreements.InstalmentsPage.as_view(), name="instalments"),
    path("reports/", agreements.DonorReportsPage.as_view(), name="donor-reports"),
    path("new/", agreement_forms.NewAgreement.as_view(), name="agreement-new"),
    *agreement_parts.urlpatterns,
    path("reports/<int:report>/sent/", sent_reports.SendReport.as_view(), name="donor-report-send"),
    path(
        "reports/<int:report>/documents/<int:document>/",
        sent_reports.ServeReportDocument.as_view(),
        name="donor-report-document",
    ),
    path(
        "reports/<int:report>/documents/<int:document>/withdraw/",
        sent_reports.WithdrawReportDocument.as_view(),
        name="donor-report-document-withdraw",
    ),
    path("<int:agreement>/edit/", agreement_forms.EditAgreement.as_view(), name="agreement-edit"),
    path(
        "<int:agreement>/move/<slug:status>/",
        agreement_forms.MoveAgreement.as_view(),
        name="agreement-move",
    ),
    path(
        "<int:agreement>/life/<int:pk>/correct/",
        agreement_forms.CorrectAgreementStatus.as_view(),
        name="agreement-status-correct",
    ),
    path(
        "<int:agreement>/life/<int:pk>/take-back/",
        agreement_forms.TakeBackAgreementStatus.as_view(),
        name="agreement-status-take-back",
    ),
    path(
        "<int:agreement>/documents/attach/",
        agreement_documents.AttachToAgreement.as_view(),
        name="agreement-attach",
    ),
    path(
        "<int:agreement>/documents/<int:document>/",
        agreement_documents.ServeAgreementDocument.as_view(),
        name="agreement-document",
    ),
    path(
        "<int:agreement>/documents/<int:document>/withdraw/",
        agreement_documents.WithdrawAgreementDocument.as_view(),
        name="agreement-document-withdraw",
    ),
]
urlpatterns = [path("agreements/", include(AGREEMENTS))]
