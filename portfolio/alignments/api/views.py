"""Paths of alignments with UN frameworks: the list, one pair, all cells of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.errors import require
from ilo_dc.core.models import Country
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import gone
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.alignments.actions import Cell, set_alignment
from portfolio.alignments.api import serializers as shapes
from portfolio.alignments.models import Alignment, AlignmentPair
from portfolio.alignments.policies import may_set_alignment
from portfolio.alignments.registers import ALIGNMENTS
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome

if TYPE_CHECKING:
    from portfolio.alignments.querysets import Subject
    from portfolio.programmes.models.country_programme import Priority

PLACED = (
    "programme__country",
    "programme__region",
    "country__region",
    "priority",
    "outcome__cpo",
    "result__framework",
)


def cells_of(request: Request, programme: Subject, values: list[dict[str, Any]]) -> list[Cell]:
    """Return the cells that are named by a priority's number, an outcome's code and a result's number.

    Raises:
        ValidationError: the programme has no such priority or outcome, or there is no such result.
    """
    priorities, outcomes = _sides_of(request, programme)
    seen = FrameworkResult.objects.visible_to(request.user).select_related("framework")
    results = seen.in_bulk([one["result"] for one in values])
    cells = []
    for one in values:
        position, code = one.get("priority"), one.get("outcome")
        if position is not None and position not in priorities:
            raise ValidationError({"priority": [_("The programme has no priority of this number.")]})
        if code is not None and code not in outcomes:
            raise ValidationError({"outcome": [_("The programme has no outcome of this code.")]})
        if one["result"] not in results:
            raise ValidationError({"result": [_("There is no such result of a UN framework.")]})
        cells.append(
            Cell(
                result=results[one["result"]],
                priority=priorities.get(position) if position is not None else None,
                outcome=outcomes.get(code) if code is not None else None,
                extent=one["extent"],
                level=one.get("level", ""),
                role=one.get("role", ""),
                read=one.get("read"),
            )
        )
    return cells


def _sides_of(
    request: Request, programme: Subject
) -> tuple[dict[int, Priority], dict[str, ProgrammeOutcome]]:
    """Return the priorities and outcomes of a programme, by number and code; a country has outcomes alone."""
    if isinstance(programme, Country):
        rows = ProgrammeOutcome.objects.visible_to(request.user).without_programme_in(programme)
        return {}, {one.code: one for one in rows.select_related("cpo")}
    priorities = {one.position: one for one in programme.priorities.all()}
    return priorities, {one.code: one for one in programme.outcomes.all()}


def _subject(request: Request, values: dict[str, Any]) -> Subject:
    """Return the programme, or the country without one, that a new pair names; it takes both out.

    Raises:
        ValidationError: neither or both are named, or there is no such one.
    """
    slug, iso3 = values.pop("programme", None), values.pop("country", None)
    if bool(slug) == bool(iso3):
        text = _("Name a country programme, or a country or area without one.")
        raise ValidationError({"programme": [text]})
    if iso3:
        country = Country.objects.visible_to(request.user).filter(pk=iso3.upper()).first()
        if country is None:
            raise ValidationError({"country": [_("There is no such country or area.")]})
        found: Country = country
        return found
    visible = CountryProgramme.objects.visible_to(request.user).for_detail()
    programme: CountryProgramme | None = visible.filter(slug=slug).first()
    if programme is None:
        raise ValidationError({"programme": [_("There is no such country programme.")]})
    return programme


class AlignmentList(WritingView, RegisterListView):
    """Alignments of country programmes with UN frameworks, as known at a moment."""

    register = ALIGNMENTS
    public = False
    serializer_class = shapes.AlignmentSerializer
    input_class = shapes.NewAlignmentInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Record the alignment of a pair; 412 where something is recorded of it already."""
        values = self.field_values()
        programme = _subject(request, values)
        day = values.pop("effective_on", None)
        (cell,) = cells_of(request, programme, [values])
        set_alignment(by=self.by, programme=programme, cells=[cell], effective_on=day)
        priority, outcome, result = cell.key
        rows: Any = self.get_queryset()
        rows = rows.of(programme).filter(
            pair__priority=priority,
            pair__outcome=outcome,
            pair__result=result,
            superseded_at=None,
        )
        if (row := rows.first()) is None:
            raise gone()  # the result was removed while this was saved
        return self.answer(row, version=row.pk, status=201)


