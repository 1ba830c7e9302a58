"""Paths of country programme outcomes across programmes, and of global products."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.outcomes.actions import country_outcomes, global_products
from portfolio.outcomes.api import serializers as shapes
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.registers import CPOS, GLOBAL_PRODUCTS


class CountryOutcomeList(WritingView, RegisterListView):
    """Country programme outcomes (CPO) across programmes: one a country or sub-region and code."""

    register = CPOS
    public = False
    serializer_class = shapes.CountryOutcomeSerializer
    input_class = shapes.NewCountryOutcomeInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add an outcome of a country or sub-region; no programme is needed."""
        values = self.field_values()
        place = {name: values.pop(name, None) for name in ("country", "region")}
        made = country_outcomes.add_country_outcome(
            by=self.by, code=values.pop("code"), text=country_outcomes.OutcomeTitle(**values), **place
        )
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=201)


class CountryOutcomeObject(WritingView, RegisterObjectView):
    """One country programme outcome across programmes."""

    register = CPOS
    public = False
    serializer_class = shapes.CountryOutcomeSerializer
    input_class = shapes.CountryOutcomeInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change what the outcome is called; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        values = {
            **present_values(country_outcomes.OutcomeTitle, row),
            **self.field_values(partial=True),
        }
        text = country_outcomes.OutcomeTitle(**values)
        country_outcomes.edit_country_outcome(by=self.by, outcome=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)

    def delete(self, request: Request, pk: int) -> Response:
        """Remove an outcome added by mistake that nothing names; `If-Match` names its version."""
        row = self.get_object()
        version = version_read(request, row.version)
        country_outcomes.remove_country_outcome(by=self.by, outcome=row, lock_version=version)
        return Response(status=204)


class CountryOutcomePublication(WritingView):
    """Whether everyone sees the outcome without a programme."""

    publish: Any = None  # the action, given where its address is composed, so that what is counted follows
    by_version = ("PUT",)
    serializer_class = shapes.CountryOutcomeSerializer
    input_class = shapes.OutcomePublicationInput
    queryset = CountryProgrammeOutcome.objects.none()

    def put(self, request: Request, pk: int) -> Response:
        """Publish the outcome, or take it back with a reason; `If-Match` names the version read."""
        row = self.row(pk)
        version = version_read(request, row.version)
        values = self.field_values()
        read: dict[str, Any] = {"by": self.by, "outcome": row, "lock_version": version}
        if values["published"]:
            self.publish(**read)
        else:
            country_outcomes.withdraw_country_outcome(**read, reason=values.get("reason", ""))
        saved = self.row(pk)
        return self.answer(saved, version=saved.version)

    def row(self, pk: int) -> CountryProgrammeOutcome:
        """Return the outcome that the caller sees; hidden and missing are the same 404."""
        found: CountryProgrammeOutcome = get_object_or_404(CPOS.rows(self.request.user), pk=pk)
        return found


class GlobalProductList(WritingView, RegisterListView):
    """Global products."""

    register = GLOBAL_PRODUCTS
    serializer_class = shapes.GlobalProductSerializer
    input_class = shapes.NewGlobalProductInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add a global product."""
        text = global_products.ProductText(**self.field_values())
        made = global_products.add_product(by=self.by, text=text)
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=201)


class GlobalProductObject(WritingView, RegisterObjectView):
    """One global product."""

    register = GLOBAL_PRODUCTS
    serializer_class = shapes.GlobalProductSerializer
    input_class = shapes.GlobalProductInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change the product; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        before = {
            **present_values(global_products.ProductText, row),
            "countries": list(row.countries.all()),
        }
        text = global_products.ProductText(**{**before, **self.field_values(partial=True)})
        global_products.edit_product(by=self.by, product=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)

    def delete(self, request: Request, pk: int) -> Response:
        """Remove a product added by mistake that nothing names; `If-Match` names its version."""
        row = self.get_object()
        version = version_read(request, row.version)
        global_products.remove_product(by=self.by, product=row, lock_version=version)
        return Response(status=204)
