from django.urls import path

from portfolio.pages import frameworks as views

app_name = "portfolio"

urlpatterns = [
    path("", views.FrameworksPage.as_view(), name="frameworks"),
    path("sub-outputs/", views.SubOutputsPage.as_view(), name="sub-outputs"),
    path("sub-outputs/<int:pk>/", views.sub_output, name="sub-output"),
    path("<slug:slug>/", views.framework, name="framework"),
]
