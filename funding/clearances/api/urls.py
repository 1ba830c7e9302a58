from django.urls import path

from funding.clearances import registers
from funding.clearances.api import views
from funding.clearances.api.serializers import ClearanceStepSerializer
from ilo_dc.core.writing.api.paths import paths_of

ONE = "partnership-clearances/<int:pk>/"
DOCUMENTS = "partnership-clearances/<int:clearance_id>/documents/"

urlpatterns = [
    path("partnership-clearances/", views.ClearanceList.as_view(), name="partnership-clearances-list"),
    path(ONE, views.ClearanceObject.as_view(), name="partnership-clearances-detail"),
    path(f"{ONE}screen/", views.ScreenPartner.as_view(), name="partnership-clearances-screen"),
    path(
        f"{ONE}opinions/<slug:bureau>/",
        views.GiveClearanceOpinion.as_view(),
        name="partnership-clearances-opinion",
    ),
    path(f"{ONE}advise/", views.RecordAdvice.as_view(), name="partnership-clearances-advise"),
    path(f"{ONE}decide/", views.DecideClearance.as_view(), name="partnership-clearances-decide"),
    path(f"{ONE}hand-over/", views.HandOverClearance.as_view(), name="partnership-clearances-hand-over"),
    path(f"{ONE}withdraw/", views.WithdrawClearance.as_view(), name="partnership-clearances-withdraw"),
    path(DOCUMENTS, views.ClearanceDocuments.as_view(), name="partnership-clearances-documents"),
    path(
        f"{DOCUMENTS}<int:document>/file/",
        views.ClearanceDocumentFile.as_view(),
        name="partnership-clearances-document-file",
    ),
    path(
        f"{DOCUMENTS}<int:document>/withdraw/",
        views.WithdrawClearanceDocument.as_view(),
        name="partnership-clearances-document-withdraw",
    ),
    *paths_of(registers.CLEARANCE_STEPS, ClearanceStepSerializer, public=False),
    path("screening-criteria/", views.ScreeningCriterionList.as_view(), name="screening-criteria-list"),
    path(
        "screening-criteria/<int:pk>/",
        views.ScreeningCriterionObject.as_view(),
        name="screening-criteria-detail",
    ),
    path("screening-criteria/<int:pk>/end/", views.EndCriterion.as_view(), name="screening-criteria-end"),
    path("clearance-rules/", views.ClearanceRuleList.as_view(), name="clearance-rules-list"),
    path("clearance-rules/<int:pk>/", views.ClearanceRuleObject.as_view(), name="clearance-rules-detail"),
]
