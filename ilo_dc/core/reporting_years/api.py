"""`/reporting-years/`: how the years stand, now and as of a moment; closing and reopening one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from ilo_dc.core.reference.models.period import ReportingYear
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.reporting_years.actions import close_reporting_year, reopen_reporting_year
from ilo_dc.core.reporting_years.registers import REPORTING_YEARS
from ilo_dc.core.writing.api.paths import paths_of
from ilo_dc.core.writing.api.views import WritingView

if TYPE_CHECKING:
    from rest_framework.request import Request


class ReportingYearSerializer(serializers.ModelSerializer[ReportingYear]):
    """A reporting year: `open`, `closed` or `reopened`, since when, and why it was reopened.

    What is recorded while it is closed and counts in it is late.
    """

    id = serializers.IntegerField(source="year")
    state = serializers.ChoiceField(source="known_state", choices=ReportingYear.State.choices)
    since = serializers.DateTimeField(source="known_since", allow_null=True)
    reason = serializers.CharField(source="known_reason", allow_blank=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = ReportingYear
        fields = ["id", "year", "state", "since", "reason", "url"]

    def get_url(self, year: ReportingYear) -> str:
        """Return the address of the object."""
        return address_of("api:reporting-years-detail", year.pk)


class ClosingInput(serializers.Serializer[Any]):
    """A step that needs nothing to be said."""


class ReopeningInput(serializers.Serializer[Any]):
    """Why a year is opened again."""

    reason = serializers.CharField(max_length=500, help_text="Everybody can read it.")


class YearStep(WritingView):
    """A step of a reporting year; the answer is the year."""

    serializer_class = ReportingYearSerializer
    queryset = ReportingYear.objects.none()

    @property
    def year(self) -> ReportingYear:
        """The year that the address names."""
        return get_object_or_404(ReportingYear, pk=self.kwargs["pk"])

    def answer_year(self) -> Response:
        """Answer the year as it stands now."""
        return Response(self.get_serializer(REPORTING_YEARS.rows(self.by).get(pk=self.year.pk)).data)


@extend_schema_view(post=extend_schema(request=None, responses=ReportingYearSerializer))
class CloseYear(YearStep):
    """Close a year."""

    input_class = ClosingInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Close it: for partnership managers and administrators."""
        close_reporting_year(by=self.by, year=self.year)
        return self.answer_year()


@extend_schema_view(post=extend_schema(request=ReopeningInput, responses=ReportingYearSerializer))
class ReopenYear(YearStep):
    """Reopen a year."""

    input_class = ReopeningInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Open it again, with the reason: for partnership managers and administrators."""
        reopen_reporting_year(by=self.by, year=self.year, **self.field_values())
        return self.answer_year()


urlpatterns = [
    *paths_of(REPORTING_YEARS, ReportingYearSerializer),
    path("reporting-years/<int:pk>/close/", CloseYear.as_view(), name="reporting-years-close"),
    path("reporting-years/<int:pk>/reopen/", ReopenYear.as_view(), name="reporting-years-reopen"),
]
