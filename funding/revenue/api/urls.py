from django.urls import path

from funding.revenue.api import views

urlpatterns = [
    path("revenue-statistics/", views.RevenueStatisticList.as_view(), name="revenue-statistics-list"),
    path(
        "revenue-statistics/<int:pk>/",
        views.RevenueStatisticObject.as_view(),
        name="revenue-statistics-detail",
    ),
]
