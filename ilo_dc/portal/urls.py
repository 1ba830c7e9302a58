from django.urls import path

from ilo_dc.core.notices import pages as notices
from ilo_dc.portal.countries import pages as countries
from ilo_dc.portal.data import pages as data
from ilo_dc.portal.gaps import pages as gaps
from ilo_dc.portal.imports import pages as imports
from ilo_dc.portal.overview import pages as overview
from ilo_dc.portal.partners import pages as partners
from ilo_dc.portal.programmes import pages as programmes
from ilo_dc.portal.search import pages as search
from ilo_dc.portal.styleguide import pages as styleguide
from ilo_dc.portal.work import pages as work

app_name = "portal"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<slug:iso3>/", countries.country, name="country"),
    path("dwcps/<slug:slug>/", programmes.programme, name="programme"),
    path("partners/", partners.partners, name="partners"),
    path("partners/<slug:slug>/", partners.partner, name="partner"),
    path("data/", data.data, name="data"),
    path("data/measures/<slug:code>/", data.measure, name="measure"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="import-new"),
    path("imports/templates/<slug:code>.<slug:extension>", imports.template, name="import-template"),
    path("imports/<int:pk>/", imports.one_import, name="import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/save/", imports.save_import, name="import-save"),
    path("imports/<int:pk>/cancel/", imports.cancel_import, name="import-cancel"),
    path("work/", work.work, name="work"),
    path("work/notices/", notices.notices, name="notices"),
    path("work/notices/read/", notices.read_all, name="read-all"),
    path("work/notices/<int:pk>/", notices.notice, name="notice"),
    path("work/preferences/", notices.Preferences.as_view(), name="preferences"),
    path("search/", search.search, name="search"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
