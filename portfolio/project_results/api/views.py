"""Paths of the results of projects: plan against actual, extensions, progress reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.days import day_of
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.project_results.actions import plan
from portfolio.project_results.actions import progress_reports as actions
from portfolio.project_results.actions.report_schedules import periods_of_project
from portfolio.project_results.actions.served_outcomes import outcomes_named
from portfolio.project_results.api import serializers as shapes
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.project_extension import ProjectExtension
from portfolio.project_results.panels.plan import plan_of
from portfolio.project_results.registers import PROGRESS_REPORTS
from portfolio.projects.models.project import Project

if TYPE_CHECKING:
    from portfolio.project_results.rules import Period

TEXTS = ("rating", "narrative", "language")


def project_or_404(request: Request, pk: int) -> Project:
    """Return a project that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(Project.objects.visible_to(request.user).for_detail(), pk=pk)


class ProjectPlan(GenericAPIView[Any]):
    """Plan against actual of a project, indicator by indicator."""

    serializer_class = shapes.ProjectPlanSerializer
    queryset = Project.objects.none()

    @extend_schema(responses=shapes.ProjectPlanSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Answer results with baselines, targets and the last accepted values."""
        project = project_or_404(request, project_id)
        panel = plan_of(request.user, project, named=outcomes_named(project))
        return Response(self.get_serializer(panel).data)


class ProjectExtensions(WritingView):
    """The extensions of a project, the latest first; a POST records one."""

    by_version = ("POST",)
    serializer_class = shapes.ExtensionSerializer
    input_class = shapes.ExtensionInput
    queryset = ProjectExtension.objects.none()
    pagination_class = None

    @extend_schema(responses=shapes.ExtensionSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Answer them."""
        rows = project_or_404(request, project_id).extensions.order_by("-pk")
        return Response(self.get_serializer(rows, many=True).data)

    def create(self, request: Request, *_args: Any, project_id: int, **_kwargs: Any) -> Response:
        """Record an extension; `If-Match` names the version of the project that was read."""
        project = project_or_404(request, project_id)
        version = version_read(request, project.version)
        data = plan.ExtensionData(**self.field_values())
        row = plan.extend_project(by=self.by, project=project, lock_version=version, data=data)
        return Response(self.get_serializer(row).data, status=201)


def text_of(entered: dict[str, Any], row: ProgressReport | None = None) -> actions.ReportText:
    """Return what a report says: the input over what `row` said."""
    before = {name: getattr(row, name) for name in TEXTS} if row else {}
    values = {
        one["indicator"]: actions.Reported(**{name: one[name] for name in one if name != "indicator"})
        for one in entered.pop("values", ())
    }
    return actions.ReportText(**{**before, **entered, "values": values})


def period_named(request: Request, entered: dict[str, Any]) -> tuple[Project, Period]:
    """Return the project and the period that a body names, and take them out of it.

    Raises:
        ValidationError: the caller sees no such project, or it has no such period.
    """
    projects = Project.objects.visible_to(request.user).for_detail()
    project = projects.filter(pk=entered.pop("project")).first()
    if project is None:
        raise ValidationError({"project": [_("There is no such project.")]})
    day = day_of(entered.pop("period"))
    period = next((one for one in periods_of_project(project) if one.starts_on == day), None)
    if period is None:
        raise ValidationError({"period": [_("Write the first day of a period of the project.")]})
    return project, period


class ProgressReportList(WritingView, RegisterListView):
    """Progress reports of projects; strangers see what was accepted."""

    register = PROGRESS_REPORTS
    public = False
    serializer_class = shapes.ProgressReportSerializer
    input_class = shapes.NewProgressReportInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Begin the report of a project for a period as a draft."""
        entered = self.field_values()
        project, period = period_named(request, entered)
        report = actions.add_report(by=self.by, project=project, period=period, text=text_of(entered))
        row = self.get_queryset().get(pk=report.pk)
        return self.answer(row, version=row.version, status=201)


class ProgressReportObject(WritingView, RegisterObjectView):
    """One progress report."""

    by_version = ("PATCH",)
    register = PROGRESS_REPORTS
    public = False
    serializer_class = shapes.ProgressReportSerializer
    input_class = shapes.ProgressReportInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change a draft or returned report; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        text = text_of(self.field_values(partial=True), row)
        actions.edit_report(by=self.by, report=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)


class SkipReport(WritingView):
    """Say that no report is written for a period, and why."""

    serializer_class = shapes.ProgressReportSerializer
    input_class = shapes.SkippedReportInput
    queryset = ProgressReport.objects.none()

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Skip it."""
        entered = self.field_values()
        project, period = period_named(request, entered)
        report = actions.skip_report(by=self.by, project=project, period=period, **entered)
        row = PROGRESS_REPORTS.rows(request.user).get(pk=report.pk)
        return self.answer(row, version=row.version, status=201)


class ReportStep(WritingView):
    """A step in the life of a report; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.ProgressReportSerializer
    input_class: ClassVar[type[serializers.Serializer[Any]]] = shapes.NothingInput
    queryset = ProgressReport.objects.none()
    step: ClassVar[Callable[..., ProgressReport]]

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Take the step."""
        row = self.row(pk)
        entered = self.field_values()
        type(self).step(by=self.by, report=row, lock_version=version_read(request, row.version), **entered)
        saved = self.row(pk)
        return self.answer(saved, version=saved.version)

    def row(self, pk: int) -> ProgressReport:
        """Return the report that the caller sees; hidden and missing are the same 404."""
        return get_object_or_404(PROGRESS_REPORTS.rows(self.request.user), pk=pk)


SHAPE = shapes.ProgressReportSerializer


@extend_schema_view(post=extend_schema(request=None, responses=SHAPE))
class SubmitReport(ReportStep):
    """Hand the report in."""

    step = staticmethod(actions.submit_report)


@extend_schema_view(post=extend_schema(request=None, responses=SHAPE))
class AcceptReport(ReportStep):
    """Accept a submitted report."""

    step = staticmethod(actions.accept_report)


@extend_schema_view(post=extend_schema(request=shapes.ReportReturnInput, responses=SHAPE))
class ReturnReport(ReportStep):
    """Give a submitted report back with a note."""

    input_class = shapes.ReportReturnInput
    step = staticmethod(actions.return_report)


@extend_schema_view(post=extend_schema(request=shapes.ReportWithdrawInput, responses=SHAPE))
class WithdrawReport(ReportStep):
    """Take a submitted report back."""

    input_class = shapes.ReportWithdrawInput
    step = staticmethod(actions.withdraw_report)
