from django.urls import path

from funding.api import views

urlpatterns = [
    path("funding-partners/", views.FundingPartnerList.as_view(), name="funding-partners-list"),
    path("funding-partners/<int:pk>/", views.FundingPartnerObject.as_view(), name="funding-partners-detail"),
    path("revenue-statistics/", views.RevenueStatisticList.as_view(), name="revenue-statistics-list"),
    path(
        "revenue-statistics/<int:pk>/",
        views.RevenueStatisticObject.as_view(),
        name="revenue-statistics-detail",
    ),
]
