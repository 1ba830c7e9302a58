from django.urls import include, path

from portfolio.pages import pages as composed_frameworks

FRAMEWORKS = [
    path("<slug:slug>/", composed_frameworks.framework, name="framework"),
]
PROPOSALS = [
    path("<int:pk>/", composed_frameworks.proposal, name="proposal"),
]
urlpatterns = [path("frameworks/", include(FRAMEWORKS)), path("proposals/", include(PROPOSALS))]
