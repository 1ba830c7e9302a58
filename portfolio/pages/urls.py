from django.urls import include, path

from portfolio.pages import pages

FRAMEWORKS = [path("<slug:slug>/", pages.framework, name="framework")]
CPOS = [path("<int:pk>/", pages.country_outcome, name="cpo")]
PRODUCTS = [path("<int:pk>/", pages.global_product, name="global-product")]
urlpatterns = [
    path("frameworks/", include(FRAMEWORKS)),
    path("cpos/", include(CPOS)),
    path("global-products/", include(PRODUCTS)),
]
