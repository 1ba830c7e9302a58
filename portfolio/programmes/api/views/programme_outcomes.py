"""Paths of country programme outcomes, their indicators and milestones."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.programmes.actions import programme_outcomes as actions
from portfolio.programmes.api.serializers import programmes as shapes
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.registers import COUNTRY_PROGRAMME_OUTCOMES


def with_priority(values: dict[str, Any], programme: CountryProgramme | None) -> dict[str, Any]:
    """Return what is said with the priority itself in place of its number.

    Raises:
        ValidationError: the programme has no such priority.
    """
    if "priority" not in values:
        return values
    priority = programme and programme.priorities.filter(position=values["priority"]).first()
    if priority is None:
        raise ValidationError({"priority": [_("The programme has no priority of this number.")]})
    return {**values, "priority": priority}


class OutcomeList(WritingView, RegisterListView):
    """Country programme outcomes (CPO)."""

    register = COUNTRY_PROGRAMME_OUTCOMES
    public = False
    serializer_class = shapes.OutcomeSerializer
    input_class = shapes.NewOutcomeInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add an outcome to a programme."""
        values = self.field_values()
        visible = CountryProgramme.objects.visible_to(request.user).for_detail()
        programme = visible.filter(slug=values.pop("programme")).first()
        if programme is None:
            raise ValidationError({"programme": [_("There is no such country programme.")]})
        text = actions.OutcomeText(**with_priority(values, programme))
        outcome = actions.add_outcome(by=self.by, programme=programme, text=text)
        row = self.get_queryset().get(pk=outcome.pk)
        return self.answer(row, version=row.version, status=201)


class OutcomeObject(WritingView, RegisterObjectView):
    """One country programme outcome."""

    register = COUNTRY_PROGRAMME_OUTCOMES
    public = False
    serializer_class = shapes.OutcomeSerializer
    input_class = shapes.OutcomeInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change the outcome; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        values = with_priority(self.field_values(partial=True), row.programme)
        text = actions.OutcomeText(**{**present_values(actions.OutcomeText, row), **values})
        actions.edit_outcome(by=self.by, outcome=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)

    def delete(self, request: Request, pk: int) -> Response:
        """Remove the outcome of a programme that is not yet signed; `If-Match` names its version."""
        row = self.get_object()
        version = version_read(request, row.version)
        actions.remove_outcome(by=self.by, outcome=row, lock_version=version)
        return Response(status=204)


class OutcomeWithoutProgramme(WritingView):
    """The place of an outcome without a programme: what is reported on where there is none."""

    serializer_class = shapes.OutcomeSerializer
    input_class = shapes.WithoutProgrammeInput
    queryset = ProgrammeOutcome.objects.none()

    def owners(self) -> QuerySet[Any]:
        """Return what may have such a place."""
        return CountryProgrammeOutcome.objects.visible_to(self.request.user).for_list()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Let the outcome be reported on without a programme; its updates name the place by its number."""
        cpo = get_object_or_404(self.owners(), pk=pk)
        place = actions.report_without_programme(by=self.by, cpo=cpo, **self.field_values())
        row = COUNTRY_PROGRAMME_OUTCOMES.rows(request.user).get(pk=place.pk)
        return self.answer(row, version=row.version, status=201)


class PlaceOfProduct(OutcomeWithoutProgramme):
    """The place of a global product: what is reported on of it."""

    def owners(self) -> QuerySet[Any]:
        """Return the products."""
        return GlobalProduct.objects.visible_to(self.request.user)
