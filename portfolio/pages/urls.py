from django.urls import include, path

from portfolio.pages import pages as composed_frameworks

FRAMEWORKS = [
    path("<slug:slug>/", composed_frameworks.framework, name="framework"),
]
urlpatterns = [path("frameworks/", include(FRAMEWORKS))]
