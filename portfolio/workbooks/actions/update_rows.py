"""Outcome updates in a programme's workbook: compared with what is recorded, saved as on their page.

An update is a row of its own sheet, found by its id or, before anybody began it, by outcome and period; where
its indicators stood are rows of another sheet, which belong to it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.formats.text import half_year
from portfolio.programmes.models.programme_outcome import OutcomeIndicator, ProgrammeOutcome
from portfolio.updates.actions.outcome_updates import Reported, UpdateText, add_update, edit_update
from portfolio.updates.models import OutcomeUpdate, ReportedValue
from portfolio.updates.rules import period_of
from portfolio.workbooks.actions.plans import within
from portfolio.workbooks.actions.reported_rows import Entry, ReportedRows, ReportedSheets
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.vocab import UPDATE_SHEETS, UPDATE_VALUES, UPDATES

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.updates.rules import Period
    from portfolio.workbooks.actions.plans import Plan

UPDATES_READ = ReportedSheets(UPDATES, OutcomeUpdate, UPDATE_VALUES, ReportedValue)


def compare_updates(programme: Plan, reading: Reading, found: Comparison) -> None:
    """Add to what was `found` the updates that say something new, or were changed in the portal meanwhile."""
    if any(row.sheet in UPDATE_SHEETS for row in reading.rows):
        _Updates(programme, reading, found).compare()


def save_update(*, by: User, change: RowChange) -> OutcomeUpdate:
    """Begin, change or hand in an update as its row says, by the actions of its page.

    Raises:
        UnableToAct: what the action raises; who writes no updates here may still save the other rows.
    """
    values = dict(change.row.values)
    submit = values.pop("submit")
    reported: dict[int, dict[str, Any]] = values.pop(UPDATE_VALUES)
    by_indicator = {number: Reported(**parts) for number, parts in reported.items()}
    text = UpdateText(**values, values=by_indicator)
    try:
        if change.record is None:
            period = change.row.keys["period"]
            return add_update(by=by, outcome=change.owner, period=period, text=text, submit=submit)
        version = change.row.version or 0
        return edit_update(by=by, update=change.record, lock_version=version, text=text, submit=submit)
    except Refused as error:
        raise UnableToAct(error.message) from error


def row_name(outcome: int, period: Period) -> str:
    """Return what the hidden sheet calls the row of an update."""
    return f"{outcome} {period.code}"


class _Updates(ReportedRows):
    """The updates of a workbook while they are compared."""

    sheets = UPDATES_READ

    def __init__(self, programme: Plan, reading: Reading, found: Comparison) -> None:
        super().__init__(reading, found)
        homes = [f"{home}__{name}" for home in ("programme", "cpo") for name in ("country__region", "region")]
        outcomes = ProgrammeOutcome.objects.filter(**within(programme)).select_related(*homes)
        self.outcomes = {one.pk: one for one in outcomes}
        self.indicators = OutcomeIndicator.objects.filter(**within(programme, "outcome__")).in_bulk()
        of_plan = within(programme, "outcome__")
        updates = OutcomeUpdate.objects.filter(**of_plan).prefetch_related("values")
        self.updates: dict[int, list[OutcomeUpdate]] = defaultdict(list)
        for one in updates:
            one.outcome = self.outcomes[one.outcome_id]
            self.updates[one.outcome_id].append(one)

    def place(self, row: SheetRow) -> None:
        """Find outcome and period of a row; nobody moves a row or makes one of their own."""
        outcome = self.outcomes.get(row.keys.get("outcome", ""))
        period = row.keys["period"] = period_of(str(row.keys.get("period", "")).upper())
        if outcome is None or period is None:
            column = "outcome" if outcome is None else "period"
            self.reading.problem(row, column, _("A recorded row stays where it belongs: restore this cell."))
            return
        if (outcome.pk, period) in self.entries:
            self.reading.problem(row, "outcome", _("This outcome and period appear twice. Remove one."))
            return
        there = [one for one in self.updates[outcome.pk] if one.period.overlaps(period)]
        record = next((one for one in there if row.pk in {None, one.pk}), None)
        label, name = f"{outcome.code} · {half_year(period.code)}", row_name(outcome.pk, period)
        self.entries[(outcome.pk, period)] = Entry(row, record, label, name, owner=outcome)
        missing = _("This programme has no such row (any more). Ids are not changed: restore it.")
        self.check_key(row, record, missing)

    def attach(self, row: SheetRow) -> None:
        """Give a row of values to its update, with what its fields take."""
        indicator = self.indicators.get(row.keys.get("indicator", ""))
        period = period_of(str(row.keys.get("period", "")).upper())
        entry = self.entries.get((indicator.outcome_id, period)) if indicator and period else None
        if indicator is None or entry is None:
            self.no_such_row(row, "indicator")
            return
        code = self.outcomes[indicator.outcome_id].code
        self.give(entry, row, indicator, shown=f"{code}: {indicator.text}"[:80])
        if not row.broken:
            self.check_values(row)
