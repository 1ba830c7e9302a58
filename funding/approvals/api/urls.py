from django.urls import path

from funding.approvals.api import views

urlpatterns = [
    path("approvals/", views.ApprovalList.as_view(), name="approvals-list"),
    path("approvals/<int:pk>/", views.ApprovalObject.as_view(), name="approvals-detail"),
    path("approvals/<int:pk>/issue/", views.FinishApproval.as_view(), name="approvals-issue"),
    path("approvals/<int:pk>/sign/", views.SignApproval.as_view(), name="approvals-sign"),
    path("approvals/<int:pk>/send-back/", views.SendApprovalBack.as_view(), name="approvals-send-back"),
    path("approvals/<int:pk>/withdraw/", views.WithdrawApproval.as_view(), name="approvals-withdraw"),
    path("approvals/<int:pk>/cancel/", views.CancelApproval.as_view(), name="approvals-cancel"),
]
