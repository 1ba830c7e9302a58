from django.urls import path

from funding.dues.pages import DueDonorReportsPage, DueInstalmentsPage

urlpatterns = [
    path("agreements/instalments/due/", DueInstalmentsPage.as_view(), name="due-instalments"),
    path("agreements/reports/due/", DueDonorReportsPage.as_view(), name="due-donor-reports"),
]
