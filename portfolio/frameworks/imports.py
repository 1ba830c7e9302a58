"""Sheets in: UN INFO's sub-outputs of cooperation frameworks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.facts.actions.facts import Plan, compare
from ilo_dc.core.imports.exported import Cells, Export
from ilo_dc.core.imports.importer import Column, Importer, Line, Sheet, Source
from ilo_dc.core.models import Country
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.sub_outputs import SubOutputValues, prepare_states
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.vocab import (
    ILO,
    UNINFO_DESCRIPTION_LIMIT,
    UNINFO_NAME_LIMIT,
    UNINFO_RESULT_LIMIT,
)

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

DATA = settings.BASE_DIR / "portfolio" / "data"
NUMBER = re.compile(r"[A-Za-z0-9._-]{1,40}")
OURS = frozenset({ILO})
# The columns that tell the countries of a sub-output apart; in all others its rows agree.
PLACE = frozenset({"iso3", "country"})
# Where the register's export says what a column of UN INFO's says, and which of its texts may be cut.
EXPORTED = {
    "id": "source_id",
    "agency": "agency",
    "code": "code",
    "name": "name",
    "description": "description",
    "start": "starts_on",
    "end": "ends_on",
    "outcome": "result",
    "sdg": "sdg",
    "required": "required",
    "available": "available",
    "spent": "spent",
}
CUT = {
    "name": ("name_may_be_cut", UNINFO_NAME_LIMIT),
    "description": ("description_may_be_cut", UNINFO_DESCRIPTION_LIMIT),
    "outcome": ("result_may_be_cut", UNINFO_RESULT_LIMIT),
}
# Said of a row, so looked up in the reader's language only where it is said.
NO_COUNTRY = gettext_lazy("No country or area here has this ISO 3166 code.")
OURS_ONLY = gettext_lazy("This sheet holds the sub-outputs of the ILO only.")


def _rows_of_export(cells: Cells) -> Iterator[Cells]:
    """Say what UN INFO would of a row of the register's export: once for each country that shares it.

    Blanks fill a text that may be cut up to the source's limit, by which it is known again.
    """
    cells_of_source = {ours: cells[theirs] for ours, theirs in EXPORTED.items()}
    for ours, (flag, limit) in CUT.items():
        if cells[flag].casefold() == "true":
            cells_of_source[ours] = cells_of_source[ours].ljust(limit)
    for country in cells["country"].split("-"):
        yield {**cells_of_source, "iso3": country}


@dataclass
class _SubOutput:
    """The rows of one sub-output so far: the first, what it says, and the row of each country."""

    first: Line
    values: dict[str, Any]
    rows: dict[str, int]


class SubOutputImporter(Importer[SubOutputValues]):
    """UN INFO's rows for the ILO: a sub-output stands once per country, with its whole amount each time."""

    code = "framework_suboutputs"
    label = gettext_lazy("Sub-outputs of cooperation frameworks (UN INFO)")
    description = gettext_lazy(
        "All sub-outputs of the ILO in UN cooperation frameworks, as UN INFO gives them for finance "
        "year 2024. A sub-output that several countries share stands once per country with its whole "
        "amount; it is counted once. The file is taken as complete: a sub-output that it no longer names "
        "is withdrawn."
    )
    columns = (
        Column("iso3", gettext_lazy("Country or area: ISO 3166-1 code."), example="KEN"),
        Column("country", gettext_lazy("Its name; for the reader only."), required=False, example="Kenya"),
        Column("id", gettext_lazy("Number of the sub-output in UN INFO."), example="126440"),
        Column("agency", gettext_lazy("Always ILO."), example="ILO"),
        Column("code", gettext_lazy("Code of the sub-output in its framework."), example="1.4.15"),
        Column("name", gettext_lazy("Name; UN INFO stops it at 200 characters."), example="Decent jobs"),
        Column("description", gettext_lazy("Description; UN INFO stops it at 500 characters.")),
        Column("start", gettext_lazy("First day; may be empty."), example="2023-07-01"),
        Column("end", gettext_lazy("Last day; may be empty."), example="2027-12-31"),
        Column("outcome", gettext_lazy("Text of the result above it."), example="Output 1.4: ..."),
        Column("sdg", gettext_lazy("Sustainable Development Goals; may be empty.")),
        Column("required", gettext_lazy("Required in finance year 2024, US dollars."), example="5500000.00"),
        Column(
            "available", gettext_lazy("Available in finance year 2024, US dollars."), example="1287000.00"
        ),
        Column("spent", gettext_lazy("Spent in finance year 2024, US dollars."), example="1095493.00"),
    )
    source = Source(
        code="uninfo-suboutputs",
        title="Sub-outputs of United Nations cooperation frameworks, agency ILO, finance year 2024",
        publisher="United Nations Development Coordination Office, UN INFO",
        licence="None stated",
        note=(
            "Asked for finance year 2024; the file names neither year nor currency (US dollars are assumed) "
            "nor the framework. Texts may be cut at 200 and 500 characters."
        ),
    )
    exports = (Export("framework-suboutputs", frozenset({*EXPORTED.values(), "country"}), _rows_of_export),)
    shipped = (DATA / "ilo-unsdcf-suboutputs.csv",)
    shipped_date = date(2026, 2, 5)  # of the snapshot; UN INFO states no day of its own

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_import_sub_outputs(user)

    def read(self, sheet: Sheet) -> list[SubOutputValues]:
        """Return each sub-output once, with all its countries."""
        countries = _country_codes()
        found: dict[str, _SubOutput] = {}
        for line in sheet:
            number = _number(line)
            country = line.code("iso3", countries, NO_COUNTRY)
            if number and number in found:
                _must_agree(line, found[number].first)
            elif number:
                found[number] = _SubOutput(line, _values(line), {})
            if number and country:
                _place(line, countries[country], found[number].rows)
        if sheet.problems.count:
            return []
        return [
            SubOutputValues(source_id=number, countries=frozenset(one.rows), **one.values)
            for number, one in found.items()
        ]

    def plan(self, rows: list[SubOutputValues], *, demonstration: bool) -> Plan[SubOutputState]:
        """Return what posting all sub-outputs would do; the file is whole for UN INFO."""
        recorded = SubOutputState.objects.current().select_related("sub_output", "framework", "result")
        return compare(prepare_states(rows, demonstration=demonstration), within=recorded)

    def describe(self, row: SubOutputState) -> str:
        """Name a sub-output by its number, countries and name."""
        return f"{row.sub_output.source_id} {row.framework.country_key}: {row.name}"


