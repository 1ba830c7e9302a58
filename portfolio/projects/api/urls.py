from django.urls import path

from ilo_dc.core.life.api import status_paths
from ilo_dc.core.writing.api.paths import nested_paths_of
from portfolio.projects.actions.project_parts import PARTICIPANTS
from portfolio.projects.api import views
from portfolio.projects.api.serializers import projects as shapes
from portfolio.projects.models.project import Project

urlpatterns = [
    path("projects/", views.ProjectList.as_view(), name="projects-list"),
    path("projects/<int:project_id>/", views.ProjectObject.as_view(), name="projects-detail"),
    path("projects/<int:pk>/links/", views.ProjectLinks.as_view(), name="projects-links"),
    path("projects/<int:pk>/safeguards/", views.ProjectSafeguards.as_view(), name="projects-safeguards"),
    *status_paths("projects", views.ProjectStatusView),
    *nested_paths_of(
        PARTICIPANTS,
        "projects/<int:project_id>/participants/",
        ("project-participants", "project-participant"),
        serializer=shapes.ParticipantSerializer,
        input_class=shapes.ParticipantInput,
        owners=lambda user: Project.objects.visible_to(user).for_detail(),
        rows=lambda rows: rows.select_related("project", "organisation").order_by("role", "pk"),
    ),
    path("projects/<int:project_id>/documents/", views.ProjectDocuments.as_view(), name="projects-documents"),
    path(
        "projects/<int:project_id>/documents/<int:document>/file/",
        views.ProjectDocumentFile.as_view(),
        name="projects-document-file",
    ),
    path(
        "projects/<int:project_id>/documents/<int:document>/withdraw/",
        views.WithdrawProjectDocument.as_view(),
        name="projects-document-withdraw",
    ),
    path("initiatives/", views.InitiativeList.as_view(), name="initiatives-list"),
    path("initiatives/<int:pk>/", views.InitiativeObject.as_view(), name="initiatives-detail"),
]
