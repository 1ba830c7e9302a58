from django.urls import path

from ilo_dc.core.writing.api.paths import nested_paths_of, paths_of
from portfolio.evaluations import registers
from portfolio.evaluations.actions import evaluation_parts as parts
from portfolio.evaluations.api import serializers as shapes
from portfolio.evaluations.api import views
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Recommendation

urlpatterns = [
    path("evaluations/", views.EvaluationList.as_view(), name="evaluations-list"),
    path("evaluations/<int:pk>/", views.EvaluationObject.as_view(), name="evaluations-detail"),
    path("evaluations/<int:pk>/publish/", views.PublishEvaluation.as_view(), name="evaluations-publish"),
    path("evaluations/<int:pk>/withdraw/", views.WithdrawEvaluation.as_view(), name="evaluations-withdraw"),
    *nested_paths_of(
        parts.RECOMMENDATIONS,
        "evaluations/<int:evaluation_id>/recommendations/",
        ("evaluation-recommendations", "evaluation-recommendation"),
        serializer=shapes.RecommendationSerializer,
        input_class=shapes.RecommendationInput,
        owners=Evaluation.objects.visible_to,
        rows=lambda rows: rows.for_list().order_by("position", "pk"),
    ),
    *nested_paths_of(
        parts.LESSONS,
        "evaluations/<int:evaluation_id>/lessons/",
        ("evaluation-lessons", "evaluation-lesson"),
        serializer=shapes.LessonSerializer,
        input_class=shapes.LessonInput,
        owners=Evaluation.objects.visible_to,
        rows=lambda rows: rows.for_list().order_by("pk"),
    ),
    *nested_paths_of(
        parts.RESPONSES,
        "recommendations/<int:recommendation_id>/responses/",
        ("recommendation-responses", "recommendation-response"),
        serializer=shapes.ManagementResponseSerializer,
        input_class=shapes.ManagementResponseInput,
        owners=lambda user: Recommendation.objects.visible_to(user).for_list(),
        rows=lambda rows: rows.for_detail(),
        add=parts.add_response,
        stays=True,
    ),
    path(
        "recommendations/<int:recommendation_id>/responses/<int:pk>/withdraw/",
        views.WithdrawResponse.as_view(),
        name="recommendation-response-withdraw",
    ),
    *paths_of(registers.RECOMMENDATIONS, shapes.RecommendationSerializer, public=False),
    *paths_of(registers.LESSONS, shapes.LessonSerializer, public=False),
    path(
        "evaluations/<int:evaluation_id>/documents/",
        views.EvaluationDocuments.as_view(),
        name="evaluations-documents",
    ),
    path(
        "evaluations/<int:evaluation_id>/documents/<int:document>/file/",
        views.EvaluationDocumentFile.as_view(),
        name="evaluations-document-file",
    ),
    path(
        "evaluations/<int:evaluation_id>/documents/<int:document>/withdraw/",
        views.WithdrawEvaluationDocument.as_view(),
        name="evaluations-document-withdraw",
    ),
]
