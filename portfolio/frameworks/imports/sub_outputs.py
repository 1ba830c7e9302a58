"""Sheets in: UN INFO's sub-outputs of cooperation frameworks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from ilo_dc.core.facts.actions.facts import Plan, compare
from ilo_dc.core.imports.amounts import SumsByPlace
from ilo_dc.core.imports.described import Column, Source
from ilo_dc.core.imports.exported import Cells, Export
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.imports.scope import ScopedBy
from ilo_dc.core.models import Country
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.sub_outputs import SubOutputValues, prepare_states
from portfolio.frameworks.imports.country_files import DATA, CountryFile, is_country_file
from portfolio.frameworks.imports.places import (
    below_the_recorded_result,
    with_countries_outside,
    within_scope,
)
from portfolio.frameworks.imports.sums import sums_of
from portfolio.frameworks.measures.framework_places import set_names
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.vocab import (
    ILO,
    UNINFO_DESCRIPTION_LIMIT,
    UNINFO_FINANCE_YEAR,
    UNINFO_NAME_LIMIT,
    UNINFO_RESULT_LIMIT,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.people.grants import Viewer

NUMBER = re.compile(r"[A-Za-z0-9._-]{1,40}")
# The columns that tell the rows of a sub-output apart: its countries, and the results that it stands below.
PLACE = frozenset({"iso3", "country", "outcome", "finance_year"})
# Where the register's export says what a column of UN INFO's says, and which of its texts may be cut.
EXPORTED = {
    "id": "source_id",
    "agency": "agency",
    "code": "code",
    "name": "name",
    "description": "description",
    "start": "starts_on",
    "end": "last_day",
    "outcome": "result",
    "sdg": "sdg",
    "required": "required",
    "available": "available",
    "spent": "spent",
    "finance_year": "finance_year",
}
CUT = {
    "name": ("name_may_be_cut", UNINFO_NAME_LIMIT),
    "description": ("description_may_be_cut", UNINFO_DESCRIPTION_LIMIT),
    "outcome": ("result_may_be_cut", UNINFO_RESULT_LIMIT),
}
# Said of a row, so looked up in the reader's language only where it is said.
NO_COUNTRY = gettext_lazy("No country or area here has this ISO 3166 code.")
HOW_MANY_NUMBERS = 5


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
    """The rows of one sub-output so far: the first, what it says, its row in each country below a result."""

    first: Line
    values: dict[str, Any]
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def countries(self) -> frozenset[str]:
        """The countries that it stands in."""
        return frozenset(country for country, _result in self.rows)

    @property
    def other_results(self) -> tuple[str, ...]:
        """The texts of the results that it stands below, beside the first."""
        if len(self.rows) == 1:
            return ()
        first = self.values["result"].strip()
        texts = dict.fromkeys(result for _country, result in self.rows)
        return tuple(text for text in texts if text != first)


class SubOutputImporter(Importer[SubOutputValues]):
    """UN INFO's rows for the ILO: a sub-output stands once per country, with its whole amount each time."""

    code = "framework_suboutputs"
    label = gettext_lazy("Sub-outputs of cooperation frameworks (UN INFO)")
    description = gettext_lazy(
        "Sub-outputs of the ILO in UN cooperation frameworks, as UN INFO gives them for a finance year: a "
        "sheet of one or many countries, or UN INFO's public file of a country (JSON) as it is. Rows of "
        "other agencies are left out and counted. A sub-output that several countries share stands once per "
        "country with its whole amount; it is counted once. Within the scope of the import a sub-output that "
        "the file no longer names is withdrawn; one shared with a country outside the scope stays."
    )
    columns = (
        Column("iso3", gettext_lazy("Country or area: ISO 3166-1 code."), example="KEN"),
        Column("country", gettext_lazy("Its name; for the reader only."), required=False, example="Kenya"),
        Column("id", gettext_lazy("Number of the sub-output in UN INFO."), example="126440"),
        Column("agency", gettext_lazy("ILO; rows of other agencies are left out."), example="ILO"),
        Column("code", gettext_lazy("Code of the sub-output in its framework."), example="1.4.15"),
        Column("name", gettext_lazy("Name; UN INFO stops it at 200 characters."), example="Decent jobs"),
        Column("description", gettext_lazy("Description; UN INFO stops it at 500 characters.")),
        Column("start", gettext_lazy("First day; may be empty."), example="2023-07-01"),
        Column("end", gettext_lazy("Last day; may be empty."), example="2027-12-31"),
        Column("outcome", gettext_lazy("Text of the result above it."), example="Output 1.4: ..."),
        Column("sdg", gettext_lazy("Sustainable Development Goals; may be empty.")),
        Column("required", gettext_lazy("Required in the finance year, US dollars."), example="5500000.00"),
        Column("available", gettext_lazy("Available in the finance year, US dollars."), example="1287000.00"),
        Column("spent", gettext_lazy("Spent in the finance year, US dollars."), example="1095493.00"),
        Column(
            "finance_year",
            gettext_lazy("Finance year, where the file states it: the one that is loaded."),
            required=False,
            example="2024",
        ),
    )
    source = Source(
        code="uninfo-suboutputs",
        title=gettext_noop(
            "Sub-outputs of United Nations cooperation frameworks, agency ILO, finance year 2024"
        ),
        publisher=gettext_noop("United Nations Development Coordination Office, UN INFO"),
        licence=gettext_noop("None stated"),
        note=gettext_noop(
            "Asked for finance year 2024; the file names neither year nor currency (US dollars are assumed) "
            "nor the framework. Texts may be cut at 200 and 500 characters."
        ),
    )
    loaded = Source(
        code="uninfo-suboutputs",
        title=gettext_noop("Sub-outputs of United Nations cooperation frameworks, agency ILO"),
        publisher=gettext_noop("United Nations Development Coordination Office, UN INFO"),
        licence=gettext_noop("None stated"),
        note=gettext_noop(
            "The file names neither finance year nor currency (US dollars are assumed) nor the framework; "
            "the year was stated by who loaded it. Texts may be cut at 200 and 500 characters."
        ),
    )
    scoped_by = ScopedBy(
        "country",
        gettext_lazy("Countries or areas"),
        advice=gettext_lazy("Write a country by its name or its ISO 3166 alpha-3 code, such as BGD."),
    )
    asks_finance_year = True
    facts = (SubOutputState,)
    stays = gettext_lazy(
        "Frameworks, results and numbers that it named first stay, and so does what it noted on those that "
        "there were: that UN INFO names them, in which words, and that they are no demonstration."
    )
    exports = (Export("framework-suboutputs", frozenset({*EXPORTED.values(), "country"}), _rows_of_export),)
    sums = SumsByPlace(sums_of, set_names)
    shipped = (DATA / "ilo-unsdcf-suboutputs.csv",)
    shipped_date = date(2026, 2, 5)  # of the snapshot; UN INFO states no day of its own

    def source_of(self, checksum: str) -> Source:
        """Return whose file it is: of the shipped one it is known which year was asked for."""
        return self.source if self.is_shipped(checksum) else self.loaded

    def is_published(self, path: Path) -> bool:
        """Return whether it is UN INFO's own file of a country."""
        return is_country_file(path)

    def open(self, path: Path, scope: Scope) -> Sheet:
        """Return the sheet, or UN INFO's own file of a country."""
        if is_country_file(path):
            sheet: Sheet = CountryFile(path, self.columns, scope.names[0] if len(scope.names) == 1 else "")
        else:
            sheet = Sheet(path, self.columns, exports=self.exports)
        sheet.finance_year = scope.finance_year or UNINFO_FINANCE_YEAR
        return sheet

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_import_sub_outputs(user)

    def read(self, sheet: Sheet) -> list[SubOutputValues]:
        """Return each sub-output of the ILO once, with all its countries."""
        countries = _country_codes()
        found: dict[str, _SubOutput] = {}
        others: Counter[str] = Counter()
        for line in sheet:
            if _is_anothers(line):
                others[line.raw("id").strip()] += 1
                continue
            _must_be_of_the_year(line)
            number = _number(line)
            country = line.code("iso3", countries, NO_COUNTRY)
            if number and number in found:
                _must_agree(line, found[number].first)
            elif number:
                found[number] = _SubOutput(line, _values(line))
            if number and country:
                _place(line, countries[country], found[number].rows)
        _explain(sheet, found, others)
        if sheet.problems.count:
            return []
        return [
            SubOutputValues(
                source_id=number, countries=one.countries, other_results=one.other_results, **one.values
            )
            for number, one in found.items()
        ]

    def named_in(self, rows: list[SubOutputValues]) -> set[str]:
        """Return the countries that the file names."""
        return {country for row in rows for country in row.countries}

    def narrowed(self, rows: list[SubOutputValues], names: frozenset[str]) -> list[SubOutputValues]:
        """Return what the file says of the countries `names` alone."""
        return [replace(row, countries=row.countries & names) for row in rows if row.countries & names]

    def names_of_scope(self, names: Iterable[str]) -> dict[str, str]:
        """Return the countries' names by their ISO3 codes."""
        return {row.pk: row.name for row in Country.objects.filter(pk__in=list(names))}

    def plan(self, rows: list[SubOutputValues], *, demonstration: bool, scope: Scope) -> Plan[SubOutputState]:
        """Return what posting the sub-outputs would do to those of the scope's countries and finance year.

        Of a sub-output that countries outside the scope share, the file does not say whether it stands there
        still: it keeps them, and it stays where the file does not name it.
        """
        year = scope.finance_year or UNINFO_FINANCE_YEAR
        recorded = SubOutputState.objects.current().filter(finance_year=year)
        recorded = recorded.select_related("sub_output", "framework", "result")
        rows = below_the_recorded_result(rows, year)
        shared = 0
        if not scope.is_whole:
            countries = frozenset(scope.names)
            rows = with_countries_outside(rows, countries, year)
            within, shared = within_scope(recorded, countries, {row.source_id for row in rows})
            recorded = recorded.filter(pk__in=within)
        states = prepare_states(rows, demonstration=demonstration, finance_year=year)
        plan = compare(states, within=recorded)
        if shared:
            message = ngettext(
                "%(count)s sub-output that countries outside the scope share is not named; it stays.",
                "%(count)s sub-outputs that countries outside the scope share are not named; they stay.",
                shared,
            )
            plan.notes.append(message % {"count": shared})
        return plan

    def describe(self, row: SubOutputState) -> str:
        """Name a sub-output by its number, countries and name."""
        cut = "…" if row.name_may_be_cut else ""
        return f"{row.sub_output.source_id} {row.framework.country_key}: {row.name}{cut}"


