"""Reading the rows of a sheet of projects: everything that must be put right is noted at its cell."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.days import day_after
from ilo_dc.core.life.rules import in_effect
from ilo_dc.core.number_words import advice_on
from ilo_dc.core.numbers import UnableToReadNumber, read_number
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.actions.project_links import Links
from portfolio.projects.actions.project_sheets import SheetProject
from portfolio.projects.imports.columns import STATUS_DAYS, column_of
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_sheet import NAMED, NAMED_WITH_SHARE
from portfolio.projects.vocab import ProjectKind, ProjectScope, ProjectStatus, Screening

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ilo_dc.core.imports.lines import Line
    from portfolio.projects.imports.known import Known

PARTED = re.compile(r"[;\n]+")
MOST_NUMBER = 10**9
TEXTS = (
    "title",
    "title_en",
    "title_fr",
    "title_es",
    "description",
    "sstc_theme",
    "pseah_focal_point",
    "feedback_channel",
    "evaluation_note",
    "balance_note",
)
DAYS = ("starts_on", "screened_on", "final_report_on", "evaluated_on", "balance_returned_on")
CHOICES: dict[str, tuple[list[str], bool]] = {
    "language": (TextLanguage.values, True),
    "scope": (ProjectScope.values, True),
    "screening": (Screening.values, False),
}


def read_row(line: Line, known: Known) -> SheetProject:
    """Return what a line says; what is wrong with a cell is noted there, and said as empty."""
    pk = _project_of(line, known)
    kind = line.choice("kind", {one: one for one in ProjectKind.values}, required=False)
    return SheetProject(
        row=line.number,
        pk=pk,
        kind=kind or ProjectKind.PROJECT,
        values=_values(line, known),
        links=_links(line, known),
        days=_days_of_statuses(line),
    )


def check_beside(line: Line, row: SheetProject, project: Project | None) -> None:
    """Note what a sheet cannot change: kind and statuses of a recorded project; `status` is never written."""
    if project is not None and line.text("kind", required=False) and row.kind != project.kind:
        line.problem("kind", _("The kind of a project never changes."))
    if project is not None:
        _check_days(line, row, project)
    statuses = {one: one for one in ProjectStatus.values}
    status = line.choice("status", statuses, required=False) if "status" in line.cells else None
    recorded = project.status if project is not None else row.status
    if status and status != recorded:
        words = {"status": ProjectStatus(recorded).label}
        message = _("A status is recorded on the project’s page, step by step: it is %(status)s.")
        line.problem("status", message % words)


def _check_days(line: Line, row: SheetProject, project: Any) -> None:
    """Note the day of a status that is not what is recorded of a project `with_life`."""
    recorded: dict[str, set[date]] = defaultdict(set)
    for one in in_effect(project.life):
        recorded[one.status].add(one.effective_on)
    for column, status in STATUS_DAYS.items():
        if status in row.days and row.days[status] not in recorded[status]:
            line.problem(column, _("The statuses of a recorded project, and their days, change on its page."))


def _days_of_statuses(line: Line) -> dict[str, date]:
    """Return the day of each status that a line names, in the order of a life."""
    days = {
        status: line.day(column, required=False)
        for column, status in STATUS_DAYS.items()
        if column in line.cells
    }
    return {status: day for status, day in days.items() if day is not None}


def _project_of(line: Line, known: Known) -> int | None:
    """Return the number of the recorded project that a line is about; None: of none."""
    number = line.whole("id", least=1, most=MOST_NUMBER, required=False)
    if number is not None:
        if number not in known.numbers:
            return line.problem("id", _("There is no project with this number here."))
        return number
    code = line.sign("code", required=False).upper()
    of_number = line.sign("number", required=False)
    if not code and not of_number:
        return line.problem("code", _("Write its TC code or its project number, so that it is found again."))
    found = known.by_code.get(code) if code else None
    return found if found is not None else known.by_number.get(of_number)


def _values(line: Line, known: Known) -> dict[str, Any]:
    """Return the answers by field of a project's text, of the columns that the sheet has."""
    values: dict[str, Any] = {}
    for name in (one for one in TEXTS if one in line.cells):
        longest = getattr(Project._meta.get_field(name), "max_length", None) or 0
        values[name] = line.words(name, required=name == "title", longest=longest)
    for name in (one for one in ("code", "number") if one in line.cells):
        values[name] = line.sign(name, required=False, longest=20).upper()
    for name in (one for one in DAYS if one in line.cells):
        values[name] = line.day(name, required=False)
    if "last_day" in line.cells:
        values["ends_on"] = day_after(line.day("last_day", required=False))
    for name, (choices, required) in CHOICES.items():
        if name in line.cells:
            values[name] = line.choice(name, {one: one for one in choices}, required=required) or ""
    if "ilo_share" in line.cells:
        values["ilo_share"] = line.amount("ilo_share", required=False)
    return values | _places(line, known)


