"""The results, risks and reports of a project taken offline and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from portfolio.projects.panels.project_forms import ProjectPage
from portfolio.workbooks.actions.project_sheets import PROJECT_WORKBOOK
from portfolio.workbooks.exports.projects import project_workbook
from portfolio.workbooks.forms import ProjectSheetForm
from portfolio.workbooks.imports.projects import read_project_workbook
from portfolio.workbooks.pages import sheets


class OfProject(ProjectPage, sheets.WorkbookPage):
    """A page about the workbook of a project."""

    workbook = PROJECT_WORKBOOK
    read = staticmethod(read_project_workbook)
    upload_name = "portfolio:project-sheet"
    preview_name = "portfolio:project-sheet-preview"
    xlsx_name = "portfolio:project-sheet-xlsx"

    @property
    def about(self) -> Any:
        """The project."""
        return self.project

    @property
    def words(self) -> dict[str, Any]:
        """The words of the project in addresses."""
        return {"project": self.project.pk}

    def content(self, as_of: datetime, address: str) -> bytes:
        """Return the filled workbook."""
        return project_workbook(self.project, as_of=as_of, address=address)

    def stem(self) -> str:
        """Return the name of the file, without its end."""
        return f"project-{self.project.pk}"


class DownloadProjectSheet(sheets.DownloadWorkbook, OfProject):
    """`/projects/<pk>/sheet.xlsx`: the filled workbook in the reader's language."""


class UploadProjectSheet(sheets.UploadWorkbook, OfProject):
    """`/projects/<pk>/sheet/`: how to work offline, the download, and the form that takes it back."""

    form_class = ProjectSheetForm
    lead = gettext_lazy("Edit results, risks and reports as a workbook without a connection, then upload it.")
    holds = gettext_lazy(
        "The workbook holds the results of the project, their indicators and targets, its risks, and the "
        "reports that may be written now, in your language. Its first sheet says how to use it. White cells "
        "are yours to change; new rows go below."
    )


class ProjectSheetPreview(sheets.WorkbookPreview, OfProject):
    """`/projects/<pk>/sheet/<batch>/`: every difference, error and conflict; save or put away."""

    way_back = gettext_lazy("Back to the project")
