from django.urls import path

from ilo_dc.core.writing.api.paths import nested_paths_of, paths_of
from portfolio.project_results.actions import plan
from portfolio.project_results.actions.report_schedules import SCHEDULES
from portfolio.project_results.api import serializers as shapes
from portfolio.project_results.api import views
from portfolio.project_results.api.programmes import ReportedByProjects
from portfolio.project_results.models.project_result import ProjectIndicator, ProjectResult
from portfolio.project_results.registers import REPORT_SCHEDULES
from portfolio.projects.models.project import Project

urlpatterns = [
    path("projects/<int:project_id>/plan/", views.ProjectPlan.as_view(), name="projects-plan"),
    path(
        "country-programmes/<int:programme_id>/projects/",
        ReportedByProjects.as_view(),
        name="country-programmes-projects",
    ),
    path(
        "projects/<int:project_id>/extensions/", views.ProjectExtensions.as_view(), name="projects-extensions"
    ),
    *nested_paths_of(
        plan.RESULTS,
        "projects/<int:project_id>/results/",
        ("project-results", "project-result"),
        serializer=shapes.ProjectResultSerializer,
        input_class=shapes.ProjectResultInput,
        owners=lambda user: Project.objects.visible_to(user).for_detail(),
        rows=lambda rows: rows.select_related("project").order_by("position", "pk"),
    ),
    *nested_paths_of(
        plan.INDICATORS,
        "project-results/<int:result_id>/indicators/",
        ("project-result-indicators", "project-result-indicator"),
        serializer=shapes.ProjectIndicatorSerializer,
        input_class=shapes.ProjectIndicatorInput,
        owners=lambda user: ProjectResult.objects.visible_to(user).select_related("project"),
        rows=lambda rows: rows.select_related("result__project").prefetch_related("targets").order_by("pk"),
    ),
    *nested_paths_of(
        plan.TARGETS,
        "project-indicators/<int:indicator_id>/targets/",
        ("project-indicator-targets", "project-indicator-target"),
        serializer=shapes.TargetSerializer,
        input_class=shapes.ProjectTargetInput,
        owners=lambda user: ProjectIndicator.objects.visible_to(user).select_related("result__project"),
        rows=lambda rows: rows.select_related("indicator__result__project").order_by("due_on", "pk"),
    ),
    *nested_paths_of(
        plan.RISKS,
        "projects/<int:project_id>/risks/",
        ("project-risks", "project-risk"),
        serializer=shapes.RiskSerializer,
        input_class=shapes.RiskInput,
        owners=lambda user: Project.objects.visible_to(user).for_detail(),
        rows=lambda rows: rows.select_related("project", "owner").order_by("-likelihood", "-impact", "pk"),
    ),
    *paths_of(REPORT_SCHEDULES, shapes.ReportScheduleSerializer, part=SCHEDULES),
    path("progress-reports/", views.ProgressReportList.as_view(), name="progress-reports-list"),
    path("progress-reports/skip/", views.SkipReport.as_view(), name="progress-reports-skip"),
    path("progress-reports/<int:pk>/", views.ProgressReportObject.as_view(), name="progress-reports-detail"),
    *(
        path(f"progress-reports/<int:pk>/{name}/", view.as_view(), name=f"progress-reports-{name}")
        for name, view in (
            ("submit", views.SubmitReport),
            ("accept", views.AcceptReport),
            ("return", views.ReturnReport),
            ("withdraw", views.WithdrawReport),
        )
    ),
]
