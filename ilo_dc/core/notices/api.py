"""`/notifications/`: what one was told, and that one read it; nobody reads another's."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.notices import actions
from ilo_dc.core.notices.models import Notification
from ilo_dc.core.notices.registers import NOTIFICATIONS
from ilo_dc.core.writing.api.paths import paths_of
from ilo_dc.core.writing.api.views import WritingView


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """A notification in the caller's language; `page` is where it leads, `values` what its text names."""

    text = serializers.CharField(source="__str__")
    kind_label = serializers.CharField(source="get_kind_display")
    page = serializers.CharField(source="url")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ["id", "kind", "kind_label", "text", "values", "created_at", "read_at", "url", "page"]

    def get_url(self, notification: Notification) -> str:
        """Return the address of the object."""
        return reverse("api:notifications-detail", args=[notification.pk])


class ReadAllSerializer(serializers.Serializer[Any]):
    """How many notifications were new."""

    read = serializers.IntegerField()


class NoInput(serializers.Serializer[Any]):
    """Nothing needs to be said."""


@extend_schema_view(post=extend_schema(request=None, responses=NotificationSerializer))
class ReadNotification(WritingView):
    """Note that the caller read a notification; the first time counts."""

    serializer_class = NotificationSerializer
    input_class = NoInput
    permission_classes = (IsAuthenticated,)
    queryset = Notification.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Mark it."""
        found = get_object_or_404(Notification.objects.visible_to(self.by), pk=pk)
        self.field_values()
        return Response(self.get_serializer(actions.mark_read(by=self.by, notification=found)).data)


@extend_schema_view(post=extend_schema(request=None, responses=ReadAllSerializer))
class ReadAllNotifications(WritingView):
    """Note that the caller read all that they were told so far."""

    serializer_class = ReadAllSerializer
    input_class = NoInput
    permission_classes = (IsAuthenticated,)
    queryset = Notification.objects.none()

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Mark all."""
        self.field_values()
        return Response({"read": actions.mark_all_read(by=self.by)})


urlpatterns = [
    *paths_of(NOTIFICATIONS, NotificationSerializer, public=False, permission_classes=(IsAuthenticated,)),
    path("notifications/read-all/", ReadAllNotifications.as_view(), name="notifications-read-all"),
    path("notifications/<int:pk>/read/", ReadNotification.as_view(), name="notifications-read"),
]