def _places(line: Line, known: Known) -> dict[str, Any]:
    """Return the offices and the region that a line names."""
    places: dict[str, tuple[str, Mapping[str, Any], str]] = {
        "unit": ("unit", known.offices, _("There is no office with this code here.")),
        "backstopper": ("backstopper", known.offices, _("There is no office with this code here.")),
        "region": ("own_region", known.regions, _("There is no region with this code here.")),
    }
    found = {}
    for field, (column, rows, message) in places.items():
        if column in line.cells:
            code = line.sign(column, required=False).upper()
            found[field] = rows.get(code)
            if code and found[field] is None:
                line.problem(column, message)
    return found


def _links(line: Line, known: Known) -> dict[str, tuple[Any, ...]]:
    """Return what the project is tied to by field of `Links`, of the columns that the sheet has."""
    completes = "complete_residue" in line.cells and bool(
        line.text("complete_residue", required=False) and line.yes_or_no("complete_residue")
    )
    links: dict[str, tuple[Any, ...]] = {}
    for field in NAMED_WITH_SHARE:
        if column_of(field) in line.cells:
            links[field] = _completed(field, _shares(line, known, field), completes=completes)
    for field in NAMED:
        if column_of(field) in line.cells:
            rows = (_named(line, known, field, code) for code in _parts(line, column_of(field)))
            links[field] = tuple(row for row in rows if row is not None)
    return links


def _parts(line: Line, column: str) -> list[str]:
    return [part.strip() for part in PARTED.split(line.sign(column, required=False)) if part.strip()]


def _named(line: Line, known: Known, field: str, code: str) -> Any:
    found, message = known.find(field, code)
    return found if not message else line.problem(column_of(field), message)


def _shares(line: Line, known: Known, field: str) -> tuple[tuple[Any, Decimal], ...]:
    """Return the pairs of a cell `KEN=60.00; UGA=40.00`."""
    column, shares = column_of(field), []
    for part in _parts(line, column):
        code, equals, typed = part.rpartition("=")
        if not equals or not code.strip() or not typed.strip():
            message = _("Write a code, an equals sign and a share: %(example)s.")
            line.problem(column, message % {"example": EXAMPLES[field]})
            continue
        named = _named(line, known, field, code.strip())
        try:
            share = read_number(typed.strip(), decimals=2, programs=True)
        except UnableToReadNumber as error:
            line.problem(column, advice_on(error))
            continue
        if named is not None:
            shares.append((named, share))
    return tuple(shares)


EXAMPLES = {
    "countries": "KEN=60.00; UGA=40.00",
    "outcomes": "KEN101=60.00; GLO155=40.00",
    "budget": "PB-2022-23 1.2=100.00",
    "sectors": "16020=100.00",
}


def _completed(
    field: str, shares: tuple[tuple[Any, Decimal], ...], *, completes: bool
) -> tuple[tuple[Any, Decimal], ...]:
    """Return the shares, where it is asked for with what rounding left of 100 added to the largest."""
    if not completes:
        return shares
    named: dict[str, Any] = {field: shares}
    whole: tuple[tuple[Any, Decimal], ...] = getattr(Links(**named).completed(), field)
    return whole
