"""Paths of what is made of accepted updates: programme review, donor report part, UN INFO export."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import one_moment, write_moment
from ilo_dc.core.parameters import refuse_repeated
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.flags import check_flags
from ilo_dc.core.registers.shapes import REFERENCE
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.reports.api import serializers as shapes
from portfolio.reports.exports import Report, report_of
from portfolio.reports.vocab import ReportKind
from portfolio.updates.measures import read_period

PERIOD = OpenApiParameter(
    "reporting_period",
    REFERENCE,
    description="2026-H1 or 2026; without it the latest accepted text of each outcome.",
)
BOM = OpenApiParameter("bom", OpenApiTypes.BOOL, description="true begins a CSV with a byte order mark.")
ASKED = [PERIOD, BOM]


PARAMETERS = ("reporting_period", "format", "bom")


class ProgrammeReport(APIView):
    """A report of one programme: lines of accepted texts, as JSON, CSV or XLSX."""

    kind: ClassVar[ReportKind]

    def answered(self, request: Request, programme_id: int) -> Any:
        """Return the report in the format that was asked for."""
        unknown = [name[:40] for name in request.query_params if name not in PARAMETERS]
        if unknown:
            raise UnableToRead(
                _("Unknown parameters: %(names)s.") % {"names": ", ".join(unknown)},
                {name: [_("Unknown parameter.")] for name in unknown},
            )
        refuse_repeated(request.query_params)
        check_flags(request.query_params)
        text = request.query_params.get("reporting_period", "")
        period = read_period(text) if text else None
        with one_moment() as made_at:
            rows = CountryProgramme.objects.visible_to(request.user).for_detail()
            programme = get_object_or_404(rows, pk=programme_id)
            made = report_of(request.user, programme, self.kind, period, made_at=made_at)
        extension = request.accepted_renderer.format
        if extension in FORMATS:
            lines, invented = list(made.sheet()), programme.demonstration
            return file_response(
                request, f"{made.file}.{extension}", made.header, lines, demonstration=invented
            )
        return Response(body_of(made))


def body_of(made: Report) -> dict[str, Any]:
    """Return the JSON body of a report."""
    return {
        "report": made.kind.value,
        "programme": made.programme.slug,
        "reporting_period": made.period.code if made.period else None,
        "as_of": write_moment(made.made_at),
        "columns": list(made.columns),
        "results": [{name: _written(value) for name, value in row.items()} for row in made.rows()],
    }


def _written(value: Any) -> Any:
    return write_moment(value) if isinstance(value, datetime) else value


class ProgrammeReview(ProgrammeReport):
    """The programme review: each outcome in the order of the plan, with what was accepted of it."""

    kind = ReportKind.REVIEW

    @extend_schema(operation_id="programme_review", parameters=ASKED, responses=shapes.ReportSerializer)
    def get(self, request: Request, programme_id: int) -> Any:
        """Answer a line for each outcome; one without an accepted text has its columns empty."""
        return self.answered(request, programme_id)


class DonorReportPart(ProgrammeReport):
    """The donor report's part: the same texts by result of the Programme and Budget."""

    kind = ReportKind.DONOR

    @extend_schema(operation_id="donor_report_part", parameters=ASKED, responses=shapes.ReportSerializer)
    def get(self, request: Request, programme_id: int) -> Any:
        """Answer a line for each accepted text and result that its outcome contributes to."""
        return self.answered(request, programme_id)


class UnExport(ProgrammeReport):
    """The UN INFO export: the same texts by result of the UN cooperation framework."""

    kind = ReportKind.UN

    @extend_schema(operation_id="un_export", parameters=ASKED, responses=shapes.ReportSerializer)
    def get(self, request: Request, programme_id: int) -> Any:
        """Answer a line for each accepted text and framework result that its outcome contributes to."""
        return self.answered(request, programme_id)
