from django.urls import path

from ilo_dc.portal.api.resource_gaps import ResourceGapsView

urlpatterns = [path("resource-gaps/", ResourceGapsView.as_view(), name="resource-gaps")]
