from django.urls import include, path

from portfolio.pages import pages as composed

FRAMEWORKS = [
    path("<slug:slug>/", composed.framework, name="framework"),
]
CPOS = [path("<int:pk>/", composed.country_outcome, name="cpo")]
urlpatterns = [path("frameworks/", include(FRAMEWORKS)), path("cpos/", include(CPOS))]
