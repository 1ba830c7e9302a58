from django.urls import path

from ilo_dc.core.code_lists import api as reference
from ilo_dc.core.history import api as changes
from ilo_dc.core.notices import api as notifications
from ilo_dc.core.runs import api as runs

urlpatterns = [
    *reference.urlpatterns,
    path("runs/", runs.RunList.as_view(), name="runs-list"),
    path("runs/<int:pk>/", runs.RunObject.as_view(), name="runs-detail"),
    path("notifications/", notifications.NotificationList.as_view(), name="notifications-list"),
    path(
        "notifications/read-all/", notifications.ReadAllNotifications.as_view(), name="notifications-read-all"
    ),
    path("notifications/<int:pk>/", notifications.NotificationObject.as_view(), name="notifications-detail"),
    path("notifications/<int:pk>/read/", notifications.ReadNotification.as_view(), name="notifications-read"),
    path("changes/", changes.ChangesView.as_view(), name="changes"),
]
