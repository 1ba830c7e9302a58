from django.urls import path

from portfolio.outcomes.api import views

urlpatterns = [
    path("cpos/", views.CountryOutcomeList.as_view(), name="cpos-list"),
    path("cpos/<int:pk>/", views.CountryOutcomeObject.as_view(), name="cpos-detail"),
    path("global-products/", views.GlobalProductList.as_view(), name="global-products-list"),
    path("global-products/<int:pk>/", views.GlobalProductObject.as_view(), name="global-products-detail"),
]
