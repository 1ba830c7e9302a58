from django.urls import include, path

from funding.approvals.pages import approval_forms, approvals

APPROVALS = [
    path("", approvals.ApprovalsPage.as_view(), name="approvals"),
    path("new/", approval_forms.NewApproval.as_view(), name="approval-new"),
    path("<int:pk>/", approvals.approval, name="approval"),
    path("<int:pk>/minute.pdf", approvals.ApprovalMinute.as_view(), name="approval-minute"),
    path("<int:approval>/edit/", approval_forms.EditApproval.as_view(), name="approval-edit"),
    path("<int:approval>/issue/", approvals.FinishApproval.as_view(), name="approval-issue"),
    path("<int:approval>/sign/", approvals.SignApproval.as_view(), name="approval-sign"),
    path("<int:approval>/send-back/", approvals.SendApprovalBack.as_view(), name="approval-send-back"),
    path("<int:approval>/withdraw/", approvals.WithdrawApproval.as_view(), name="approval-withdraw"),
    path("<int:approval>/cancel/", approvals.CancelApproval.as_view(), name="approval-cancel"),
]
OF_AGREEMENTS = [
    path("approve/", approval_forms.ApproveAgreement.as_view(), name="agreement-approve"),
    path(
        "amendments/<int:amendment>/approve/",
        approval_forms.ApproveAgreement.as_view(),
        name="amendment-approve",
    ),
]
urlpatterns = [
    path("approvals/", include(APPROVALS)),
    path("agreements/<int:agreement>/", include(OF_AGREEMENTS)),
]
