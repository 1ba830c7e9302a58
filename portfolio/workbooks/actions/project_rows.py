"""Rows of a project's workbook: compared with what is recorded, and saved by the actions of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Office
from ilo_dc.core.progress import quiet
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.project_results.actions import plan
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.workbooks.actions.part_rows import Parts, compare_parts, save_each
from portfolio.workbooks.actions.report_rows import compare_reports, save_report
from portfolio.workbooks.vocab import (
    PROJECT_INDICATORS,
    REPORT_SHEETS,
    REPORTS,
    RESULTS,
    RISKS,
    SHEET,
    TARGETS,
)

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from ilo_dc.core.sheets.limits import Watch
    from ilo_dc.core.writing.part import Part
    from portfolio.projects.models.project import Project
    from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow

# The sheet that a parent stands in, and the record's field that holds it.
PARENTS = {
    RESULTS: (RESULTS, "parent"),
    PROJECT_INDICATORS: (RESULTS, "result"),
    TARGETS: (PROJECT_INDICATORS, "indicator"),
}
PARTS: dict[str, Part[Any]] = {
    RESULTS: plan.RESULTS,
    PROJECT_INDICATORS: plan.INDICATORS,
    TARGETS: plan.TARGETS,
    RISKS: plan.RISKS,
}


def records_of(project: Project) -> dict[str, dict[int, Any]]:
    """Return all that a workbook of the project is about, by sheet and key."""
    of_result = ProjectIndicator.objects.filter(result__project=project)
    targets = IndicatorTarget.objects.filter(indicator__result__project=project)
    rows: dict[str, Iterable[Any]] = {
        RESULTS: ProjectResult.objects.filter(project=project).select_related("project", "parent"),
        PROJECT_INDICATORS: of_result.select_related("result__project"),
        TARGETS: targets.select_related("indicator__result__project"),
        RISKS: Risk.objects.filter(project=project).select_related("project"),
    }
    return {sheet: {row.pk: row for row in found} for sheet, found in rows.items()}


def compare(project: Project, reading: Reading) -> Comparison:
    """Return the rows that say something new; what cannot be compared becomes a problem of the reading."""
    found = compare_parts(Parts(records_of(project), PARENTS, apart=REPORT_SHEETS), reading)
    for change in found.changes:
        if change.row.sheet == RESULTS and change.record is not None and "level" in change.differences:
            reading.problem(change.row, "level", _("The level of a result never changes: restore this cell."))
    found.changes = [change for change in found.changes if not change.row.broken]
    for change in found.changes:
        if change.row.sheet == TARGETS:
            _show_sum(change)
    says_nothing = [change for change in found.changes if not change.differences]
    found.unchanged += len(says_nothing)
    found.changes = [change for change in found.changes if change.differences]
    compare_reports(project, reading, found)
    return found


def _show_sum(change: RowChange) -> None:
    """Let a target by sex say the value that saving gives it: the sum of its women and men."""
    values = change.row.values
    values["value"] = plan.TARGETS.completed(change.record, plan.TargetData(**values)).value
    now = None if change.record is None else change.record.value
    differences = {name: one for name, one in change.differences.items() if name != "value"}
    if values["value"] != now:
        differences["value"] = ("" if now is None else now, values["value"])
    columns = [column.name for column in SHEET[TARGETS].saved_columns]
    change.differences = {name: differences[name] for name in columns if name in differences}


def carry_out(
    *, by: User, subject: Project, changes: list[RowChange], reading: Reading, watch: Watch = quiet
) -> list[RowChange]:
    """Save each change by its own action and return those that were saved; see `save_each`."""
    return save_each(changes, _Writer(by, subject).save, reading=reading, watch=watch)


class _Writer:
    """Calls the action of each kind of row."""

    def __init__(self, by: User, project: Project) -> None:
        self.by, self.project = by, project
        self.offices = Office.objects.in_bulk()
        self.outcomes = CountryProgrammeOutcome.objects.visible_to(by)
        self.records = records_of(project)
        self.made: dict[tuple[str, str], Any] = {}

    def save(self, change: RowChange) -> None:
        """Save one row; what a closed project refuses is an error of its rows.

        Raises:
            UnableToAct: what its action raises.
        """
        row = change.row
        if row.sheet == REPORTS:
            save_report(by=self.by, change=change)
            return
        try:
            saved = self._edit(change) if change.record is not None else self._add(row)
        except Refused as error:
            raise UnableToAct(error.message) from error
        if change.record is None and row.reference:
            self.made[(row.sheet, row.reference)] = saved

    def _values(self, row: SheetRow) -> dict[str, Any]:
        values = dict(row.values)
        if row.sheet == RISKS:
            values["owner"] = self.offices.get(values["owner"])
        if row.sheet == RESULTS:
            values["outcome"] = self.outcomes.filter(pk=values["outcome"]).first()
            values["parent"] = self._above(row) if row.parent else None
        return values

    def _edit(self, change: RowChange) -> Any:
        part = PARTS[change.row.sheet]
        data = part.data(**self._values(change.row))
        return part.edit(by=self.by, row=change.record, lock_version=change.row.version or 0, data=data)

    def _add(self, row: SheetRow) -> Any:
        part = PARTS[row.sheet]
        owner = self._above(row) if row.sheet in {PROJECT_INDICATORS, TARGETS} else self.project
        return part.add(by=self.by, owner=owner, data=part.data(**self._values(row)))

    def _above(self, row: SheetRow) -> Any:
        """Return the record that a row belongs to."""
        above, name = PARENTS[row.sheet]
        if isinstance(row.parent, int):
            return self.records[above][row.parent]
        if (above, row.parent) not in self.made:
            message = _("The row that this belongs to has an error: put that right first.")
            raise UnableToAct(message, {name: [message]})
        return self.made[(above, row.parent)]
