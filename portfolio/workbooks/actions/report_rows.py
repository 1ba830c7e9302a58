"""Progress reports in a project's workbook: which are open, how they differ, saved as on their pages.

A report is a row of its own sheet, found by the first day of its period; where its indicators stood are rows
of another sheet, which belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.days import day_of
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.formats.text import exact
from portfolio.programmes.vocab import TextLanguage
from portfolio.project_results import rules
from portfolio.project_results.actions.progress_reports import Reported, ReportText, add_report, edit_report
from portfolio.project_results.actions.report_schedules import periods_of_project
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue, period_in_words
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator
from portfolio.projects.actions.project_life import statuses_of
from portfolio.workbooks.actions.reported_rows import Entry, ReportedRows, ReportedSheets
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.rules import fingerprint
from portfolio.workbooks.vocab import REPORT_SHEETS, REPORT_VALUES, REPORTS

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.project_results.rules import Period
    from portfolio.projects.models.project import Project

REPORTS_READ = ReportedSheets(REPORTS, ProgressReport, REPORT_VALUES, ProjectValue)


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
    periods = periods_of_project(project, reported)
    over = rules.periods_due(periods, rules.spells_of(statuses_of(project)), today=today)
    begun = [row.period for row in recorded.values() if row.is_open]
    for period in sorted({*over, *begun}):
        report = recorded.get(period.starts_on)
        if report is None or report.is_open:
            state = _State(indicators, last)
            yield _open(report or _blank(project), period, state)


def _indicators(project: Project) -> Any:
    rows = ProjectIndicator.objects.filter(result__project=project).select_related("result__project")
    return rows.prefetch_related("targets").order_by("pk")


@dataclass(frozen=True)
class _State:
    """How the indicators of a project stand: each with its last accepted value."""

    indicators: list[ProjectIndicator]
    last: Mapping[int, ProjectValue]


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
        one.pk: (rows[one.pk], {"period": period.code, **_beside(one, state.last.get(one.pk), period)})
        for one in state.indicators
    }
    return OpenReport(record, given, values, period.code, fingerprint(REPORTS_READ.as_read(record, rows)))


def _blank(project: Project) -> ProgressReport:
    language = project.language if project.language in TextLanguage.values else TextLanguage.ENGLISH
    return ProgressReport(project=project, language=language)


def _beside(indicator: ProjectIndicator, last: ProjectValue | None, period: Period) -> dict[str, Any]:
    """Return what the portal says of an indicator beside its value."""
    reported = ""
    if last is not None:
        parts = ["" if last.value is None else exact(last.value), last.words, f"({last.report.last_day})"]
        reported = " ".join(part for part in parts if part)
    found = rules.target_for(list(indicator.targets.all()), period.last_day)
    target = _in_words(found) if found else ""
    return {"about": indicator.text, "unit": indicator.unit, "last": reported, "target": target}


def _in_words(target: IndicatorTarget) -> str:
    """Return a target with its day, and its women and men where it names them."""
    parts = [exact(target.value), f"({target.due_on})"]
    if target.women is not None:
        parts.append(f"{_('women')} {exact(target.women)}, {_('men')} {exact(target.men)}")
    return " ".join(parts)


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


class _Reports(ReportedRows):
    """The reports of a workbook while they are compared."""

    sheets = REPORTS_READ

    def __init__(self, project: Project, reading: Reading, found: Comparison) -> None:
        super().__init__(reading, found)
        self.project = project
        self.indicators = {row.pk: row for row in _indicators(project)}
        rows = project.reports.select_related("project").prefetch_related("values")
        self.reports: dict[date, ProgressReport] = {row.starts_on: row for row in rows}
        reported = [row.period for row in self.reports.values()]
        planned = periods_of_project(project, reported)
        self.periods = {one.code: one for one in (*planned, *reported)}

    def _period(self, row: SheetRow) -> Period | None:
        day = day_of(str(row.keys.get("period", ""))[:10])
        return self.periods.get(day.isoformat()) if day else None

    def place(self, row: SheetRow) -> None:
        """Find the period of a row; nobody moves a row or makes one of their own."""
        period = self._period(row)
        if period is None:
            message = _("A recorded row stays where it belongs: restore this cell.")
            self.reading.problem(row, "period", message)
            return
        if period in self.entries:
            self.reading.problem(row, "period", _("This period appears twice. Remove one."))
            return
        row.keys["period"] = period
        record = self.reports.get(period.starts_on)
        record = record if record is not None and row.pk in {None, record.pk} else None
        self.entries[period] = Entry(row, record, period_in_words(period), period.code, owner=self.project)
        self.check_key(
            row, record, _("There is no such row here (any more). Ids are not changed: restore it.")
        )

    def attach(self, row: SheetRow) -> None:
        """Give a row of values to its report, with what its fields take; of one by sex, the sum too."""
        indicator, period = self.indicators.get(row.keys.get("indicator", "")), self._period(row)
        entry = self.entries.get(period) if period else None
        if indicator is None or entry is None:
            self.no_such_row(row, "indicator" if indicator is None else "period")
            return
        self.give(entry, row, indicator, shown=indicator.text[:80])
        if not row.broken:
            self.check_values(row)
            self._check_sexes(row, indicator)

    def _check_sexes(self, row: SheetRow, indicator: ProjectIndicator) -> None:
        """Note what is wrong with women, men and their sum, which the portal makes."""
        value, women, men = (row.values[name] for name in ("value", "women", "men"))
        sent = rules.Split(value, women, men, self._recorded(row, indicator))
        for column, message in rules.problems_of_split(sent, by_sex=indicator.by_sex).items():
            self.reading.problem(row, column, _(message))
        if not row.broken and women is not None and men is not None:
            row.values["value"] = women + men

    def _recorded(self, row: SheetRow, indicator: ProjectIndicator) -> Any:
        """Return the value that the workbook was filled with: it stays where only women or men changed."""
        period = self._period(row)
        report = self.reports.get(period.starts_on) if period else None
        found = (
            [one.value for one in report.values.all() if one.indicator_id == indicator.pk] if report else []
        )
        return found[0] if found else None
