from django.urls import include, path

from portfolio.projects.pages import (
    project_documents,
    project_forms,
    project_links,
    project_parts,
    projects,
)

PROJECTS = [
    path("", projects.ProjectsPage.as_view(), name="projects"),
    path("new/", project_forms.NewProject.as_view(), name="project-new"),
    path("initiatives/", projects.InitiativesPage.as_view(), name="initiatives"),
    path("initiatives/new/", project_forms.NewInitiative.as_view(), name="initiative-new"),
    path("initiatives/<int:pk>/edit/", project_forms.EditInitiative.as_view(), name="initiative-edit"),
    *project_parts.urlpatterns,
    path("<int:project>/edit/", project_forms.EditProject.as_view(), name="project-edit"),
    path("<int:project>/links/", project_links.TieProject.as_view(), name="project-links"),
    path("<int:project>/move/<slug:status>/", project_forms.MoveProject.as_view(), name="project-move"),
    path(
        "<int:project>/life/<int:pk>/correct/",
        project_forms.CorrectProjectStatus.as_view(),
        name="project-status-correct",
    ),
    path(
        "<int:project>/life/<int:pk>/take-back/",
        project_forms.TakeBackProjectStatus.as_view(),
        name="project-status-take-back",
    ),
    path(
        "<int:project>/documents/attach/", project_documents.AttachToProject.as_view(), name="project-attach"
    ),
    path(
        "<int:project>/documents/<int:document>/",
        project_documents.ServeProjectDocument.as_view(),
        name="project-document",
    ),
    path(
        "<int:project>/documents/<int:document>/withdraw/",
        project_documents.WithdrawProjectDocument.as_view(),
        name="project-document-withdraw",
    ),
]
urlpatterns = [path("projects/", include(PROJECTS))]
