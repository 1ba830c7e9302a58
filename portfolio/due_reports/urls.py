from django.urls import path

from portfolio.due_reports.pages import DueReportsPage

urlpatterns = [path("dwcps/updates/due/", DueReportsPage.as_view(), name="due-reports")]
