"""Reading the workbook of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.models import Office
from ilo_dc.core.sheets.limits import Limits, Watch, quiet
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.project_results.actions.served_outcomes import served_by
from portfolio.project_results.vocab import ResultLevel, Scale
from portfolio.workbooks import vocab
from portfolio.workbooks.imports.reading import Layout, Reader, keys_of, opened
from portfolio.workbooks.vocab import PROJECT_INDICATORS, PROJECT_SHEETS, RESULTS, TARGETS

if TYPE_CHECKING:
    from portfolio.projects.models.project import Project
    from portfolio.workbooks.actions.sheet_rows import Reading

LAYOUT = Layout(
    sheets=PROJECT_SHEETS,
    above={RESULTS: RESULTS, PROJECT_INDICATORS: RESULTS, TARGETS: PROJECT_INDICATORS},
    named={"indicator": PROJECT_INDICATORS},
    noun="project",
    edition=vocab.PROJECT_FORMAT,
    former=(),
    messages={
        "other kind": gettext_noop(
            "This is not a workbook of a project from this portal. Download it from its page again."
        ),
        "other subject": gettext_noop(
            "This is the workbook of another project. Upload it on the page of that one."
        ),
    },
)


def read_project_workbook(
    file: BinaryIO, *, size: int, subject: Project, limits: Limits | None = None, watch: Watch = quiet
) -> Reading:
    """Return what the workbook says; cells that cannot be used are problems with sheet, row and column.

    Raises:
        LimitError: larger than `limits`.
        SheetError: no workbook, damaged, not made by the portal, or of another project.
    """
    book, meanings = opened(file, size=size, layout=LAYOUT, key=subject.pk, limits=limits, watch=watch)
    above = {sheet: keys_of(meanings, sheet) for sheet in (RESULTS, PROJECT_INDICATORS)}
    return Reader(book, meanings, LAYOUT, words=_words(subject), above=above).read()


def _words(project: Project) -> dict[str, dict[Any, str]]:
    """Return the words for each choice, by list and key, in the reader's language."""
    return {
        "language": {key: str(label) for key, label in TextLanguage.choices},
        "yes_no": {True: _("Yes"), False: _("No")},
        "level": {key: str(label) for key, label in ResultLevel.choices},
        "scale": {key: str(label) for key, label in Scale.choices},
        "progress": {key: str(label) for key, label in Progress.choices},
        "office": {office.pk: str(office) for office in Office.objects.order_by("code")},
        "outcome": {one.pk: str(one) for one in served_by(project)},
    }
