from django.urls import include, path

from portfolio.evaluations.pages import evaluation_documents as documents
from portfolio.evaluations.pages import evaluation_parts
from portfolio.evaluations.pages import evaluations as pages

EVALUATIONS = [
    path("", pages.EvaluationsPage.as_view(), name="evaluations"),
    path("recommendations/", pages.RecommendationsPage.as_view(), name="recommendations"),
    path("lessons/", pages.LessonsPage.as_view(), name="lessons"),
    path("new/", pages.NewEvaluation.as_view(), name="evaluation-new"),
    path("<int:pk>/", pages.evaluation, name="evaluation"),
    path("<int:evaluation>/edit/", pages.EditEvaluation.as_view(), name="evaluation-edit"),
    path("<int:evaluation>/publish/", pages.PublishEvaluation.as_view(), name="evaluation-publish"),
    path("<int:evaluation>/withdraw/", pages.WithdrawEvaluation.as_view(), name="evaluation-withdraw"),
    *evaluation_parts.urlpatterns,
    path(
        "<int:evaluation>/documents/attach/", documents.AttachToEvaluation.as_view(), name="evaluation-attach"
    ),
    path(
        "<int:evaluation>/documents/<int:document>/",
        documents.ServeEvaluationDocument.as_view(),
        name="evaluation-document",
    ),
    path(
        "<int:evaluation>/documents/<int:document>/withdraw/",
        documents.WithdrawEvaluationDocument.as_view(),
        name="evaluation-document-withdraw",
    ),
]
urlpatterns = [path("evaluations/", include(EVALUATIONS))]
