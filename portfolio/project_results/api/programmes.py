"""What projects reported of a country programme: the answer and its shape."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.fields import LastDayField
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.project_results.api.serializers import PlannedResultSerializer
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.panels.plan import reported_by_projects


class LastReportSerializer(serializers.ModelSerializer[ProgressReport]):
    """The last accepted report of a project within a country programme."""

    last_day = LastDayField(source="ends_on")
    rating = serializers.ChoiceField(choices=Progress.choices)
    language = serializers.ChoiceField(choices=TextLanguage.choices)

    class Meta:
        model = ProgressReport
        fields = ["id", "starts_on", "last_day", "rating", "narrative", "language", "demonstration"]


class ReportedProjectSerializer(serializers.Serializer[Any]):
    """A project with its last report, and its results that serve outcomes of the programme."""

    project = serializers.IntegerField(source="project.pk")
    title = serializers.CharField(source="project.title")
    report = LastReportSerializer(allow_null=True)
    results = PlannedResultSerializer(many=True)


class ReportedByProjectsSerializer(serializers.Serializer[Any]):
    """What projects reported of the outcomes of a country programme, in its time."""

    programme = serializers.IntegerField()
    projects = ReportedProjectSerializer(many=True)


class ReportedByProjects(GenericAPIView[Any]):
    """What projects reported of the outcomes of a country programme, as its page shows it."""

    serializer_class = ReportedByProjectsSerializer
    queryset = CountryProgramme.objects.none()

    @extend_schema(operation_id="reported_by_projects", responses=ReportedByProjectsSerializer)
    def get(self, request: Request, programme_id: int) -> Response:
        """Answer its projects with results, targets and the last accepted values of its time."""
        programme = get_object_or_404(CountryProgramme.objects.visible_to(request.user), pk=programme_id)
        panel = reported_by_projects(request.user, programme)
        found = {"programme": programme.pk, "projects": panel.projects if panel else []}
        return Response(self.get_serializer(found).data)
