from django.urls import include, path

from portfolio.appraisals.actions.waivers import waive
from portfolio.appraisals.panels import returned_to
from portfolio.appraisals.policies import may_waive
from portfolio.outcomes.pages.country_outcomes import PublishCountryOutcome
from portfolio.programmes.actions.outcome_publication import publish_outcome
from portfolio.proposals.pages.proposal_forms import EditProposal, WaiveAppraisal

app_name = "portfolio"

urlpatterns = [
    # Doors of a feature that need one above it: what is counted of an outcome from its publication on, who
    # appraised a proposal, and what an appraisal says to its authors.
    path(
        "cpos/<int:pk>/publish/", PublishCountryOutcome.as_view(publish=publish_outcome), name="cpo-publish"
    ),
    path(
        "proposals/<int:pk>/waive/",
        WaiveAppraisal.as_view(waive=waive, may_waive=may_waive),
        name="proposal-waive",
    ),
    path("proposals/<int:pk>/edit/", EditProposal.as_view(returned_to=returned_to), name="proposal-edit"),
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
