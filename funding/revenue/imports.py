"""Sheets of published revenue in: both publications of the UN CEB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from funding.revenue.models import RevenueStatistic
from funding.revenue.policies import may_import_revenue
from funding.revenue.rules import COMPUTED_TOTAL, TYPE_OF_CATEGORY, summed, type_and_subtype
from funding.revenue.vocab import Publication
from ilo_dc.core.days import FIRST_DAY, LAST_DAY
from ilo_dc.core.facts.actions.facts import compare
from ilo_dc.core.imports.described import Column, Remedy, Source
from ilo_dc.core.imports.exported import Cells, Export
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.imports.scope import ScopedBy
from ilo_dc.core.reference.names import organisations_by_name, pseudo_contributors, same_name
from ilo_dc.core.reference.vocab import CodeScheme

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.people.grants import Viewer

DATA = settings.BASE_DIR / "funding" / "data"
BY_TYPE_FILE = DATA / "ilo-revenue-sub-agency.csv"
BY_CONTRIBUTOR_FILE = DATA / "ilo-revenue-by-donor-2013-2024.csv"
# The day of the snapshot that both files come from; the publisher states no day of its own.
SNAPSHOT = date(2026, 2, 5)

PUBLISHER = gettext_noop("United Nations System Chief Executives Board for Coordination")
LICENCE = gettext_noop("Public United Nations data")
FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year
CATEGORY_OF_TYPE = {code: category for category, code in TYPE_OF_CATEGORY.items()}
REVENUE_EXPORT = frozenset(
    {"publication", "year", "contributor", "revenue_type", "revenue_subtype", "amount"}
)


def _rows_by_type(cells: Cells) -> Iterator[Cells]:
    """Say what a row of the register's export says of this publication; nothing of the other's."""
    if cells["publication"] == Publication.BY_TYPE:
        code = cells["revenue_subtype"] or cells["revenue_type"]
        yield {**cells, "agency": "ILO", "calendar_year": cells["year"], "sub_type": code}


def _rows_by_contributor(cells: Cells) -> Iterator[Cells]:
    if cells["publication"] == Publication.BY_CONTRIBUTOR:
        category = CATEGORY_OF_TYPE.get(cells["revenue_type"], cells["revenue_type"])
        yield {
            "year": cells["year"],
            "donor": cells["contributor"],
            "revenue_type": category,
            "amount_usd": cells["amount"],
        }


class RevenueImporter(Importer[RevenueStatistic]):
    """What both publications have in common: within its years a file is whole for its publication."""

    publication: Publication
    scoped_by = ScopedBy("year", gettext_lazy("Years"))
    facts = (RevenueStatistic,)

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load revenue."""
        return may_import_revenue(user)

    def named_in(self, rows: list[RevenueStatistic]) -> set[str]:
        """Return the years that the file names."""
        return {str(row.year) for row in rows}

    def narrowed(self, rows: list[RevenueStatistic], names: frozenset[str]) -> list[RevenueStatistic]:
        """Return the rows of the years `names`."""
        return [row for row in rows if str(row.year) in names]

    def names_of_scope(self, names: Iterable[str]) -> dict[str, str]:
        """Return the years among `names`."""
        years = {str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
        return {name: name for name in names if name in years}

    def plan(self, rows: list[RevenueStatistic], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Compare the file with what the publication says now of the scope's years.

        What the file no longer has of them is withdrawn.
        """
        recorded = RevenueStatistic.objects.current().filter(publication=self.publication)
        if not scope.is_whole:
            recorded = recorded.filter(year__in=[int(year) for year in scope.names])
        return compare(rows, within=recorded)

    def describe(self, row: RevenueStatistic) -> str:
        """Return year, type and contributor; its amount stands beside it."""
        return str(row)


class RevenueByTypeImporter(RevenueImporter):
    """The CEB's revenue by its own types: several rows of a year and sub-type are one amount."""

    code = "revenue-by-type"
    label = gettext_lazy("Revenue by type (UN CEB)")
    description = gettext_lazy(
        "Revenue of the ILO by type and sub-type as the UN CEB publishes it. Within the scope of the "
        "import, by years, what the file no longer has is withdrawn."
    )
    publication = Publication.BY_TYPE
    columns = (
        Column("agency", gettext_lazy("Code of the organization; only ILO is taken"), example="ILO"),
        Column("sub_agency", gettext_lazy("Part of the organization"), required=False, example="ILO"),
        Column("calendar_year", gettext_lazy("Year of the revenue"), example="2022"),
        Column("amount", gettext_lazy("US dollars; rounded to the cent"), example="16536877.00"),
        Column("sub_type_name", gettext_lazy("Name of the sub-type, not read"), required=False),
        Column("rev_type", gettext_lazy("Name of the type, not read"), required=False),
        Column("sub_type", gettext_lazy("Code of type or sub-type"), example="R02A"),
        Column("source_rows", gettext_lazy("Rows that the amount sums, one unless told"), required=False),
    )
    source = Source(
        code="unceb-revenue-by-type",
        title=gettext_noop("ILO revenue by type (UN CEB financial statistics)"),
        publisher=PUBLISHER,
        licence=LICENCE,
        note=gettext_noop(
            "Rows are rounded to the cent and summed per year and sub-type. Extracted on 2026-02-05."
        ),
    )
    exports = (Export("revenue-statistics", REVENUE_EXPORT, _rows_by_type),)
    shipped = (BY_TYPE_FILE,)
    shipped_date = SNAPSHOT

    def read(self, sheet: Sheet) -> list[RevenueStatistic]:
        """Return one row per year and sub-type."""
        read = [_typed_amount(line) for line in sheet]
        sums = summed(entry for entry in read if entry is not None)
        return [
            RevenueStatistic(
                publication=self.publication,
                year=year,
                revenue_type=revenue_type,
                revenue_subtype=subtype,
                amount=amount,
                source_rows=count,
            )
            for (year, revenue_type, subtype), (amount, count) in sums.items()
        ]


def _typed_amount(line: Line) -> tuple[tuple[int, str, str], Decimal, int] | None:
    """Return ((year, type, sub-type), amount, rows) of a line, None when a cell is unusable."""
    if line.sign("agency").upper() not in {"", "ILO"}:
        line.problem("agency", _("Only revenue of the ILO is taken. Remove the row."))
    year = line.whole("calendar_year", least=FIRST_YEAR, most=LAST_YEAR)
    amount = line.amount("amount", to_cent=True)
    rows = line.whole("source_rows", least=1, required=False) or 1
    code = line.sign("sub_type").upper()
    parts = type_and_subtype(code)
    if parts is None:
        if code:
            line.problem("sub_type", _("Not a code of the UN data standard: write R01, R02A, R03A to R04C."))
        return None
    return ((year, *parts), amount, rows) if year is not None and amount is not None else None


class RevenueByContributorImporter(RevenueImporter):
    """The CEB's revenue by named contributor; computed totals in the file are left out."""

    code = "revenue-by-contributor"
    label = gettext_lazy("Revenue by contributor (UN CEB)")
    description = gettext_lazy(
        "Revenue of the ILO by contributor as the UN CEB publishes it. Within the scope of the "
        "import, by years, what the file no longer has is withdrawn. Every contributor must be known as an "
        "organisation, by name or alias."
    )
    publication = Publication.BY_CONTRIBUTOR
    columns = (
        Column("year", gettext_lazy("Year of the revenue"), example="2022"),
        Column("donor", gettext_lazy("Contributor as printed"), example="United States of America"),
        Column(
            "revenue_type",
            gettext_lazy("Assessed, Voluntary un-earmarked, Voluntary earmarked or Other"),
            example="Voluntary earmarked",
        ),
        Column("amount_usd", gettext_lazy("US dollars; rounded to the cent"), example="48202153.00"),
    )
    remedies = (
        Remedy("donor", "core:new-organisation", gettext_lazy("Add the organisation"), "name"),
        Remedy("donor", "core:organisations", gettext_lazy("Find it, to add an alias")),
    )
    source = Source(
        code="unceb-revenue-by-contributor",
        title=gettext_noop("ILO revenue by contributor (UN CEB financial statistics)"),
        publisher=PUBLISHER,
        licence=LICENCE,
        note=gettext_noop(
            "Totals that the file's authors computed are left out: by type they differ from the CEB's. "
            "Extracted on 2026-02-05."
        ),
    )
    exports = (Export("revenue-statistics", REVENUE_EXPORT, _rows_by_contributor),)
    shipped = (BY_CONTRIBUTOR_FILE,)
    shipped_date = SNAPSHOT

    def read(self, sheet: Sheet) -> list[RevenueStatistic]:
        """Return one row per year, type and contributor."""
        partners = organisations_by_name(CodeScheme.CEB)
        nobody = {same_name(name) for name in pseudo_contributors()}
        rows: dict[tuple[int, str, str], RevenueStatistic] = {}
        totals = 0
        for line in sheet:
            if line.raw("donor").strip() == COMPUTED_TOTAL:
                totals += 1
                continue
            row = self._row(line, partners, nobody)
            if row is None:
                continue
            key = (row.year, row.revenue_type, row.contributor)
            if key in rows:
                line.problem("donor", _("This contributor appears twice for the year and type."))
            rows[key] = row
        if totals:
            sheet.remarks_on.further.append(
                ngettext(
                    "%(count)s row is a total that was computed from others; it was left out.",
                    "%(count)s rows are totals that were computed from others; they were left out.",
                    totals,
                )
                % {"count": totals}
            )
        return list(rows.values())

    def _row(self, line: Line, partners: dict[str, int | None], nobody: set[str]) -> RevenueStatistic | None:
        """Return the line as a statistic, None when a cell is unusable."""
        year = line.whole("year", least=FIRST_YEAR, most=LAST_YEAR)
        revenue_type = line.choice("revenue_type", TYPE_OF_CATEGORY)
        amount = line.amount("amount_usd", to_cent=True)
        contributor = line.text("donor", longest=300)
        partner = _partner(line, contributor, partners, nobody)
        if year is None or revenue_type is None or amount is None:
            return None
        return RevenueStatistic(
            publication=self.publication,
            year=year,
            revenue_type=revenue_type,
            contributor=contributor,
            partner_id=partner,
            amount=amount,
        )


def _partner(line: Line, contributor: str, partners: dict[str, int | None], nobody: set[str]) -> int | None:
    """Return the contributor's organisation; None for a line that names nobody, or with a problem."""
    name = same_name(contributor)
    if not name or name in nobody:
        return None
    if name not in partners:
        return line.problem(
            "donor", _("No organisation has this name. Add it as an alias of one, or add the organisation.")
        )
    if partners[name] is None:
        return line.problem("donor", _("Several organisations have this name. Give one the CEB code."))
    return partners[name]


REVENUE_BY_TYPE = RevenueByTypeImporter()
REVENUE_BY_CONTRIBUTOR = RevenueByContributorImporter()
IMPORTERS = (REVENUE_BY_TYPE, REVENUE_BY_CONTRIBUTOR)
