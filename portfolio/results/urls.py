from django.urls import path

from portfolio.results import pages as views

app_name = "results"

urlpatterns = [
    path("", views.ResultsFrameworksPage.as_view(), name="frameworks"),
    path("results/", views.ResultsPage.as_view(), name="results"),
    path("cross-walks/", views.CrossWalksPage.as_view(), name="cross-walks"),
    path("sheet.<slug:extension>", views.sheet, name="sheet"),
    path("<slug:code>/", views.framework, name="framework"),
]
