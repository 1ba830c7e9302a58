"""Addresses of the portal; each app names its own pages.

The pages composed of several apps have names without a namespace: no layer owns them, so that a lower app may
lead to one without naming an app above it. `tests/test_architecture.py` keeps the list closed.
"""

from django.urls import include, path
from django.views.generic import RedirectView

from ilo_dc.core.accounts.pages.language import switch_language
from ilo_dc.core.health import health
from ilo_dc.core.problems.pages import not_found
from ilo_dc.portal.about import pages as about
from ilo_dc.portal.agreements import pages as agreements
from ilo_dc.portal.countries import pages as countries
from ilo_dc.portal.data import pages as data
from ilo_dc.portal.imports import pages as imports
from ilo_dc.portal.leaving import pages as leaving
from ilo_dc.portal.overview import pages as overview
from ilo_dc.portal.partners.pages import partner, partners
from ilo_dc.portal.programmes import pages as programmes
from ilo_dc.portal.projects import pages as projects
from ilo_dc.portal.proposals import pages as proposals
from ilo_dc.portal.search import pages as search
from ilo_dc.portal.work import pages as work
from reporting.figure_problems import pages as figure_problems

handler400 = "ilo_dc.core.problems.pages.bad_request"
handler403 = "ilo_dc.core.problems.pages.permission_denied"
handler404 = "ilo_dc.core.problems.pages.not_found"
handler500 = "ilo_dc.core.problems.pages.server_error"

COMPOSED = [
    path("", overview.overview, name="overview"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<slug:iso3>/", countries.country, name="country"),
    path("dwcps/<slug:slug>/", programmes.programme, name="programme"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("partners/", partners.partners, name="partners"),
    path("partners/<slug:slug>/", partner.partner, name="partner"),
    path("data/", data.data, name="data"),
    path("data/measures/<slug:code>/", data.measure, name="measure"),
    path("imports/new/", imports.new_import, name="import-new"),
    path("imports/<int:pk>/", imports.one_import, name="import"),
    path("imports/<int:pk>/problems.<slug:extension>", imports.problems, name="import-problems"),
    path("work/", work.work, name="work"),
    path("admin-area/memberships/<int:pk>/end/", leaving.EndRole.as_view(), name="end-role"),
    path("admin-area/people/<int:pk>/deactivate/", leaving.Deactivate.as_view(), name="deactivate-person"),
    path("search/", search.search, name="search"),
    path("help/", about.tours, name="help"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/licences/", about.licences, name="licences"),
    path("figures/problems/new/", figure_problems.ReportProblem.as_view(), name="report-figure"),
]

urlpatterns = [
    path("api/v1/", include("ilo_dc.api")),
    path("account/", RedirectView.as_view(pattern_name="work")),
    path("account/email/", not_found),  # addresses are changed by an administrator's action
    path("account/", include("ilo_dc.core.accounts.pages.confirming")),
    path("account/", include("allauth.urls")),
    path("i18n/setlang/", switch_language, name="set_language"),
    path("health/", health, name="health"),
    path("", include("ilo_dc.core.urls")),
    path("results-frameworks/", include("portfolio.pages.results_urls")),
    path("", include("portfolio.urls")),
    path("", include("funding.urls")),
    path("", include("reporting.urls")),
    path("", include("ilo_dc.portal.urls")),
    *COMPOSED,  # last: `dwcps/new/` is no programme
]
