from django.urls import path

from ilo_dc.portal.gaps.api import ResourceGapsView

urlpatterns = [path("resource-gaps/", ResourceGapsView.as_view(), name="resource-gaps")]
