"""Addresses that the portal alone names; those that lower apps lead to stand in `ilo_dc/urls.py`."""

from django.urls import path

from ilo_dc.portal.donor import pages as donor
from ilo_dc.portal.gaps import pages as gaps
from ilo_dc.portal.imports import pages as imports
from ilo_dc.portal.imports.opening import OpenInstallation
from ilo_dc.portal.styleguide import pages as styleguide
from ilo_dc.portal.work import pages as work

app_name = "portal"

urlpatterns = [
    path("donor/", donor.donor, name="donor"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("imports/", imports.imports, name="imports"),
    path("imports/opening/", OpenInstallation.as_view(), name="open-installation"),
    path("imports/templates/<slug:code>.<slug:extension>", imports.template, name="import-template"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/save/", imports.save_import, name="import-save"),
    path("imports/<int:pk>/scope/", imports.scope_import, name="import-scope"),
    path("imports/<int:pk>/reverse/", imports.ReverseImport.as_view(), name="import-reverse"),
    path("imports/<int:pk>/cancel/", imports.cancel_import, name="import-cancel"),
    path("work/assign/", work.AssignItems.as_view(), name="assign-items"),
    path("work/remind/", work.RemindOfItems.as_view(), name="remind-of-items"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