def _country_codes() -> dict[str, str]:
    """Return the ISO3 of each country or area by its two- and three-letter code; NA is Namibia."""
    codes = Country.objects.values_list("iso3", "iso2")
    return {code: iso3 for iso3, iso2 in codes for code in (iso3, iso2)}


def _is_anothers(line: Line) -> bool:
    """Return whether a row is of another agency than the ILO."""
    agency = line.raw("agency").strip()
    return bool(agency) and agency.upper() != ILO


def _explain(sheet: Sheet, found: Mapping[str, _SubOutput], others: Counter[str]) -> None:
    """Say what of the file was not taken as it stands: other agencies' rows, a second result above."""
    if others and not found:
        sheet.add(0, "agency", "", _("No row of this file is of the ILO."))
    if count := others.total():
        sheet.remarks_on.further.append(
            ngettext(
                "%(count)s row of other agencies was left out.",
                "%(count)s rows of other agencies were left out.",
                count,
            )
            % {"count": count}
        )
    if joint := others.keys() & found.keys():
        message = ngettext(
            "%(count)s sub-output is joint with other agencies: each agency’s row holds its own amounts, and "
            "only the ILO’s are taken.",
            "%(count)s sub-outputs are joint with other agencies: each agency’s row holds its own amounts, "
            "and only the ILO’s are taken.",
            len(joint),
        )
        sheet.remarks_on.further.append(message % {"count": len(joint)})
    if twice := [number for number, one in found.items() if one.other_results]:
        numbers = ", ".join(twice[:HOW_MANY_NUMBERS]) + (" …" if len(twice) > HOW_MANY_NUMBERS else "")
        message = ngettext(
            "%(count)s sub-output stands below two or more results (%(numbers)s): it is counted once and "
            "shown below the result that is recorded, else the first.",
            "%(count)s sub-outputs stand below two or more results (%(numbers)s): each is one, counted once "
            "and shown below the result that is recorded, else the first.",
            len(twice),
        )
        sheet.remarks_on.further.append(message % {"count": len(twice), "numbers": numbers})


