from django.urls import path

from ilo_dc.portal.gaps.api import ResourceGapsView
from ilo_dc.portal.imports import api as imports
from ilo_dc.portal.leaving import api as leaving
from ilo_dc.portal.work import api as work

urlpatterns = [
    path("resource-gaps/", ResourceGapsView.as_view(), name="resource-gaps"),
    *imports.urlpatterns,
    *work.urlpatterns,
    *leaving.urlpatterns,
]
