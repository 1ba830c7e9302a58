"""`/saved-filters/`: the filters that the caller keeps, and whether each is mailed weekly."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.saved_filters.actions import letters
from ilo_dc.core.saved_filters.models import SavedFilter
from ilo_dc.core.writing.api.views import WritingView


class SavedFilterSerializer(serializers.ModelSerializer[SavedFilter]):
    """A list as the caller narrowed it; `weekly`: what is new or changed in it is mailed on Mondays."""

    page = serializers.CharField(source="url")

    class Meta:
        model = SavedFilter
        fields = ["id", "name", "page", "weekly", "only_changes", "mailed_at", "created_at"]


class WeeklyInput(serializers.Serializer[Any]):
    """Whether a filter is mailed, and whether only in weeks with a change."""

    weekly = serializers.BooleanField()
    only_changes = serializers.BooleanField(default=True)


class SavedFilterList(WritingView):
    """The filters that the caller keeps, by name; nobody sees another's."""

    permission_classes = (IsAuthenticated,)
    serializer_class = SavedFilterSerializer
    queryset = SavedFilter.objects.none()
    pagination_class = None
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=SavedFilterSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Answer them."""
        return Response(self.get_serializer(SavedFilter.objects.visible_to(self.by), many=True).data)


@extend_schema_view(post=extend_schema(responses=SavedFilterSerializer))
class MailFilter(WritingView):
    """Have a filter mailed each week, or no longer."""

    permission_classes = (IsAuthenticated,)
    serializer_class = SavedFilterSerializer
    input_class = WeeklyInput
    queryset = SavedFilter.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Choose it."""
        saved = get_object_or_404(SavedFilter.objects.visible_to(self.by), pk=pk)
        chosen = letters.choose_weekly(by=self.by, saved=saved, **self.field_values())
        return Response(self.get_serializer(chosen).data)


urlpatterns = [
    path("saved-filters/", SavedFilterList.as_view(), name="saved-filters"),
    path("saved-filters/<int:pk>/weekly/", MailFilter.as_view(), name="saved-filters-weekly"),
]
