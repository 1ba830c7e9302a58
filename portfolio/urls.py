from django.urls import include, path

from portfolio.outcomes.pages.country_outcomes import PublishCountryOutcome
from portfolio.programmes.actions.outcome_publication import publish_outcome

app_name = "portfolio"

urlpatterns = [
    # What is counted of an outcome from its publication on belongs to programmes, above it.
    path(
        "cpos/<int:pk>/publish/", PublishCountryOutcome.as_view(publish=publish_outcome), name="cpo-publish"
    ),
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
