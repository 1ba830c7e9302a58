from django.urls import path

from funding.clearances.pages import clearance_documents, clearance_forms, clearances, settings

ONE = "clearances/<int:pk>/"

urlpatterns = [
    path("clearances/", clearances.ClearancesPage.as_view(), name="clearances"),
    path("clearances/new/", clearance_forms.RequestClearance.as_view(), name="clearance-new"),
    path("clearances/steps/", clearances.ClearanceStepsPage.as_view(), name="clearance-steps"),
    path("clearances/settings/", clearances.ClearanceRulesPage.as_view(), name="clearance-rules"),
    path("clearances/settings/new/", settings.SetClearanceRules.as_view(), name="clearance-rule-new"),
    path("clearances/screening/", clearances.ScreeningCriteriaPage.as_view(), name="screening-criteria"),
    path("clearances/screening/new/", settings.AddCriterion.as_view(), name="screening-criterion-new"),
    path(
        "clearances/screening/<int:pk>/end/", settings.EndCriterion.as_view(), name="screening-criterion-end"
    ),
    path(ONE, clearances.clearance, name="clearance"),
    path(f"{ONE}edit/", clearance_forms.EditClearance.as_view(), name="clearance-edit"),
    path(f"{ONE}screen/", clearance_forms.ScreenPartner.as_view(), name="clearance-screen"),
    path(f"{ONE}opinions/<slug:bureau>/", clearance_forms.GiveOpinion.as_view(), name="clearance-opinion"),
    path(f"{ONE}advise/", clearance_forms.RecordAdvice.as_view(), name="clearance-advise"),
    path(f"{ONE}decide/", clearance_forms.DecideClearance.as_view(), name="clearance-decide"),
    path(f"{ONE}hand-over/", clearance_forms.HandOver.as_view(), name="clearance-hand-over"),
    path(f"{ONE}withdraw/", clearance_forms.WithdrawClearance.as_view(), name="clearance-withdraw"),
    path(
        f"{ONE}documents/new/",
        clearance_documents.AttachClearanceDocument.as_view(),
        name="clearance-attach",
    ),
    path(
        f"{ONE}documents/<int:document>/",
        clearance_documents.ServeClearanceDocument.as_view(),
        name="clearance-document",
    ),
    path(
        f"{ONE}documents/<int:document>/withdraw/",
        clearance_documents.WithdrawClearanceDocument.as_view(),
        name="clearance-document-withdraw",
    ),
]
