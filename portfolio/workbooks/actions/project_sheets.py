"""The workbook of a project: what it is about, how it is compared and saved."""

from django.utils.translation import gettext_noop

from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.projects import policies
from portfolio.projects.models.project import Project
from portfolio.workbooks.actions.project_rows import carry_out, compare
from portfolio.workbooks.actions.workbook import Workbook
from portfolio.workbooks.vocab import PROJECT_SHEET, PROJECT_SHEETS

# The doors of the work for a worker.
CHECK_PROJECT_SHEET = "portfolio.check_project_sheet"
SAVE_PROJECT_SHEET = "portfolio.save_project_sheet"

PROJECT_WORKBOOK = Workbook(
    code=PROJECT_SHEET,
    noun="project",
    sheets=PROJECT_SHEETS,
    subjects=Project.objects.for_detail,
    policy=policies.may_edit_project,
    parts=(
        (ProgressReport, "project"),
        (ProjectResult, "project"),
        (ProjectIndicator, "result__project"),
        (IndicatorTarget, "indicator__result__project"),
        (Risk, "project"),
    ),
    compare=compare,
    carry_out=carry_out,
    check=CHECK_PROJECT_SHEET,
    save=SAVE_PROJECT_SHEET,
    meanwhile=gettext_noop("The project was changed in the portal meanwhile: look at the differences again."),
)