def _number(line: Line) -> str:
    """Return the sub-output's number at the source, "" (with a problem) where there is none."""
    number = line.sign("id")
    if number and not NUMBER.fullmatch(number):
        line.problem("id", _("Write the number as UN INFO gives it: 126440."))
        return ""
    return number


def _must_be_of_the_year(line: Line) -> None:
    """Refuse a row that says itself that its amounts are of another finance year than the one loaded."""
    year, loaded = line.whole("finance_year", most=9999, required=False), line.sheet.finance_year
    if year is not None and year != loaded:
        message = _("This row is of %(year)s, and %(loaded)s is loaded. Load each finance year by itself.")
        line.problem("finance_year", message % {"year": year, "loaded": loaded})


def _values(line: Line) -> dict[str, Any]:
    """Return what a row says of its sub-output, by the fields of `SubOutputValues`."""
    is_json = isinstance(line.sheet, CountryFile)  # whose numbers may carry float noise
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
        "agency": line.text("agency").upper(),
        "sdg": line.text("sdg", required=False, longest=200),
        "required": line.amount("required", least=Decimal(0), to_cent=is_json),
        "available": line.amount("available", least=Decimal(0), to_cent=is_json),
        "spent": line.amount("spent", least=Decimal(0), to_cent=is_json),
    }


def _must_agree(line: Line, first: Line) -> None:
    """Note a problem where a further country's row says something else than the first."""
    column = rules.first_difference(_shared(first.cells), _shared(line.cells))
    if column:
        line.problem(
            column,
            _(
                "Row %(row)s says something else of the same sub-output. Its rows differ by country and by "
                "the result above it only."
            )
            % {"row": first.number},
        )


def _shared(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in cells.items() if name not in PLACE}


def _place(line: Line, country: str, rows: dict[tuple[str, str], int]) -> None:
    """Note the country of a row; the same sub-output stands in it once below a result."""
    place = (country, line.raw("outcome").strip())
    if place in rows:
        line.problem(
            "id",
            _("This sub-output is already in row %(row)s for the same country.") % {"row": rows[place]},
        )
    rows.setdefault(place, line.number)


FRAMEWORK_SUBOUTPUTS = SubOutputImporter()
