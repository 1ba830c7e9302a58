"""Sheets in: cross-walks between results of two frameworks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.facts.actions.records import save_records
from ilo_dc.core.imports.described import Column, Source
from ilo_dc.core.imports.exported import Export
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.imports.lines import Line
from portfolio.results import policies, rules
from portfolio.results.actions import CrossWalkValues, NodeKey, nodes_named, plan_cross_walks
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import CrossWalkKind

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

KINDS = {kind: kind for kind in CrossWalkKind.values}


class CrossWalkImporter(Importer[CrossWalkValues]):
    """Cross-walks that a source states: how a result of one framework stands to one of a later framework."""

    code = "cross_walks"
    label = gettext_lazy("Cross-walks between results frameworks")
    description = gettext_lazy(
        "How results of one framework stand to results of a later one, as a source states it. The sheet is "
        "taken as complete for each pair of frameworks that it names: a cross-walk that it no longer names "
        "is withdrawn."
    )
    columns = (
        Column("from_framework", gettext_lazy("Code of the earlier framework."), example="PB-2022-23"),
        Column("from_code", gettext_lazy("Code of the result in it."), example="1.2"),
        Column("to_framework", gettext_lazy("Code of the later framework."), example="PB-2024-25"),
        Column("to_code", gettext_lazy("Code of the result in it."), example="2.1"),
        Column("kind", gettext_lazy("same, continues, split or merged."), example="continues"),
        Column("note", gettext_lazy("What the reader should know; may be empty."), required=False),
        Column("source", gettext_lazy("The document that states it.")),
        Column("demonstration", gettext_lazy("For the reader only."), required=False),
    )
    records = (CrossWalk,)
    exports = (Export("cross-walks", frozenset(column.name for column in columns)),)
    source = Source(
        code="cross-walks",
        title=gettext_noop("Cross-walks between results frameworks: a sheet loaded by hand"),
        publisher=gettext_noop("See the source of each row"),
    )

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_import_results(user)

    def read(self, sheet: Sheet) -> list[CrossWalkValues]:
        """Return the cross-walks; both results must be known here and in force."""
        lines = [(line, _end(line, "from"), _end(line, "to")) for line in sheet]
        nodes = nodes_named({key for _line, *ends in lines for key in ends})
        seen: dict[frozenset[NodeKey], int] = {}
        values = []
        for line, start, end in lines:
            for side, key in (("from", start), ("to", end)):
                if all(key) and key not in nodes:
                    line.problem(f"{side}_code", _("This framework has no such result in force."))
            _must_lead_on(line, nodes, start, end)
            _once(line, frozenset((start, end)), seen)
            values.append(
                CrossWalkValues(
                    start=start,
                    end=end,
                    kind=line.choice("kind", KINDS) or "",
                    note=line.words("note", required=False),
                    source=line.words("source"),
                )
            )
        return values if not sheet.problems.count else []

    def named_in(self, rows: list[CrossWalkValues]) -> set[str]:
        """Return the pairs of frameworks that the sheet names, and is complete for."""
        return {f"{row.start[0]} → {row.end[0]}" for row in rows}

    def plan(self, rows: list[CrossWalkValues], *, demonstration: bool, scope: Scope) -> Plan[CrossWalk]:
        """Return what saving the cross-walks would do; the sheet names itself what it is complete for."""
        return plan_cross_walks(rows, demonstration=demonstration)

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Write `plan`; called inside an open recording."""
        save_records(plan, edition=edition, demonstration=demonstration)

    def describe(self, row: CrossWalk) -> str:
        """Name a cross-walk by the codes of both results."""
        start, end = row.from_node, row.to_node
        return f"{start.framework.code} {start.code} → {end.framework.code} {end.code}"


def _end(line: Line, side: str) -> NodeKey:
    return (line.sign(f"{side}_framework").upper(), line.sign(f"{side}_code"))


def _must_lead_on(line: Line, nodes: Mapping[NodeKey, ResultsNode], start: NodeKey, end: NodeKey) -> None:
    """Note a cross-walk that does not lead to a later framework."""
    if start not in nodes or end not in nodes:
        return
    if rules.leads_back(nodes[start].framework.starts_on, nodes[end].framework.starts_on):
        line.problem("to_framework", _("Name a framework that starts later than the first."))


def _once(line: Line, pair: frozenset[NodeKey], seen: dict[frozenset[NodeKey], int]) -> None:
    if pair in seen:
        line.problem("to_code", _("This is already in row %(row)s.") % {"row": seen[pair]})
    seen.setdefault(pair, line.number)


CROSS_WALKS = CrossWalkImporter()
