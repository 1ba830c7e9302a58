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
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.writing.api.views import WritingView
from ilo_dc.portal.work import actions
from ilo_dc.portal.work.filters import WorkFilter
from ilo_dc.portal.work.overseeing import SHOWN, overseen_now

if TYPE_CHECKING:
    from rest_framework.request import Request

    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.work.items import WorkItem


OTHERS = ("format", "bom")
ONE_OF = ("overdue", "assigned", "reminded")
PARAMETERS = [
    OpenApiParameter(
        name, str, description=str(one.label), enum=["true", "false"] if name in ONE_OF else None
    )
    for name, one in WorkFilter.base_fields.items()
]
CURSOR = OpenApiParameter(
    "cursor", str, description="Where to go on: of the address that the header `Link` calls `next`."
)


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

    @extend_schema(responses=WorkItemSerializer(many=True), parameters=[*PARAMETERS, CURSOR])
    def get(self, request: Request) -> Response:
        """Answer those that match the filter, the most urgent first: 300, and where to go on in `Link`."""
        require(may_oversee(request.user))
        query = request.query_params
        refuse_unknown(query, {*WorkFilter.base_fields, CURSOR.name, *OTHERS})
        refuse_repeated(query)
        found = overseen_now(self.by, query, limit=SHOWN)
        done = found.waiting
        lines = [Line(item, done.assigned.get(item.key), done.reminded.get(item.key)) for item in found.items]
        return Response(self.get_serializer(lines, many=True).data, headers=_links(request, found.page))


def _links(request: Request, page: Page) -> dict[str, str]:
    """Return the header that leads to the pages before and after this one (RFC 8288)."""
    found = []
    for cursor, relation in ((page.next_cursor, "next"), (page.previous_cursor, "prev")):
        if cursor:
            query = request.query_params.copy()
            query["cursor"] = cursor
            address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
            found.append(f'<{address}>; rel="{relation}"')
    return {"Link": ", ".join(found)} if found else {}


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
