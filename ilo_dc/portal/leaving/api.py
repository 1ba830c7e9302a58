"""`/memberships/…/end/` and `/people/…/deactivate/`: what awaits somebody by name, and that they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from ilo_dc.core.accounts.querysets import colleagues
from ilo_dc.core.administration import registers as administration
from ilo_dc.core.errors import require
from ilo_dc.core.models import Handover, User
from ilo_dc.core.people.policies import may_administer
from ilo_dc.core.registers.api.fields import DAY_AFTER, LastDayField, half_open
from ilo_dc.core.writing.api.views import WritingView
from ilo_dc.portal.leaving.actions import leaving
from ilo_dc.portal.leaving.actions.handovers import all_that_awaits, counted, what_moves

if TYPE_CHECKING:
    from rest_framework.request import Request

    from ilo_dc.portal.leaving.actions.handovers import Moving


class MovingKindSerializer(serializers.Serializer[Any]):
    """How much of one kind awaits the person by name and moves."""

    code = serializers.CharField()
    kind = serializers.CharField()
    count = serializers.IntegerField()


class MovingSerializer(serializers.Serializer[Any]):
    """What moves when the person leaves: all by kind, and each thing."""

    count = serializers.IntegerField()
    kinds = MovingKindSerializer(many=True)
    subjects = serializers.ListField(child=serializers.CharField())


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    """Who left and who goes on, by username; how much of which kind went to whom.

    `ends_on` is the first day without the role; until `settled_at` the work is still to move.
    """

    person = serializers.CharField(source="person.username")
    role = serializers.CharField(source="membership.role", allow_null=True, default=None)
    successor = serializers.CharField(source="successor.username", allow_null=True, default=None)
    last_day = LastDayField(source="ends_on")
    moved = serializers.DictField(child=serializers.IntegerField(), help_text="To the successor, by kind.")
    queued = serializers.DictField(
        child=serializers.IntegerField(), help_text="To whoever holds the role, by kind."
    )

    class Meta:
        model = Handover
        extra_kwargs = half_open("ends_on")
        fields = [
            "id",
            "person",
            "role",
            "successor",
            "reason",
            "ends_on",
            "last_day",
            "settled_at",
            "moved",
            "queued",
        ]


class LeavingInput(serializers.Serializer[Any]):
    """Why somebody leaves, and who goes on with what awaits them by name, by username; null: nobody named."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history.")
    successor = serializers.SlugRelatedField(
        "username", queryset=User.objects.all(), allow_null=True, default=None
    )

    def get_fields(self) -> dict[str, Any]:
        """Take staff alone: others are as missing."""
        fields: dict[str, Any] = super().get_fields()
        fields["successor"].queryset = colleagues()
        return fields


class EndRoleInput(LeavingInput):
    """The end of a role."""

    on = serializers.DateField(
        allow_null=True, default=None, label="Day after the last", help_text=f"{DAY_AFTER} Null: today."
    )


class Leaving(WritingView):
    """Somebody leaves; only administrators ask and do this."""

    permission_classes = (IsAuthenticated,)
    serializer_class = HandoverSerializer
    queryset = Handover.objects.none()
    pagination_class = None

    def moving(self, key: Any) -> list[Moving]:
        """Return what moves."""
        raise NotImplementedError

    def leave(self, key: Any, values: dict[str, Any]) -> Handover:
        """Do it."""
        raise NotImplementedError

    def answer_moving(self, key: Any) -> Response:
        """Answer what moves, and do nothing."""
        require(may_administer(self.by))
        found = self.moving(key)
        kinds = [
            {"code": kind.code, "kind": str(kind.kind), "count": count} for kind, count in counted(found)
        ]
        subjects = [str(one.item.subject) for one in found]
        return Response(MovingSerializer({"count": len(found), "kinds": kinds, "subjects": subjects}).data)

    def create(self, request: Request, *_args: Any, **kwargs: Any) -> Response:
        """Do it, and answer what became of the work."""
        require(may_administer(self.by))
        (key,) = kwargs.values()
        return Response(self.get_serializer(self.leave(key, self.field_values())).data, status=201)


@extend_schema_view(post=extend_schema(responses={201: HandoverSerializer}))
class EndRole(Leaving):
    """The end of a role, by the number of the membership; a GET answers what would move."""

    input_class = EndRoleInput

    @extend_schema(operation_id="memberships_end_retrieve", responses=MovingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Answer what the person cannot go on with without the role."""
        return self.answer_moving(pk)

    def _membership(self, pk: int) -> Any:
        return get_object_or_404(administration.memberships_visible_to(self.by), pk=pk)

    def moving(self, key: Any) -> list[Moving]:
        """Return what the person cannot go on with without the role."""
        membership = self._membership(key)
        return what_moves(membership.user, without=membership)

    def leave(self, key: Any, values: dict[str, Any]) -> Handover:
        """End it."""
        return leaving.end_role(by=self.by, membership=self._membership(key), **values)


@extend_schema_view(post=extend_schema(responses={201: HandoverSerializer}))
class DeactivatePerson(Leaving):
    """A person is kept out, by username; a GET answers what would move."""

    input_class = LeavingInput

    @extend_schema(operation_id="people_deactivate_retrieve", responses=MovingSerializer)
    def get(self, request: Request, username: str) -> Response:
        """Answer all that awaits the person by name."""
        return self.answer_moving(username)

    def _person(self, username: str) -> Any:
        return get_object_or_404(administration.people_visible_to(self.by), username=username)

    def moving(self, key: Any) -> list[Moving]:
        """Return all that awaits the person by name."""
        return all_that_awaits(self._person(key))

    def leave(self, key: Any, values: dict[str, Any]) -> Handover:
        """Deactivate them."""
        return leaving.deactivate_person(by=self.by, user=self._person(key), **values)


urlpatterns = [
    path("memberships/<int:pk>/end/", EndRole.as_view(), name="memberships-end"),
    path("people/<str:username>/deactivate/", DeactivatePerson.as_view(), name="people-deactivate"),
]
