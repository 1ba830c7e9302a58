"""Rows of a programme's workbook: compared with what is recorded, and saved by the actions of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.models import Office
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.limits import Watch
from ilo_dc.core.writing.part import Part
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.workbooks.actions.part_rows import Parts, compare_parts, save_each
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

# The sheet that a parent stands in, and the record's field that holds it.
PARTS: dict[str, Part[Any]] = {PRIORITIES: parts.PRIORITIES, INDICATORS: parts.INDICATORS}
PARENTS = {INDICATORS: (OUTCOMES, "outcome"), MILESTONES: (INDICATORS, "indicator")}


def records_of(programme: CountryProgramme) -> dict[str, dict[int, Any]]:
    """Return all that a workbook of the programme is about, by sheet and key."""
    path = "programme__country__region", "programme__region"
    outcomes = ProgrammeOutcome.objects.filter(programme=programme).select_related(*path)
    indicators = OutcomeIndicator.objects.filter(outcome__programme=programme).select_related(
        *(f"outcome__{one}" for one in path)
    )
    milestones = Milestone.objects.filter(indicator__outcome__programme=programme).select_related(
        *(f"indicator__outcome__{one}" for one in path)
    )
    rows: dict[str, Iterable[Any]] = {
        PROGRAMME: [programme],
        PRIORITIES: programme.priorities.select_related(*path),
        OUTCOMES: outcomes,
        INDICATORS: indicators,
        MILESTONES: milestones,
    }
    return {sheet: {row.pk: row for row in found} for sheet, found in rows.items()}


# --- Comparing --------------------------------------------------------------------------------------


def compare(programme: CountryProgramme, reading: Reading) -> Comparison:
    """Return the rows that say something new; what cannot be compared becomes a problem of the reading."""
    parts = Parts(records_of(programme), PARENTS, named_by={OUTCOMES: "code"}, apart=UPDATE_SHEETS)
    found = compare_parts(parts, reading)
    compare_updates(programme, reading, found)
    return found


# --- Saving -----------------------------------------------------------------------------------------


def carry_out(
    *,
    by: User,
    subject: CountryProgramme,
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

    def __init__(self, by: User, programme: CountryProgramme) -> None:
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
            values["priority"] = self.priorities[values["priority"]]
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
            return programme_outcomes.add_outcome(by=self.by, programme=self.programme, text=outcome)
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
