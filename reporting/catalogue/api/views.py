"""Paths of measures and figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ilo_dc.core.facts.moments import one_moment
from ilo_dc.core.measures import (
    Figures,
    Measure,
    Scope,
    figures,
    read_question,
    require_counting,
    scope_asked,
)
from ilo_dc.core.registers.api.etags import etag_of, is_known
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.flags import check_flags
from ilo_dc.core.registers.shapes import MOMENT, REFERENCE, YEARS
from reporting.catalogue.answers import figure_answer, figure_sheet
from reporting.catalogue.api.serializers import FiguresSerializer, MeasurePageSerializer, MeasureSerializer
from reporting.catalogue.catalogue import DIMENSION_CODES, MEASURES, OF_STAFF, measure_named

QUESTION = [
    OpenApiParameter("by", REFERENCE, description="Dimensions to split by, comma-separated."),
    OpenApiParameter("period", YEARS, description="Whole calendar years, both included: 2020..2022."),
    OpenApiParameter("biennium", REFERENCE, description="2022-23."),
    OpenApiParameter("as_of", MOMENT, description="What was known then: a date or a moment in UTC."),
    OpenApiParameter(
        "on",
        OpenApiTypes.DATE,
        description="The state on a day as known at as_of, of measures that count states; others answer 400.",
    ),
    OpenApiParameter(
        "scope",
        enum=[*Scope],
        description="Whose rows are counted, where the measure offers it: published (the same for everyone), "
        "internal (all rows, for staff), own (of the country that is named, for who holds a role there).",
    ),
    OpenApiParameter("demonstration", OpenApiTypes.BOOL, description="false leaves demonstration rows out."),
    OpenApiParameter("bom", OpenApiTypes.BOOL, description="true begins a CSV with a byte order mark."),
    *(
        OpenApiParameter(
            name, REFERENCE, description="Keys of the dimension, comma-separated, where it is declared."
        )
        for name in DIMENSION_CODES
    ),
]


def _seen_by(request: Request, scope: Scope) -> str:
    """Return whose rows an answer counts, for its tag: everyone's, or of another scope the caller's."""
    return "public" if scope == Scope.PUBLISHED else f"{scope} user:{request.user.pk}"


class AnswerView(APIView):
    """A view that answers one computation, tagged by the data version."""

    def answered(self, request: Request, answer: Figures, stem: str) -> Any:
        """Return the answer in the format that was asked for."""
        check_flags(request.query_params)
        extension = request.accepted_renderer.format
        if extension not in FORMATS:
            return Response(self.body(answer))
        header, rows = self.sheet(answer)
        invented = answer.total.demonstration
        return file_response(request, f"{stem}.{extension}", header, rows, demonstration=invented)

    def at_one_moment(
        self, request: Request, measure: Measure, make: Callable[[], Figures], stem: str
    ) -> Any:
        """Return the answer to `make` with its tag; to a caller who holds it already, 304.

        The tag is of the moment that the figures are settled at, so a change that comes later turns it. It
        lets nobody in: who may no longer count the rows of `measure` is refused, whatever they hold.
        """
        scope = scope_asked(measure, request.query_params)
        seen_by = _seen_by(request, scope)
        if "If-None-Match" in request.headers and scope is not Scope.OWN:  # whose it is, the answer asks
            if scope != Scope.PUBLISHED:
                require_counting(measure, user=request.user, scope=scope)
            etag = etag_of(request, seen_by=seen_by)
            if is_known(request, etag):
                return Response(status=304, headers={"ETag": etag})
        with one_moment() as moment:
            response = self.answered(request, make(), stem)
            response["ETag"] = etag_of(request, seen_by=seen_by, moment=moment)
        return response

    def body(self, answer: Figures) -> dict[str, Any]:
        """Return the JSON body."""
        return figure_answer(answer)

    sheet = staticmethod(figure_sheet)


class FiguresView(AnswerView):
    """One measure, split and narrowed by its declared dimensions."""

    @extend_schema(
        operation_id="figures",
        parameters=[OpenApiParameter("measure", required=True, enum=[*MEASURES, *OF_STAFF]), *QUESTION],
        responses=FiguresSerializer,
    )
    def get(self, request: Request) -> Any:
        """Answer the figure that the address asks for."""
        measure = measure_named(request.query_params.get("measure", ""))

        def make() -> Figures:
            question = read_question(measure, request.query_params, ignore=("measure", "format", "bom"))
            return figures(measure, user=request.user, question=question)

        day = request.query_params.get("on")
        stem = f"figures-{measure.code}" + (f"-on-{day}" if day else "")
        return self.at_one_moment(request, measure, make, stem)


class MeasuresView(APIView):
    """The catalogue: every measure with its definition and dimensions."""

    @extend_schema(operation_id="measures", responses=MeasurePageSerializer)
    def get(self, request: Request) -> Response:
        """Answer all measures; there are few, so this list has one page."""
        rows = [MeasureSerializer(measure).data for measure in MEASURES.values()]
        return Response({"next": None, "previous": None, "results": rows})
