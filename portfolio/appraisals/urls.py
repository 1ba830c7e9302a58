from django.urls import path

from portfolio.appraisals.pages import appraisal_forms, appraisals, rule_forms

urlpatterns = [
    path("proposals/<int:pk>/appraise/", appraisal_forms.TakeUp.as_view(), name="appraisal-new"),
    path("appraisals/", appraisals.AppraisalsPage.as_view(), name="appraisals"),
    path("appraisals/settings/", appraisals.AppraisalRulesPage.as_view(), name="appraisal-rules"),
    path("appraisals/settings/new/", rule_forms.SetRules.as_view(), name="appraisal-rule-new"),
    path("appraisals/remarks/<int:pk>/remove/", appraisal_forms.RemoveRemark.as_view(), name="remark-remove"),
    path("appraisals/<int:pk>/", appraisals.appraisal, name="appraisal"),
    path("appraisals/<int:pk>/score/", appraisal_forms.ScoreProposal.as_view(), name="appraisal-score"),
    path(
        "appraisals/<int:pk>/evaluate/",
        appraisal_forms.EvaluateProposal.as_view(),
        name="appraisal-evaluate",
    ),
    path(
        "appraisals/<int:pk>/opinions/<slug:bureau>/",
        appraisal_forms.GiveOpinion.as_view(),
        name="appraisal-opinion",
    ),
    path("appraisals/<int:pk>/hand-over/", appraisal_forms.HandOver.as_view(), name="appraisal-hand-over"),
    path("appraisals/<int:pk>/decide/", appraisal_forms.DecideAppraisal.as_view(), name="appraisal-decide"),
    path("appraisals/<int:pk>/remarks/new/", appraisal_forms.AddRemark.as_view(), name="remark-new"),
]
