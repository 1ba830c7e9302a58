"""Rows of a programme's workbook: compared with what is recorded, and saved by the actions of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.models import Office
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.limits import Watch
from ilo_dc.core.writing.part import Part
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.workbooks.actions.part_rows import Parts, compare_parts, save_each
from portfolio.workbooks.actions.plans import CountryPlan, within
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.actions.update_rows import compare_updates, save_update
from portfolio.workbooks.vocab import (
    INDICATORS,
    MILESTONES,
    OUTCOMES,
    PRIORITIES,
    PROGRAMME,
    UPDATE_SHEETS,
    UPDATES,
)

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.workbooks.actions.plans import Plan
    from portfolio.workbooks.vocab import BookSheet

# The sheet that a parent stands in, and the record's field that holds it.
PARTS: dict[str, Part[Any]] = {PRIORITIES: parts.PRIORITIES, INDICATORS: parts.INDICATORS}
PARENTS = {INDICATORS: (OUTCOMES, "outcome"), MILESTONES: (INDICATORS, "indicator")}


# Of a country without a programme.
ADDED_ELSEWHERE = {
    OUTCOMES: gettext_noop(
        "This sheet takes no new rows: outcomes without a programme are added on their own page."
    )
}


def added_elsewhere(plan: Plan) -> dict[str, str]:
    """Return the sheets that take no new rows of this plan although they grow, and what to tell."""
    return ADDED_ELSEWHERE if isinstance(plan, CountryPlan) else {}


def grows_in(plan: Plan, sheet: BookSheet) -> bool:
    """Return whether a sheet of this plan takes new rows."""
    return sheet.grows and sheet.code not in added_elsewhere(plan)


def records_of(programme: Plan) -> dict[str, dict[int, Any]]:
    """Return all that a workbook of the programme is about, by sheet and key."""
    homes = [f"{home}__{name}" for home in ("programme", "cpo") for name in ("country__region", "region")]
    outcomes = ProgrammeOutcome.objects.filter(**within(programme)).select_related(*homes)
    indicators = OutcomeIndicator.objects.filter(**within(programme, "outcome__")).select_related(
        *(f"outcome__{one}" for one in homes)
    )
    milestones = Milestone.objects.filter(**within(programme, "indicator__outcome__")).select_related(
        *(f"indicator__outcome__{one}" for one in homes)
    )
    of_programme = ("programme__country__region", "programme__region")
    rows: dict[str, Iterable[Any]] = {
        PROGRAMME: [] if isinstance(programme, CountryPlan) else [programme],
        PRIORITIES: programme.priorities.select_related(*of_programme),
        OUTCOMES: outcomes,
        INDICATORS: indicators,
        MILESTONES: milestones,
    }
    return {sheet: {row.pk: row for row in found} for sheet, found in rows.items()}


# --- Comparing --------------------------------------------------------------------------------------


def compare(programme: Plan, reading: Reading) -> Comparison:
    """Return the rows that say something new; what cannot be compared becomes a problem of the reading."""
    parts = Parts(
        records_of(programme),
        PARENTS,
        named_by={OUTCOMES: "code"},
        apart=UPDATE_SHEETS,
        added_elsewhere=added_elsewhere(programme),
    )
    found = compare_parts(parts, reading)
    compare_updates(programme, reading, found)
    return found


# --- Saving -----------------------------------------------------------------------------------------


def carry_out(
    *,
    by: User,
    subject: Plan,
    changes: list[RowChange],
    reading: Reading,
    watch: Watch = quiet,
) -> list[RowChange]:
    """Save each change by its own action and return those that were saved; see `save_each`.

    Raises:
        Refused: `by` may not edit the programme.
    """
    return save_each(changes, _Writer(by, subject).save, reading=reading, watch=watch)


class _Writer:
    """Calls the action of each kind of row."""

    def __init__(self, by: User, programme: Plan) -> None:
        self.by, self.programme = by, programme
        self.priorities = {one.pk: one for one in programme.priorities.all()}
        self.offices = Office.objects.in_bulk()
        self.records = records_of(programme)
        self.made: dict[tuple[str, str], Any] = {}

    def save(self, change: RowChange) -> None:
        """Save one row.

        Raises:
            UnableToAct: what its action raises.
        """
        row = change.row
        if row.sheet == UPDATES:
            save_update(by=self.by, change=change)
            return
        values = dict(row.values)
        if "office" in values:
            values["office"] = self.offices.get(values["office"])
        if "priority" in values:
            values["priority"] = self.priorities.get(values["priority"])
        if change.record is not None:
            self._edit(change, values)
        else:
            made = self._add(row, values)
            if row.reference:
                self.made[(row.sheet, row.reference)] = made

    def _edit(self, change: RowChange, values: dict[str, Any]) -> None:
        sheet, record = change.row.sheet, change.record
        named: dict[str, Any] = {"by": self.by, "lock_version": change.row.version}
        if sheet == PROGRAMME:
            text = programmes.ProgrammeText(**values)
            programmes.edit_programme(**named, programme=record, text=text)
        elif sheet == OUTCOMES:
            outcome = programme_outcomes.OutcomeText(**values)
            programme_outcomes.edit_outcome(**named, outcome=record, text=outcome)
        elif sheet == MILESTONES:
            status = values.pop("status")
            parts.edit_milestone(**named, row=record, data=parts.MilestoneData(**values), status=status)
        else:
            part: Part[Any] = PARTS[sheet]
            part.edit(**named, row=record, data=part.data(**values))

    def _add(self, row: SheetRow, values: dict[str, Any]) -> Any:
        if row.sheet == OUTCOMES:
            outcome = programme_outcomes.OutcomeText(**values)
            programme = cast("CountryProgramme", self.programme)  # no other takes new rows here
            return programme_outcomes.add_outcome(by=self.by, programme=programme, text=outcome)
        owner = self._parent(row)
        if row.sheet == MILESTONES:
            status = values.pop("status")
            milestone = parts.MilestoneData(**values)
            return parts.add_milestone(by=self.by, owner=owner, data=milestone, status=status)
        part: Part[Any] = PARTS[row.sheet]
        return part.add(by=self.by, owner=owner, data=part.data(**values))

    def _parent(self, row: SheetRow) -> Any:
        """Return the record that a new row belongs to."""
        above, name = PARENTS[row.sheet]
        if isinstance(row.parent, int):
            return self.records[above][row.parent]
        if (above, row.parent) not in self.made:
            message = _("The row that this belongs to has an error: put that right first.")
            raise UnableToAct(message, {name: [message]})
        return self.made[(above, row.parent)]
