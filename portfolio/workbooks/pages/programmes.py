"""A country programme taken offline and back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from portfolio.programmes.panels.programme_pages import ProgrammePage
from portfolio.workbooks.actions.plans import may_edit_plan
from portfolio.workbooks.actions.programme_sheets import PROGRAMME_WORKBOOK
from portfolio.workbooks.exports.programmes import programme_workbook
from portfolio.workbooks.forms import ProgrammeSheetForm
from portfolio.workbooks.imports.programmes import read_programme_workbook
from portfolio.workbooks.pages import sheets

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class OfPlan(sheets.WorkbookPage):
    """A page about the workbook of a programme, or of a country without one."""

    workbook = PROGRAMME_WORKBOOK
    read = staticmethod(read_programme_workbook)

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change it."""
        return may_edit_plan(user, self.about)

    def content(self, as_of: datetime, address: str) -> bytes:
        """Return the filled workbook."""
        return programme_workbook(self.about, by=self.by, as_of=as_of, address=address)

    def stem(self) -> str:
        """Return the name of the file, without its end."""
        return str(self.about.slug)


class OfProgramme(ProgrammePage, OfPlan):
    """A page about the workbook of a programme."""

    upload_name = "portfolio:programme-sheet"
    preview_name = "portfolio:programme-sheet-preview"
    xlsx_name = "portfolio:programme-sheet-xlsx"

    @property
    def about(self) -> Any:
        """The programme."""
        return self.programme

    @property
    def words(self) -> dict[str, Any]:
        """The words of the programme in addresses."""
        return {"slug": self.programme.slug}


class DownloadProgrammeSheet(sheets.DownloadWorkbook, OfProgramme):
    """`/dwcps/<slug>/sheet.xlsx`: the filled workbook in the reader's language."""


class UploadProgrammeSheet(sheets.UploadWorkbook, OfProgramme):
    """`/dwcps/<slug>/sheet/`: how to work offline, the download, and the form that takes it back."""

    form_class = ProgrammeSheetForm
    lead = gettext_lazy("Edit the whole programme as a workbook without a connection, then upload it.")
    holds = gettext_lazy(
        "The workbook holds the programme, its priorities, outcomes, indicators and milestones, and the "
        "outcome updates that are due, in your language. Its first sheet says how to use it. White cells are "
        "yours to change; new rows go below."
    )


class ProgrammeSheetPreview(sheets.WorkbookPreview, OfProgramme):
    """`/dwcps/<slug>/sheet/<pk>/`: every difference, error and conflict of a workbook; save or put away."""

    way_back = gettext_lazy("Back to the programme")
