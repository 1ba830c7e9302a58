from django.urls import include, path

app_name = "portfolio"

urlpatterns = [
    path("", include("portfolio.frameworks.urls")),
    path("", include("portfolio.outcomes.urls")),
    path("", include("portfolio.programmes.urls")),
    path("", include("portfolio.project_results.urls")),
    path("", include("portfolio.proposals.urls")),
    path("", include("portfolio.projects.urls")),
    path("", include("portfolio.due_reports.urls")),
    path("", include("portfolio.updates.urls")),
    path("", include("portfolio.alignments.urls")),
    path("", include("portfolio.appraisals.urls")),
    path("", include("portfolio.evaluations.urls")),
    path("", include("portfolio.workbooks.urls")),
    path("", include("portfolio.reports.urls")),
    path("", include("portfolio.pages.urls")),
]
