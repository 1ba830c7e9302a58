"""Paths of outcome updates: the register, one update, the steps of its life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.api import serializers as shapes
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.registers import OUTCOME_UPDATES
from portfolio.updates.rules import period_of

TEXTS = [name for name in shapes.UpdateInput._declared_fields if name != "values"]  # noqa: SLF001  (DRF's own list)


def text_of(entered: dict[str, Any], row: OutcomeUpdate | None = None) -> actions.UpdateText:
    """Return what an update says: the input over what `row` said."""
    before = {name: getattr(row, name) for name in TEXTS} if row else {}
    values = {
        one["indicator"]: actions.Reported(one.get("value"), one.get("words", ""))
        for one in entered.pop("values", ())
    }
    return actions.UpdateText(**{**before, **entered, "values": values})


@contextmanager
def problems_as_sent() -> Iterator[None]:
    """Say of `values` what an action finds wrong with one of them, as a body names it."""
    try:
        yield
    except actions.UnableToSaveUpdate as error:
        named: dict[str, list[str]] = {}
        for name, texts in error.problems.items():
            kind, _underscore, number = name.partition("_")
            is_value = kind == "value" and number.isdigit()
            words = [f"{number}: {text}" for text in texts] if is_value else texts
            named.setdefault("values" if is_value else name, []).extend(words)
        raise actions.UnableToSaveUpdate(error.message, named) from error


class OutcomeUpdateList(WritingView, RegisterListView):
    """Outcome updates: what field offices reported; strangers see what was accepted."""

    register = OUTCOME_UPDATES
    public = False
    serializer_class = shapes.OutcomeUpdateSerializer
    input_class = shapes.NewUpdateInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Begin the update of an outcome for a period as a draft."""
        entered = self.field_values()
        outcomes = ProgrammeOutcome.objects.visible_to(request.user).for_list()
        outcome = outcomes.filter(pk=entered.pop("outcome")).first()
        if outcome is None:
            raise ValidationError({"outcome": [_("There is no such outcome.")]})
        period = period_of(entered.pop("period"))
        if period is None:
            raise ValidationError({"period": [_("Write 2026-H1 or 2026.")]})
        with problems_as_sent():
            update = actions.add_update(by=self.by, outcome=outcome, period=period, text=text_of(entered))
        row = self.get_queryset().get(pk=update.pk)
        return self.answer(row, version=row.version, status=201)


class OutcomeUpdateObject(WritingView, RegisterObjectView):
    """One outcome update."""

    register = OUTCOME_UPDATES
    public = False
    serializer_class = shapes.OutcomeUpdateSerializer
    input_class = shapes.UpdateInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change a draft or returned update; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        text = text_of(self.field_values(partial=True), row)
        with problems_as_sent():
            actions.edit_update(by=self.by, update=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)

    def delete(self, request: Request, pk: int) -> Response:
        """Discard a draft that was never submitted; `If-Match` names its version."""
        row = self.get_object()
        version = version_read(request, row.version)
        actions.discard_update(by=self.by, update=row, lock_version=version)
        return Response(status=204)


class UpdateStep(WritingView):
    """A step in the life of an update; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.OutcomeUpdateSerializer
    input_class: ClassVar[type[serializers.Serializer[Any]]] = shapes.NoInput
    queryset = OutcomeUpdate.objects.none()
    step: ClassVar[Callable[..., OutcomeUpdate]]

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Take the step."""
        row = self.row(pk)
        entered = self.field_values()
        type(self).step(by=self.by, update=row, lock_version=version_read(request, row.version), **entered)
        saved = self.row(pk)
        return self.answer(saved, version=saved.version)

    def row(self, pk: int) -> OutcomeUpdate:
        """Return the update that the caller sees; hidden and missing are the same 404."""
        return get_object_or_404(OUTCOME_UPDATES.rows(self.request.user), pk=pk)


@extend_schema_view(post=extend_schema(request=None, responses=shapes.OutcomeUpdateSerializer))
class SubmitUpdate(UpdateStep):
    """Hand the update in."""

    step = staticmethod(actions.submit_update)


@extend_schema_view(post=extend_schema(request=None, responses=shapes.OutcomeUpdateSerializer))
class AcceptUpdate(UpdateStep):
    """Accept a submitted update."""

    step = staticmethod(actions.accept_update)


@extend_schema_view(post=extend_schema(request=shapes.ReturnInput, responses=shapes.OutcomeUpdateSerializer))
class ReturnUpdate(UpdateStep):
    """Give a submitted update back with a note."""

    input_class = shapes.ReturnInput
    step = staticmethod(actions.return_update)


@extend_schema_view(
    post=extend_schema(request=shapes.WithdrawInput, responses=shapes.OutcomeUpdateSerializer)
)
class WithdrawUpdate(UpdateStep):
    """Take a submitted update back."""

    input_class = shapes.WithdrawInput
    step = staticmethod(actions.withdraw_update)