def _country_codes() -> dict[str, str]:
    """Return the ISO3 of each country or area by its two- and three-letter code; NA is Namibia."""
    codes = Country.objects.values_list("iso3", "iso2")
    return {code: iso3 for iso3, iso2 in codes for code in (iso3, iso2)}


def _number(line: Line) -> str:
    """Return the sub-output's number at the source, "" (with a problem) where there is none."""
    number = line.text("id")
    if number and not NUMBER.fullmatch(number):
        line.problem("id", _("Write the number as UN INFO gives it: 126440."))
        return ""
    return number


def _values(line: Line) -> dict[str, Any]:
    """Return what a row says of its sub-output, by the fields of `SubOutputValues`."""
    line.text("name")
    starts_on, ends_on = line.day("start", required=False), line.day("end", required=False)
    if starts_on and ends_on and ends_on < starts_on:
        line.problem("end", _("The sub-output ends before it starts."))
    return {
        "code": line.text("code", required=False, longest=60),
        "name": line.raw("name"),
        "description": line.raw("description"),
        "result": line.raw("outcome"),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "agency": line.code("agency", OURS, OURS_ONLY),
        "sdg": line.text("sdg", required=False, longest=200),
        "required": line.amount("required", least=Decimal(0)),
        "available": line.amount("available", least=Decimal(0)),
        "spent": line.amount("spent", least=Decimal(0)),
    }


def _must_agree(line: Line, first: Line) -> None:
    """Note a problem where a further country's row says something else than the first."""
    column = rules.first_difference(_shared(first.cells), _shared(line.cells))
    if column:
        line.problem(
            column,
            _("Row %(row)s says something else of the same sub-output. Its rows differ by country only.")
            % {"row": first.number},
        )


def _shared(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in cells.items() if name not in PLACE}


def _place(line: Line, country: str, rows: dict[str, int]) -> None:
    """Note the country of a row; the same sub-output stands in it once."""
    if country in rows:
        line.problem(
            "id",
            _("This sub-output stands in row %(row)s for the same country already.") % {"row": rows[country]},
        )
    rows.setdefault(country, line.number)


FRAMEWORK_SUBOUTPUTS = SubOutputImporter()
