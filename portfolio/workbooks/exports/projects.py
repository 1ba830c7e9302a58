"""The results, risks and open reports of a project as a workbook to edit offline and upload again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils.translation import gettext as _

from ilo_dc.formats import text as words
from portfolio.project_results.actions.served_outcomes import served_by
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.vocab import ResultLevel, Scale
from portfolio.projects.rules import OVER
from portfolio.workbooks import vocab
from portfolio.workbooks.actions.report_rows import reports_to_write
from portfolio.workbooks.exports.drafts import BOOK, Draft, FilledRow
from portfolio.workbooks.vocab import PROJECT_SHEETS, SHEET

if TYPE_CHECKING:
    from portfolio.projects.models.project import Project


def project_workbook(project: Project, *, as_of: datetime, address: str) -> bytes:
    """Return the filled workbook in the active language: how to use it, then a sheet for each kind of row.

    Ids and versions are locked (without a password), choices are lists. `address` is the page to upload it
    on; `as_of` the moment at which the project stood so.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, BOOK)
    draft = ProjectDraft(book, project, as_of)
    draft.write(as_of, address)
    book.close()
    return buffer.getvalue()


class ProjectDraft(Draft):
    """The workbook of a project while it is written."""

    sheets = PROJECT_SHEETS

    def __init__(self, book: xlsxwriter.Workbook, project: Project, as_of: datetime) -> None:
        super().__init__(book, as_of.date())
        self.project = project
        self.grows = project.status not in OVER
        self.lists |= {
            "level": list(zip(ResultLevel.labels, ResultLevel.values, strict=True)),
            "scale": list(zip(Scale.labels, Scale.values, strict=True)),
            "outcome": [(str(one), one.pk) for one in served_by(project)],
        }
        results = _in_order(project)
        numbers = _numbers(results)
        indicators = list(
            ProjectIndicator.objects.filter(result__project=project).select_related("result").order_by("pk")
        )
        self.references = _references(indicators, numbers)
        place = {one.pk: number for number, one in enumerate(results)}
        indicators.sort(key=lambda one: (place[one.result_id], one.pk))
        targets = IndicatorTarget.objects.filter(indicator__result__project=project)
        self.rows = {
            vocab.RESULTS: [
                FilledRow(one, numbers.get(one.parent_id or 0, ""), numbers[one.pk]) for one in results
            ],
            vocab.PROJECT_INDICATORS: [
                FilledRow(one, numbers[one.result_id], self.references[one.pk]) for one in indicators
            ],
            vocab.TARGETS: [
                FilledRow(one, self.references[one.indicator_id])
                for one in targets.order_by("indicator", "due_on", "pk")
            ],
            vocab.RISKS: [FilledRow(one) for one in project.risks.order_by("-likelihood", "-impact", "pk")],
            vocab.REPORTS: [],
            vocab.REPORT_VALUES: [],
        }
        self.named = [
            *((vocab.RESULTS, number, pk) for pk, number in numbers.items()),
            *((vocab.PROJECT_INDICATORS, number, pk) for pk, number in self.references.items()),
            ("format", "", vocab.PROJECT_FORMAT),
            ("project", str(project), project.pk),
        ]
        self._fill_reports()

    def _fill_reports(self) -> None:
        """Give the last two sheets the reports that may be written in, and where each indicator stood."""
        for one in reports_to_write(self.project, today=self.today):
            self.named.append((vocab.WRITTEN, one.name, one.fingerprint))
            self.rows[vocab.REPORTS].append(FilledRow(one.record, given=one.given))
            for number, (record, given) in one.values.items():
                named = {**given, "indicator": self.references[number]}
                self.rows[vocab.REPORT_VALUES].append(FilledRow(record, given=named))

    def guide(self, as_of: datetime, address: str) -> Iterator[str]:
        """Yield the lines of the first sheet."""
        yield str(self.project)
        if self.project.demonstration:
            yield _("DEMONSTRATION DATA: invented, not the ILO’s.")
        yield _("As recorded in the portal on %(moment)s.") % {"moment": words.moment(as_of)}
        yield ""
        yield _("1. Change what you want in the white cells. Leave the grey cells as they are.")
        yield _(
            "2. Cells with a list take only what the list offers. Write dates as year-month-day: 2026-02-05."
        )
        if self.grows:
            yield _(
                "3. New results, indicators, targets and risks go into the empty rows, without id and "
                "version. An output names the number of its outcome, an indicator that of its result, a "
                "target that of its indicator; give new ones a number of your own, such as NEW-1, if others "
                "are to name them."
            )
        else:
            yield _("3. The project is over: it takes no new rows.")
        yield _(
            "4. Do not rename sheets or headings. A row that you take out of the workbook changes nothing."
        )
        yield _(
            "The sheet “%(reports)s” holds the reports that may be written now: one row a period, where each "
            "indicator stood on “%(values)s”; of one by sex write women and men, their sum is the value. "
            "“%(submit)s” hands a report in; otherwise it is kept as a draft."
        ) % {
            "reports": SHEET[vocab.REPORTS].label,
            "values": SHEET[vocab.REPORT_VALUES].label,
            "submit": SHEET[vocab.REPORTS].column("submit").label,
        }
        yield _("5. Save it as .xlsx and upload it here: %(address)s") % {"address": address}
        yield _(
            "The portal then shows every difference and every error before anything is saved. A row that "
            "somebody changed in the portal meanwhile is shown with both versions and is never overwritten."
        )


def _in_order(project: Project) -> list[ProjectResult]:
    """Return each outcome of a project and then its outputs."""
    rows = list(project.planned_results.select_related("parent").order_by("position", "pk"))
    return [
        one
        for outcome in (row for row in rows if row.parent_id is None)
        for one in (outcome, *(row for row in rows if row.parent_id == outcome.pk))
    ]


def _numbers(results: list[ProjectResult]) -> dict[int, str]:
    """Return the number of each result in this workbook: R2.1 is the first output of the second outcome."""
    return {
        one.pk: f"R{one.position}" if one.parent is None else f"R{one.parent.position}.{one.position}"
        for one in results
    }


def _references(indicators: list[ProjectIndicator], numbers: dict[int, str]) -> dict[int, str]:
    """Return the number of each indicator in this workbook: R2.1-1 is the first of that output."""
    counted: dict[int, int] = {}
    references = {}
    for one in indicators:
        counted[one.result_id] = counted.get(one.result_id, 0) + 1
        references[one.pk] = f"{numbers[one.result_id]}-{counted[one.result_id]}"
    return references
