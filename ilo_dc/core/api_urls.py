from django.urls import path

from ilo_dc.core.accounts import api as accounts
from ilo_dc.core.code_lists import api as reference
from ilo_dc.core.history import api as changes
from ilo_dc.core.notices import api as notifications
from ilo_dc.core.reporting_years import api as reporting_years
from ilo_dc.core.runs import api as runs
from ilo_dc.core.saved_filters import api as saved_filters

urlpatterns = [
    *reference.urlpatterns,
    *reporting_years.urlpatterns,
    *runs.urlpatterns,
    *notifications.urlpatterns,
    *accounts.urlpatterns,
    *saved_filters.urlpatterns,
    path("changes/", changes.ChangesView.as_view(), name="changes"),
]
