"""Paths of reporting: figures, measures, resource gaps, observations."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ilo_dc.core.api.etags import etag_of, is_known
from ilo_dc.core.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.exports import csv_response, xlsx_response
from ilo_dc.core.measures import Figures, figures, read_question, table
from portfolio.registers import FRAMEWORK_SUBOUTPUTS
from portfolio.api.serializers import FrameworkSubOutputSerializer
from reporting.answers import figure_answer, figure_sheet, gap_answer, gap_sheet
from reporting.api.serializers import (
    FiguresSerializer,
    MeasureSerializer,
    ObservationSerializer,
    ResourceGapTableSerializer,
)
from reporting.catalogue import FRAMEWORK_GAPS, MEASURES, measure_named
from reporting.registers import OBSERVATIONS

QUESTION = [
    OpenApiParameter("by", description="Dimensions to split by, comma-separated."),
    OpenApiParameter("period", description="Whole calendar years, both included: 2020..2022."),
    OpenApiParameter("biennium", description="2022-23."),
    OpenApiParameter("as_of", description="What was known then: a date or a moment in UTC."),
    OpenApiParameter("scope", description="published (default)."),
    OpenApiParameter("demonstration", OpenApiTypes.BOOL, description="false leaves demonstration rows out."),
    *(
        OpenApiParameter(name, description="Keys of the dimension, comma-separated, where it is declared.")
        for name in sorted({d.code for measure in MEASURES.values() for d in measure.dimensions})
    ),
]


class AnswerView(APIView):
    """A view that answers one computation, tagged by the data version."""

    def answered(self, request: Request, answer: Figures, stem: str) -> Any:
        """Return the answer in the format that was asked for."""
        body, sheet = self.body(answer), self.sheet
        extension = request.accepted_renderer.format
        if extension == "csv":
            header, rows = sheet(answer)
            return csv_response(stem, header, rows)
        if extension == "xlsx":
            header, rows = sheet(answer)
            return xlsx_response(stem, header, rows)
        return Response(body)

    def tagged(self, request: Request) -> tuple[str, Response | None]:
        """Return the tag and, where the caller holds that answer already, the 304."""
        etag = etag_of(request, seen_by="public")
        known = Response(status=304, headers={"ETag": etag}) if is_known(request, etag) else None
        return etag, known

    def body(self, answer: Figures) -> dict[str, Any]:
        """Return the JSON body."""
        return figure_answer(answer)

    sheet = staticmethod(figure_sheet)


class FiguresView(AnswerView):
    """One measure, split and narrowed by its declared dimensions."""

    @extend_schema(
        operation_id="figures",
        parameters=[OpenApiParameter("measure", required=True, enum=list(MEASURES)), *QUESTION],
        responses=FiguresSerializer,
    )
    def get(self, request: Request) -> Any:
        """Answer the figure that the address asks for."""
        etag, known = self.tagged(request)
        if known is not None:
            return known
        measure = measure_named(request.query_params.get("measure", ""))
        question = read_question(measure, request.query_params, ignore=("measure", "format"))
        response = self.answered(
            request, figures(measure, user=request.user, question=question), f"figures-{measure.code}"
        )
        response["ETag"] = etag
        return response


class MeasuresView(APIView):
    """The catalogue: every measure with its definition and dimensions."""

    @extend_schema(operation_id="measures", responses=MeasureSerializer(many=True))
    def get(self, request: Request) -> Response:  # noqa: ARG002
        """Answer all measures; there are few, so this list has one page."""
        rows = MeasureSerializer(list(MEASURES.values()), many=True).data
        return Response({"next": None, "previous": None, "results": rows})


class ResourceGapsView(RegisterListView):
    """Resource gaps: row by row, or split by country, region or framework."""

    register = FRAMEWORK_SUBOUTPUTS
    serializer_class = FrameworkSubOutputSerializer

    @extend_schema(
        operation_id="resource_gaps",
        parameters=[
            OpenApiParameter("level", enum=["framework"], description="framework (default)."),
            OpenApiParameter("by", description="country, region or framework; without it the rows themselves."),
        ],
        responses={200: ResourceGapTableSerializer},
    )
    def get(self, request: Request) -> Any:
        """Answer the rows, or the table that `by` asks for."""
        level = request.query_params.get("level", "framework")
        if level != "framework":
            raise UnableToRead(
                _("There are no resource gaps of the level “%(level)s”.") % {"level": level[:40]},
                {"level": [_("Levels: framework.")]},
            )
        if "by" in request.query_params:
            return GapTable().answer(request)
        return super().get(request)

    def parameters(self) -> QueryDict:
        """Return the address without the level, which the register does not know."""
        kept = self.request.query_params.copy()
        kept.pop("level", None)
        return kept


class GapTable(AnswerView):
    """The split form of the resource gaps."""

    sheet = staticmethod(gap_sheet)

    def body(self, answer: Figures) -> dict[str, Any]:
        """Return the JSON body."""
        return gap_answer(answer)

    def answer(self, request: Request) -> Any:
        """Answer the table that the address asks for."""
        etag, known = self.tagged(request)
        if known is not None:
            return known
        question = read_question(FRAMEWORK_GAPS[0], request.query_params, ignore=("level", "format"))
        answer = table(FRAMEWORK_GAPS, user=request.user, question=question)
        response = self.answered(request, answer, "resource-gaps")
        response["ETag"] = etag
        return response


class ObservationList(RegisterListView):
    """Figures as they stood when a run looked."""

    register = OBSERVATIONS
    serializer_class = ObservationSerializer


class ObservationObject(RegisterObjectView):
    """One stored figure."""

    register = OBSERVATIONS
    serializer_class = ObservationSerializer
