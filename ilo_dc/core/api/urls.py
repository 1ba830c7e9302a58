from django.urls import path

from ilo_dc.core.api import changes, notifications, reference, runs

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
