from django.urls import include, path

from portfolio.appraisals.actions.waivers import waive
from portfolio.outcomes.api.views import CountryOutcomePublication
from portfolio.programmes.actions.outcome_publication import publish_outcome
from portfolio.proposals.api.views import WaiveAppraisal

urlpatterns = [
    # As their pages, in `urls`.
    path(
        "cpos/<int:pk>/publication/",
        CountryOutcomePublication.as_view(publish=publish_outcome),
        name="cpos-publication",
    ),
    path("proposals/<int:pk>/waive/", WaiveAppraisal.as_view(waive=waive), name="proposals-waive"),
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
