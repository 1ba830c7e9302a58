"""Progress reports in a project's workbook: which are open, how they differ, saved as on their pages.

A report is a row of its own sheet, found by the first day of its period; where its indicators stood are rows
of another sheet, which belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ilo_dc.core.days import day_of
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.formats.text import exact
from portfolio.programmes.vocab import TextLanguage
from portfolio.project_results import rules
from portfolio.project_results.actions.progress_reports import Reported, ReportText, add_report, edit_report
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_result import ProjectIndicator
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.rules import as_read, fingerprint, same_word
from portfolio.workbooks.vocab import REPORT_SHEETS, REPORT_VALUES, REPORTS, SHEET

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.project_results.rules import Period
    from portfolio.projects.models.project import Project

PARTS = tuple(column.name for column in SHEET[REPORT_VALUES].saved_columns)


@dataclass(frozen=True)
class OpenReport:
    """A report to write: what is recorded (nothing: an empty record) and what the portal says beside it."""

    record: ProgressReport
    given: dict[str, Any]
    values: dict[int, tuple[ProjectValue, dict[str, Any]]]
    name: str
    fingerprint: str


def reports_to_write(project: Project, *, today: date) -> Iterator[OpenReport]:
    """Yield the reports of `project` that may be written in: those whose period is over, and those begun."""
    if project.status not in rules.REPORTED_IN:
        return
    indicators = list(_indicators(project))
    last = {row.indicator_id: row for row in ProjectValue.objects.last_accepted(report__project=project)}
    recorded = {row.starts_on: row for row in project.reports.prefetch_related("values")}
    reported = [row.period for row in recorded.values()]
    over = rules.periods_due(project.starts_on, project.ends_on, reported, today=today)
    begun = [row.period for row in recorded.values() if row.is_open]
    for period in sorted({*over, *begun}):
        report = recorded.get(period.starts_on)
        if report is None or report.is_open:
            state = _State(indicators, last, today)
            yield _open(report or _blank(project), period, state)


def _indicators(project: Project) -> Any:
    rows = ProjectIndicator.objects.filter(result__project=project).select_related("result__project")
    return rows.prefetch_related("targets").order_by("pk")


@dataclass(frozen=True)
class _State:
    """How the indicators of a project stand: each with its last accepted value."""

    indicators: list[ProjectIndicator]
    last: Mapping[int, ProjectValue]
    today: date


def _open(record: ProgressReport, period: Period, state: _State) -> OpenReport:
    is_new = record.pk is None
    words = _("Not begun") if is_new else str(record.get_state_display())
    given: dict[str, Any] = {
        "period": period.code,
        "last_day": period.last_day.isoformat(),
        "state": f"{words}: {record.note}" if record.note else words,
        "due_on": period.due_on.isoformat(),
        "submit": _("No"),
    }
    if is_new:
        given["version"] = None
    reported = {} if is_new else {row.indicator_id: row for row in record.values.all()}
    rows = {one.pk: reported.get(one.pk) or ProjectValue(indicator=one) for one in state.indicators}
    values = {
        one.pk: (rows[one.pk], {"period": period.code, **_beside(one, state.last.get(one.pk), state.today)})
        for one in state.indicators
    }
    return OpenReport(record, given, values, period.code, fingerprint(values_as_read(record, rows)))


def _blank(project: Project) -> ProgressReport:
    language = project.language if project.language in TextLanguage.values else TextLanguage.ENGLISH
    return ProgressReport(project=project, language=language)


def _beside(indicator: ProjectIndicator, last: ProjectValue | None, today: date) -> dict[str, Any]:
    """Return what the portal says of an indicator beside its value."""
    reported = ""
    if last is not None:
        parts = ["" if last.value is None else exact(last.value), last.words, f"({last.report.last_day})"]
        reported = " ".join(part for part in parts if part)
    targets = sorted((one.due_on, one.value) for one in indicator.targets.all())
    ahead = next((pair for pair in targets if pair[0] >= today), targets[-1] if targets else None)
    target = f"{exact(ahead[1])} ({ahead[0]})" if ahead else ""
    return {"about": indicator.text, "unit": indicator.unit, "last": reported, "target": target}


def values_as_read(record: Any, reported: Mapping[int, Any]) -> dict[str, Any]:
    """Return what the two sheets say of a report when nobody changed them, by column."""
    columns = [column.name for column in SHEET[REPORTS].saved_columns if column.name != "submit"]
    found = {name: getattr(record, name) for name in columns}
    for number, row in reported.items():
        found |= {f"{name}_{number}": getattr(row, name) for name in PARTS}
    read = {name: as_read(value) if isinstance(value, str) else value for name, value in found.items()}
    return {**read, "submit": False}


def save_report(*, by: User, change: RowChange) -> ProgressReport:
    """Begin, change or hand in a report as its row says, by the actions of its page.

    Raises:
        UnableToAct: what the action raises.
    """
    values = dict(change.row.values)
    submit = values.pop("submit")
    reported: dict[int, dict[str, Any]] = values.pop(REPORT_VALUES)
    text = ReportText(**values, values={number: Reported(**parts) for number, parts in reported.items()})
    try:
        if change.record is None:
            period = change.row.keys["period"]
            return add_report(by=by, project=change.owner, period=period, text=text, submit=submit)
        version = change.row.version or 0
        return edit_report(by=by, report=change.record, lock_version=version, text=text, submit=submit)
    except Refused as error:
        raise UnableToAct(error.message) from error


def compare_reports(project: Project, reading: Reading, found: Comparison) -> None:
    """Add to what was `found` the reports that say something new, or were changed in the portal meanwhile."""
    if any(row.sheet in REPORT_SHEETS for row in reading.rows):
        _Reports(project, reading, found).compare()


@dataclass
class _Report:
    """One report: its row, its rows of values by indicator, and what is recorded."""

    row: SheetRow
    record: ProgressReport | None = None
    values: dict[int, SheetRow] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, Any]:
        """What the workbook says, by column."""
        parts = {
            f"{name}_{number}": row.values[name] for number, row in self.values.items() for name in PARTS
        }
        return {**self.row.values, **parts}


class _Reports:
    """The reports of a workbook while they are compared."""

    def __init__(self, project: Project, reading: Reading, found: Comparison) -> None:
        self.project, self.reading, self.found = project, reading, found
        self.indicators = {row.pk: row for row in _indicators(project)}
        rows = project.reports.select_related("project").prefetch_related("values")
        self.reports: dict[date, ProgressReport] = {row.starts_on: row for row in rows}
        reported = [row.period for row in self.reports.values()]
        planned = rules.periods_of(project.starts_on, project.ends_on, reported)
        self.periods = {one.code: one for one in (*planned, *reported)}
        self.rows: dict[Period, _Report] = {}

    def compare(self) -> None:
        """Sort the rows into changed, stale and unchanged."""
        for sheet, place in ((REPORTS, self._place), (REPORT_VALUES, self._attach)):
            for row in self.reading.rows:
                if row.sheet == sheet:
                    place(row)
        for one in self.rows.values():
            if one.row.broken or any(row.broken for row in one.values.values()):
                one.row.broken = True
            else:
                self._sort(one)

    def _period(self, row: SheetRow) -> Period | None:
        day = day_of(str(row.keys.get("period", ""))[:10])
        return self.periods.get(day.isoformat()) if day else None

    def _place(self, row: SheetRow) -> None:
        """Find what a row is about; nobody moves a row or makes one of their own."""
        period = self._period(row)
        if period is None:
            message = _("A recorded row stays where it belongs: restore this cell.")
            self.reading.problem(row, "period", message)
            return
        if period in self.rows:
            self.reading.problem(row, "period", _("This period appears twice. Remove one."))
            return
        row.keys["period"] = period
        record = self.reports.get(period.starts_on)
        record = record if record is not None and row.pk in {None, record.pk} else None
        self.rows[period] = _Report(row, record)
        if row.pk is not None and record is None:
            message = _("There is no such row here (any more). Ids are not changed: restore it.")
            self.reading.problem(row, "id", message)
        elif (row.pk is None) != (row.version is None):
            name = "id" if row.pk is None else "version"
            self.reading.problem(row, name, _("Ids and versions are not changed: restore it."))
        elif record is not None and row.version is not None and row.version > record.version:
            self.reading.problem(row, "version", _("Versions are not changed: restore it."))

    def _attach(self, row: SheetRow) -> None:
        """Give a row of values to its report, with what its fields take."""
        indicator, period = self.indicators.get(row.keys.get("indicator", "")), self._period(row)
        owner = self.rows.get(period) if period else None
        if indicator is None or owner is None:
            words = {"sheet": self.reading.titles[REPORTS]}
            message = _("No row of the sheet “%(sheet)s” has this.") % words
            self.reading.problem(row, "indicator" if indicator is None else "period", message)
            return
        if indicator.pk in owner.values:
            self.reading.problem(row, "indicator", _("This indicator and period appear twice. Remove one."))
        owner.values[indicator.pk] = row
        if not row.broken:
            self._check_values(row, indicator)
        for name in PARTS:
            heading = self.reading.headings[(REPORT_VALUES, name)]
            self.reading.headings[(REPORTS, f"{name}_{indicator.pk}")] = f"{heading} ({indicator.text[:80]})"

    def _check_values(self, row: SheetRow, indicator: ProjectIndicator) -> None:
        """Note what the cells of a row cannot hold, and of one by sex the sum, which the portal makes."""
        for name in PARTS:
            column: Any = ProjectValue._meta.get_field(name)
            try:
                column.run_validators(row.values[name])
            except ValidationError as error:
                for message in error.messages:
                    self.reading.problem(row, name, message)
        women, men = row.values["women"], row.values["men"]
        if (found := self._of_sexes(row, indicator)) is not None:
            self.reading.problem(row, *found)
        elif women is not None and men is not None:
            row.values["value"] = women + men

    def _of_sexes(self, row: SheetRow, indicator: ProjectIndicator) -> tuple[str, str] | None:
        """Return the column and what is wrong with women, men and their sum; None: nothing."""
        women, men, value = (row.values[name] for name in ("women", "men", "value"))
        if not indicator.by_sex:
            given = "women" if women is not None else "men" if men is not None else ""
            return (given, _("This indicator is not by sex: write its value.")) if given else None
        if (women is None) != (men is None):
            return "men" if men is None else "women", _("Give women and men.")
        if value is None or (women is not None and value in {women + men, self._recorded(row, indicator)}):
            return None
        if women is None:
            return "value", _("This indicator is by sex: write women and men.")
        return "value", _("The value is the sum of women and men: leave it empty.")

    def _recorded(self, row: SheetRow, indicator: ProjectIndicator) -> Any:
        """Return the value that the workbook was filled with: it stays where only women or men changed."""
        period = self._period(row)
        report = self.reports.get(period.starts_on) if period else None
        found = (
            [one.value for one in report.values.all() if one.indicator_id == indicator.pk] if report else []
        )
        return found[0] if found else None

    def _sort(self, one: _Report) -> None:
        """Sort one report; what is the same keeps the recorded text to the letter."""
        row, record, typed = one.row, one.record, one.typed
        recorded = {value.indicator_id: value for value in record.values.all()} if record else {}
        there = {number: recorded.get(number, ProjectValue()) for number in one.values}
        now = values_as_read(record or ProgressReport(language=row.values["language"]), there)
        differences = {name: (now[name], value) for name, value in typed.items() if now[name] != value}
        changed_parts = {
            number: {name: value.values[name] for name in PARTS}
            for number, value in one.values.items()
            if any(f"{name}_{number}" in differences for name in PARTS)
        }
        period = row.keys["period"]
        change = RowChange(row, record, differences, label=period.code, owner=self.project)
        self.found.unchanged += len(one.values) - len(changed_parts) + (not differences)
        if record is not None and row.version != record.version:
            written = self.reading.written.get(same_word(period.code))
            change.touched = written != fingerprint(typed)
            if differences:
                self.found.conflicts.append(change)
            return
        for name in row.values:
            if record is not None and name not in differences and name != "submit":
                row.values[name] = getattr(record, name)
        row.values[REPORT_VALUES] = changed_parts
        if differences:
            self.found.changes.append(change)
