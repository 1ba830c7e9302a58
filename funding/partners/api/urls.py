from django.urls import path

from funding.partners.api import views

urlpatterns = [
    path("funding-partners/", views.FundingPartnerList.as_view(), name="funding-partners-list"),
    path("funding-partners/<int:pk>/", views.FundingPartnerObject.as_view(), name="funding-partners-detail"),
]