class AlignmentObject(WritingView, RegisterObjectView):
    """One pair with what is recorded of it now; its tag is the fact's number."""

    register = ALIGNMENTS
    public = False
    serializer_class = shapes.AlignmentSerializer
    input_class = shapes.AlignmentValuesInput
    lookup_field = "pair_id"
    by_version = ("PUT", "DELETE")

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows of the caller, the present ones first."""
        return super().get_queryset().order_by("superseded_at", "-pk")

    def get_object(self) -> Any:
        """Return what is recorded now, or was recorded last."""
        rows = self.get_queryset().filter(pair_id=self.kwargs["pair_id"])
        found = rows.filter(superseded_at=None).first() or rows.order_by("-superseded_at", "-pk").first()
        if found is None:
            raise Http404
        return found

    def version_of(self, row: Alignment) -> int:
        """Return the fact's number."""
        return row.pk

    def put(self, request: Request, pair_id: int) -> Response:
        """Say something else of the pair; `If-Match` names the fact that was read."""
        row = self.get_object()
        read, values = version_read(request, row.pk), self.field_values()
        self.set(row.pair, read, values)
        saved = self.get_object()
        return self.answer(saved, version=saved.pk)

    def delete(self, request: Request, pair_id: int) -> Response:
        """Withdraw what is recorded of the pair; `If-Match` names the fact that was read."""
        row = self.get_object()
        self.set(row.pair, version_read(request, row.pk), {"extent": ""})
        return Response(status=204)

    def set(self, pair: AlignmentPair, read: int, values: dict[str, Any]) -> None:
        """Set the one cell."""
        now = AlignmentPair.objects.select_related(*PLACED).get(pk=pair.pk)
        cell = Cell(
            now.result,
            now.priority,
            now.outcome,
            values["extent"],
            values.get("level", ""),
            values.get("role", ""),
            read,
        )
        set_alignment(
            by=self.by,
            programme=now.subject,
            cells=[cell],
            effective_on=values.get("effective_on"),
            correction=values.get("correction", False),
        )


class ProgrammeAlignment(WritingView):
    """All alignments of one programme; a PUT sets many cells, each by the fact that was read."""

    serializer_class = shapes.AlignmentSerializer
    input_class = shapes.CellsInput
    queryset = Alignment.objects.none()
    pagination_class = None

    def programme(self) -> Subject:
        """Return the programme; a hidden and a missing one are the same 404."""
        rows = CountryProgramme.objects.visible_to(self.request.user).for_detail()
        found: CountryProgramme = get_object_or_404(rows, pk=self.kwargs["programme_id"])
        return found

    def rows(self, programme: Subject) -> Any:
        """Return what is recorded of the programme now, as the caller sees it."""
        rows = Alignment.objects.visible_to(self.request.user).current().for_list()
        return rows.of(programme).order_by("pair_id")

    @extend_schema(responses=shapes.AlignmentSerializer(many=True))
    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Answer what is recorded now."""
        programme = self.programme()
        return Response(self.get_serializer(self.rows(programme), many=True).data)

    @extend_schema(responses=shapes.AlignmentSerializer(many=True))
    def put(self, request: Request, **_kwargs: Any) -> Response:
        """Set cells together or not at all; a cell whose `read` is not what stands there answers 412."""
        programme, values = self.programme(), self.field_values()
        require(may_set_alignment(self.by, programme))  # whom it is refused reads nothing of the cells' rows
        cells = cells_of(request, programme, values["cells"])
        set_alignment(
            by=self.by,
            programme=programme,
            cells=cells,
            effective_on=values.get("effective_on"),
            correction=values.get("correction", False),
        )
        return Response(self.get_serializer(self.rows(programme), many=True).data)


class CountryAlignment(ProgrammeAlignment):
    """All alignments of one country without a programme; a PUT sets many cells, as for a programme."""

    def programme(self) -> Subject:
        """Return the country."""
        rows = Country.objects.visible_to(self.request.user).select_related("region")
        found: Country = get_object_or_404(rows, pk=self.kwargs["iso3"].upper())
        return found
