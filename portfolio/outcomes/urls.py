from django.urls import include, path

from portfolio.outcomes.pages import country_outcomes, global_products

CPOS = [
    path("", country_outcomes.CountryOutcomesPage.as_view(), name="cpos"),
    path("new/", country_outcomes.NewCountryOutcome.as_view(), name="cpo-new"),
    path("<int:pk>/edit/", country_outcomes.EditCountryOutcome.as_view(), name="cpo-edit"),
    path("<int:pk>/withdraw/", country_outcomes.WithdrawCountryOutcome.as_view(), name="cpo-withdraw"),
    path("<int:pk>/remove/", country_outcomes.RemoveCountryOutcome.as_view(), name="cpo-remove"),
]
PRODUCTS = [
    path("", global_products.GlobalProductsPage.as_view(), name="global-products"),
    path("new/", global_products.NewProduct.as_view(), name="global-product-new"),
    path("<int:pk>/edit/", global_products.EditProduct.as_view(), name="global-product-edit"),
    path("<int:pk>/remove/", global_products.RemoveProduct.as_view(), name="global-product-remove"),
]
urlpatterns = [path("cpos/", include(CPOS)), path("global-products/", include(PRODUCTS))]
