from django.urls import path

from ilo_dc.portal.pages import countries, data, gaps, overview, partners

app_name = "portal"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<slug:iso3>/", countries.country, name="country"),
    path("partners/", partners.partners, name="partners"),
    path("partners/<slug:slug>/", partners.partner, name="partner"),
    path("data/", data.data, name="data"),
    path("data/measures/<slug:code>/", data.measure, name="measure"),
]
