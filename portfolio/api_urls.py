from django.urls import include, path

from portfolio.outcomes.api.views import CountryOutcomePublication
from portfolio.programmes.actions.outcome_publication import publish_outcome

urlpatterns = [
    # As its page, in `urls`.
    path(
        "cpos/<int:pk>/publication/",
        CountryOutcomePublication.as_view(publish=publish_outcome),
        name="cpos-publication",
    ),
    path("", include("portfolio.results.api.urls")),
    path("", include("portfolio.frameworks.api.urls")),
    path("", include("portfolio.outcomes.api.urls")),
    path("", include("portfolio.programmes.api.urls")),
    path("", include("portfolio.proposals.api.urls")),
    path("", include("portfolio.projects.api.urls")),
    path("", include("portfolio.project_results.api.urls")),
    path("", include("portfolio.due_reports.api.urls")),
    path("", include("portfolio.updates.api.urls")),
    path("", include("portfolio.alignments.api.urls")),
    path("", include("portfolio.appraisals.api.urls")),
    path("", include("portfolio.evaluations.api.urls")),
    path("", include("portfolio.reports.api.urls")),
]
