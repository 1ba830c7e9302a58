from django.urls import path

from ilo_dc.core.writing.api.paths import nested_paths_of, paths_of
from portfolio.appraisals import registers
from portfolio.appraisals.actions.remarks import REMARKS
from portfolio.appraisals.api import serializers as shapes
from portfolio.appraisals.api import views
from portfolio.appraisals.models.appraisal import Appraisal

urlpatterns = [
    path("proposals/<int:pk>/appraise/", views.TakeUp.as_view(), name="proposals-appraise"),
    *paths_of(registers.APPRAISALS, shapes.AppraisalSerializer, public=False),
    path("appraisals/<int:pk>/score/", views.ScoreProposal.as_view(), name="appraisals-score"),
    path("appraisals/<int:pk>/evaluate/", views.EvaluateProposal.as_view(), name="appraisals-evaluate"),
    path(
        "appraisals/<int:pk>/opinions/<slug:bureau>/",
        views.GiveOpinion.as_view(),
        name="appraisals-opinion",
    ),
    path("appraisals/<int:pk>/hand-over/", views.HandOver.as_view(), name="appraisals-hand-over"),
    path("appraisals/<int:pk>/decide/", views.DecideAppraisal.as_view(), name="appraisals-decide"),
    *nested_paths_of(
        REMARKS,
        "appraisals/<int:appraisal_id>/remarks/",
        ("appraisals-remarks", "appraisals-remark"),
        serializer=shapes.AppraisalRemarkSerializer,
        owners=lambda user: Appraisal.objects.visible_to(user).select_related("proposal"),
        rows=lambda rows: rows.select_related("appraisal__proposal").order_by("pk"),
        input_class=shapes.RemarkInput,
    ),
    path("appraisal-rules/", views.AppraisalRuleList.as_view(), name="appraisal-rules-list"),
    path("appraisal-rules/<int:pk>/", views.AppraisalRuleObject.as_view(), name="appraisal-rules-detail"),
]
