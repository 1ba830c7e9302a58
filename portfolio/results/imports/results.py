"""Sheets in: results frameworks with all their results."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.facts.actions.records import save_records
from ilo_dc.core.imports.described import Column, Source
from ilo_dc.core.imports.importer import Importer, Sheet, checksum_of_shipped
from portfolio.results import policies
from portfolio.results.actions import FrameworkValues, plan_results
from portfolio.results.imports.exported_rows import EXPORTS, with_recorded
from portfolio.results.imports.result_rows import read_frameworks
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import RESULTS_SHEET

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

DATA = settings.BASE_DIR / "portfolio" / "data"

HELP = {
    "framework": (gettext_lazy("Code of the framework."), "PB-2022-23"),
    "level": (
        gettext_lazy(
            "“framework” for the row of the framework itself, else outcome, output, goal, target, indicator."
        ),
        "outcome",
    ),
    "code": (gettext_lazy("Code of the result in its framework; empty in a framework’s row."), "1.2"),
    "parent": (gettext_lazy("Code of the result above it; empty for outcomes and goals."), "1"),
    "kind": (
        gettext_lazy(
            "Of a framework: strategic_plan, programme_and_budget, sdg. Of a Programme and Budget’s "
            "outcome: policy, enabling."
        ),
        "policy",
    ),
    "biennium": (gettext_lazy("Of a Programme and Budget."), "2022-23"),
    "starts_on": (gettext_lazy("First day of a framework; a Programme and Budget has its biennium’s."), ""),
    "ends_on": (gettext_lazy("Last day of a framework; a Programme and Budget has its biennium’s."), ""),
    "text_en": (gettext_lazy("Text in English, or title of the framework."), ""),
    "verified": (gettext_lazy("true: read in the source; false: still to be verified."), "false"),
    "provenance": (gettext_lazy("Where the words come from."), ""),
    "demonstration": (gettext_lazy("For the reader only."), ""),
}


def _column(name: str) -> Column:
    if name in HELP:
        words, example = HELP[name]
        return Column(name, words, required=name != "demonstration", example=example)
    if name.startswith("text_"):
        return Column(name, gettext_lazy("The same text in another language; may be empty."))
    return Column(name, gettext_lazy("Short name in that language, where it has one: No poverty."))


STRATEGIC_PLANS = Source(
    code="ilo-strategic-plans",
    title=gettext_noop("Strategic Plans of the ILO: titles and periods"),
    publisher=gettext_noop("International Labour Office, Governing Body documents"),
    licence=gettext_noop("None stated"),
    note=gettext_noop(
        "Titles and periods only; the texts of their outcomes are not known here and left out."
    ),
)
PROGRAMMES_AND_BUDGETS = Source(
    code="ilo-programmes-and-budgets",
    title=gettext_noop("Programmes and Budgets of the ILO, 2020–21 to 2024–25: titles of outcomes"),
    publisher=gettext_noop("Typed for this portal; see the provenance of each row"),
    note=gettext_noop(
        "Most titles are to be verified against the printed Programme and Budget. Texts of outputs and "
        "indicators are not known and left out."
    ),
)
SDG = Source(
    code="open-sdg-translations",
    title=gettext_noop("Sustainable Development Goals, targets and indicators in six languages"),
    publisher=gettext_noop("Open SDG; United Nations Statistics Division"),
    licence=gettext_noop("MIT (translations)"),
    note=gettext_noop("English texts compared with the global indicator framework after its 2025 review."),
)


class ResultsImporter(Importer[FrameworkValues]):
    """Results frameworks: a row for each framework, a row for each result that it names."""

    code = "results_frameworks"
    label = gettext_lazy("Results frameworks")
    description = gettext_lazy(
        "Strategic Plans, Programmes and Budgets and the Sustainable Development Goals with their results. "
        "The sheet is taken as complete for each framework that it names: a result that it no longer names "
        "is withdrawn. Other frameworks stay as they are."
    )
    columns = tuple(_column(name) for name in RESULTS_SHEET)
    records = (ResultsFramework, ResultsNode)
    source = Source(
        code="results-frameworks",
        title=gettext_noop("Results frameworks: a sheet loaded by hand"),
        publisher=gettext_noop("See the provenance of each row"),
    )
    exports = EXPORTS
    shipped = (
        DATA / "results-strategic-plans.csv",
        DATA / "results-programme-and-budget.csv",
        DATA / "results-sdg.csv",
    )
    sources = (
        (STRATEGIC_PLANS, None),
        (PROGRAMMES_AND_BUDGETS, None),
        (SDG, date(2025, 8, 19)),
    )

    def source_of(self, checksum: str) -> Source:
        """Return whose file it is: the shipped ones have three sources."""
        return self._shipped_as(checksum)[0]

    def shipped_on(self, checksum: str) -> date | None:
        """Return the publisher's date of a shipped file, where the source states one."""
        return self._shipped_as(checksum)[1]

    def _shipped_as(self, checksum: str) -> tuple[Source, date | None]:
        known = zip((checksum_of_shipped(path) for path in self.shipped), self.sources, strict=True)
        return dict(known).get(checksum, (self.source, None))

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_import_results(user)

    def read(self, sheet: Sheet) -> list[FrameworkValues]:
        """Return each framework with its results."""
        return read_frameworks(sheet, with_recorded(sheet))

    def named_in(self, rows: list[FrameworkValues]) -> set[str]:
        """Return the codes of the frameworks that the sheet names, and is complete for."""
        return {row.code for row in rows}

    def plan(self, rows: list[FrameworkValues], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return what saving the frameworks would do; the sheet names itself what it is complete for."""
        return plan_results(rows, demonstration=demonstration)

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Write `plan`; called inside an open recording."""
        save_records(plan, edition=edition, demonstration=demonstration)

    def describe(self, row: Any) -> str:
        """Name a framework by its code and title, a result by its framework, code and text."""
        if isinstance(row, ResultsFramework):
            return f"{row.code}: {row.title_en}"
        return f"{row.framework.code} {row.code}: {row.text_en}"


RESULTS_FRAMEWORKS = ResultsImporter()
