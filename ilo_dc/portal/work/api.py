"""`/work-items/`: what waits for the offices that the caller manages; to assign it, to remind of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from ilo_dc.core.accounts.querysets import colleagues
from ilo_dc.core.errors import require
from ilo_dc.core.models import Assignment, Reminder, User
from ilo_dc.core.parameters import refuse_repeated, refuse_unknown
from ilo_dc.core.registers.api.keyset import LIMIT
from ilo_dc.core.registers.flags import check_flags
from ilo_dc.core.registers.paging import read_limit
from ilo_dc.core.registers.shapes import CURSOR, FLAG
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.writing.api.views import WritingView
from ilo_dc.portal.work import actions
from ilo_dc.portal.work.filters import WorkFilter
from ilo_dc.portal.work.overseeing import SHOWN, overseen_now

if TYPE_CHECKING:
    from rest_framework.request import Request

    from ilo_dc.core.work.items import WorkItem


OTHERS = ("format", "bom")
ONE_OF = ("overdue", "assigned", "reminded")
PARAMETERS = [
    OpenApiParameter(
        name, str, description=str(one.label), enum=["true", "false"] if name in ONE_OF else None
    )
    for name, one in WorkFilter.base_fields.items()
]
PAGING = [
    OpenApiParameter("limit", LIMIT),
    OpenApiParameter("cursor", CURSOR),
    OpenApiParameter("count", FLAG, description="`true` adds `count` (`count_is_capped`)."),
]


@dataclass(frozen=True)
class Line:
    """An item with whom it is assigned to and who reminded of it last."""

    item: WorkItem
    assignment: Assignment | None
    reminder: Reminder | None


class WorkItemSerializer(serializers.Serializer[Any]):
    """What waits for somebody: `key` names it as long as it waits; people by username."""

    key = serializers.CharField(source="item.key")
    title = serializers.CharField(source="item.title")
    subject = serializers.CharField(source="item.subject")
    kind = serializers.CharField(source="item.kind")
    since = serializers.DateTimeField(source="item.since")
    due_on = serializers.DateField(source="item.due_on", allow_null=True)
    waits_on = serializers.CharField(source="item.waits_on", help_text="In words.")
    assigned_to = serializers.CharField(source="assignment.assignee.username", allow_null=True, default=None)
    reminded_at = serializers.DateTimeField(source="reminder.reminded_at", allow_null=True, default=None)
    page = serializers.CharField(source="item.url")
    countries = serializers.ListField(child=serializers.CharField(), source="item.countries")
    region = serializers.CharField(source="item.region", help_text="Where it is in no country: its region.")


class WorkItemListSerializer(serializers.Serializer[Any]):
    """A page of what waits (schema only)."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(required=False)
    count_is_capped = serializers.BooleanField(required=False)
    results = WorkItemSerializer(many=True)


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """What was assigned to whom; people by username."""

    assignee = serializers.CharField(source="assignee.username")
    assigned_by = serializers.CharField(source="assigned_by.username")
    page = serializers.CharField(source="url")

    class Meta:
        model = Assignment
        fields = ["id", "item", "subject", "assignee", "assigned_by", "assigned_at", "page"]


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    """Who was reminded of what; people by username."""

    person = serializers.CharField(source="person.username")
    reminded_by = serializers.CharField(source="reminded_by.username")
    page = serializers.CharField(source="url")

    class Meta:
        model = Reminder
        fields = ["id", "item", "subject", "person", "reminded_by", "reminded_at", "page"]


class RemindInput(serializers.Serializer[Any]):
    """Which items are meant, by their keys."""

    items = serializers.ListField(child=serializers.CharField(max_length=100), max_length=SHOWN)


class AssignInput(RemindInput):
    """Which items are meant, and who is to do them, by username."""

    assignee = serializers.SlugRelatedField("username", queryset=User.objects.all())

    def get_fields(self) -> dict[str, Any]:
        """Take staff alone: others are as missing."""
        fields: dict[str, Any] = super().get_fields()
        fields["assignee"].queryset = colleagues()
        return fields


class WorkItems(WritingView):
    """What waits for the people of the offices that the caller manages, the most urgent first."""

    permission_classes = (IsAuthenticated,)
    serializer_class = WorkItemSerializer
    queryset = Assignment.objects.none()
    pagination_class = None

    @extend_schema(
        operation_id="work_items_list", responses=WorkItemListSerializer, parameters=[*PARAMETERS, *PAGING]
    )
    def get(self, request: Request) -> Response:
        """Answer a page of those that match the filter, the most urgent first, as every list does."""
        require(may_oversee(request.user))
        query = request.query_params
        refuse_unknown(query, {*WorkFilter.base_fields, *(one.name for one in PAGING), *OTHERS})
        refuse_repeated(query)
        check_flags(query)
        found = overseen_now(self.by, query, limit=read_limit(query.get("limit", "")))
        done = found.waiting
        lines = [Line(item, done.assigned.get(item.key), done.reminded.get(item.key)) for item in found.items]
        body: dict[str, Any] = {
            "next": _link(request, found.page.next_cursor),
            "previous": _link(request, found.page.previous_cursor),
        }
        if query.get("count") == "true":
            body |= {"count": len(found.matching), "count_is_capped": False}
        return Response({**body, "results": self.get_serializer(lines, many=True).data})


def _link(request: Request, cursor: str) -> str | None:
    """Return the address of the page at `cursor`."""
    if not cursor:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


@extend_schema_view(post=extend_schema(responses={201: AssignmentSerializer(many=True)}))
class AssignWorkItems(WritingView):
    """Assign items to a colleague who may do all of them, or none."""

    permission_classes = (IsAuthenticated,)
    serializer_class = AssignmentSerializer
    input_class = AssignInput
    queryset = Assignment.objects.none()
    pagination_class = None

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Assign them."""
        require(may_oversee(request.user))
        values = self.field_values()
        rows = actions.assign_items(by=self.by, keys=values["items"], assignee=values["assignee"])
        return Response(self.get_serializer(rows, many=True).data, status=201)


@extend_schema_view(post=extend_schema(responses={201: ReminderSerializer(many=True)}))
class RemindOfWorkItems(WritingView):
    """Remind whoever items wait for, of each once a day.

    An item that the answer does not name is left out: there is nobody to remind of it, or they were reminded
    of it today already.
    """

    permission_classes = (IsAuthenticated,)
    serializer_class = ReminderSerializer
    input_class = RemindInput
    queryset = Reminder.objects.none()
    pagination_class = None

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Remind; an item that the answer does not name is left out."""
        require(may_oversee(request.user))
        done = actions.remind_of_items(by=self.by, keys=self.field_values()["items"])
        return Response(self.get_serializer(done.rows, many=True).data, status=201)


urlpatterns = [
    path("work-items/", WorkItems.as_view(), name="work-items"),
    path("work-items/assign/", AssignWorkItems.as_view(), name="work-items-assign"),
    path("work-items/remind/", RemindOfWorkItems.as_view(), name="work-items-remind"),
]
