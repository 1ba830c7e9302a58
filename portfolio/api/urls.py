from django.urls import path

from portfolio.api.views import frameworks as views

urlpatterns = [
    path(
        "cooperation-frameworks/",
        views.CooperationFrameworkList.as_view(),
        name="cooperation-frameworks-list",
    ),
    path(
        "cooperation-frameworks/<int:pk>/",
        views.CooperationFrameworkObject.as_view(),
        name="cooperation-frameworks-detail",
    ),
    path("framework-suboutputs/", views.FrameworkSubOutputList.as_view(), name="framework-suboutputs-list"),
    path(
        "framework-suboutputs/<int:sub_output_id>/",
        views.FrameworkSubOutputObject.as_view(),
        name="framework-suboutputs-detail",
    ),
]
