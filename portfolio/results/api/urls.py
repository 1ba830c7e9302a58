from django.urls import path

from portfolio.results.api import views as results

urlpatterns = [
    path("results-frameworks/", results.ResultsFrameworkList.as_view(), name="results-frameworks-list"),
    path(
        "results-frameworks/<int:pk>/",
        results.ResultsFrameworkObject.as_view(),
        name="results-frameworks-detail",
    ),
    path("results/", results.ResultList.as_view(), name="results-list"),
    path("results/<int:pk>/", results.ResultObject.as_view(), name="results-detail"),
    path("policy-outcomes/", results.PolicyOutcomeList.as_view(), name="policy-outcomes-list"),
    path("policy-outcomes/<int:pk>/", results.PolicyOutcomeObject.as_view(), name="policy-outcomes-detail"),
    path("sdg-targets/", results.SdgTargetList.as_view(), name="sdg-targets-list"),
    path("sdg-targets/<int:pk>/", results.SdgTargetObject.as_view(), name="sdg-targets-detail"),
    path("cross-walks/", results.CrossWalkList.as_view(), name="cross-walks-list"),
    path("cross-walks/<int:pk>/", results.CrossWalkObject.as_view(), name="cross-walks-detail"),
]
