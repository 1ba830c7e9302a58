"""The workbook of a project: what it is about, how it is compared and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.projects import policies
from portfolio.projects.models.project import Project
from portfolio.workbooks.actions.project_rows import carry_out, compare
from portfolio.workbooks.actions.workbook import Workbook
from portfolio.workbooks.vocab import PROJECT_SHEET, PROJECT_SHEETS

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The doors of the work for a worker.
CHECK_PROJECT_SHEET = "portfolio.check_project_sheet"
SAVE_PROJECT_SHEET = "portfolio.save_project_sheet"


def project_called(key: int, *, locked: bool = False) -> Project:
    """Return the project that a batch names; `locked` against others who change it.

    Raises:
        Project.DoesNotExist: there is none.
    """
    projects = Project.objects.for_detail()
    if locked:
        projects = projects.select_for_update(of=("self",))
    return projects.get(pk=key)


def parts_of(project: Project) -> tuple[QuerySet[Any], ...]:
    """Return what belongs to a project, in the order in which all lock it."""
    return (
        ProgressReport.objects.filter(project=project),
        ProjectResult.objects.filter(project=project),
        ProjectIndicator.objects.filter(result__project=project),
        IndicatorTarget.objects.filter(indicator__result__project=project),
        Risk.objects.filter(project=project),
    )


PROJECT_WORKBOOK = Workbook(
    code=PROJECT_SHEET,
    noun="project",
    sheets=PROJECT_SHEETS,
    find=project_called,
    policy=policies.may_edit_project,
    parts=parts_of,
    compare=compare,
    carry_out=carry_out,
    check=CHECK_PROJECT_SHEET,
    save=SAVE_PROJECT_SHEET,
    meanwhile=gettext_noop("The project was changed in the portal meanwhile: look at the differences again."),
)
