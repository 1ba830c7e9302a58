"""Results frameworks as a source states them: frameworks, their results, cross-walks between results.

Nothing here is counted: records are edited in place, and their history tells what they said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from ilo_dc.core.facts.actions.facts import Plan
from ilo_dc.core.facts.actions.records import compare_records
from portfolio.results import rules
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import TEXT_LANGUAGES

# A result by the code of its framework and its own: how sheets name it.
NodeKey = tuple[str, str]


@dataclass(frozen=True)
class ResultValues:
    """What a source says of one result; `parent` is the code of the one above it, empty at the top."""

    level: str
    code: str
    parent: str
    kind: str
    texts: Mapping[str, str]
    shorts: Mapping[str, str]
    verified: bool
    provenance: str


@dataclass(frozen=True)
class FrameworkValues:
    """What a source says of one results framework, and all results that it names."""

    code: str
    kind: str
    biennium: str | None
    starts_on: date
    ends_on: date
    titles: Mapping[str, str]
    verified: bool
    provenance: str
    results: Sequence[ResultValues] = field(default_factory=list)


@dataclass(frozen=True)
class CrossWalkValues:
    """How a source says that two results stand to each other."""

    start: NodeKey
    end: NodeKey
    kind: str
    note: str
    source: str


def plan_results(values: Sequence[FrameworkValues], *, demonstration: bool) -> Plan[Any]:
    """Return what saving the frameworks would do; a source is whole for each framework that it names.

    Frameworks come first, then results from the top down, so that each finds what it points at.
    """
    codes = [one.code for one in values]
    grants = ResultsFramework.objects.in_bulk(codes, field_name="code")
    frameworks = {one.code: _framework(one) for one in values}
    plan: Plan[Any] = compare_records(
        frameworks.values(), recorded=grants.values(), key=attrgetter("code"), demonstration=demonstration
    )
    recorded = {
        _key(row): row
        for row in ResultsNode.objects.filter(framework__in=grants.values()).select_related("framework")
    }
    nodes = _nodes(values, {**frameworks, **grants}, recorded)
    below = compare_records(nodes, recorded=recorded.values(), key=_key, demonstration=demonstration)
    return Plan(
        created=[*plan.created, *below.created],
        changed=[*plan.changed, *below.changed],
        withdrawn=[*plan.withdrawn, *below.withdrawn],
        unchanged=plan.unchanged + below.unchanged,
    )


def _key(node: ResultsNode) -> NodeKey:
    return (node.framework.code, node.code)


def _framework(values: FrameworkValues) -> ResultsFramework:
    return ResultsFramework(
        code=values.code,
        kind=values.kind,
        biennium_id=values.biennium,
        starts_on=values.starts_on,
        ends_on=values.ends_on,
        verified=values.verified,
        provenance=values.provenance,
        **{f"title_{language}": values.titles[language] for language in TEXT_LANGUAGES},
    )


def _nodes(
    values: Iterable[FrameworkValues],
    frameworks: Mapping[str, ResultsFramework],
    recorded: Mapping[NodeKey, ResultsNode],
) -> list[ResultsNode]:
    """Return an unsaved node for each result, those of a level before those below it.

    A node points at the framework and the parent that stand here, else at the unsaved ones.
    """
    made: dict[NodeKey, ResultsNode] = {}
    rows = [(one, result) for one in values for result in one.results]
    rows.sort(key=lambda row: (_depth(*row), row[0].code, rules.code_order(row[1].code)))
    for framework, result in rows:
        above = (framework.code, result.parent)
        made[framework.code, result.code] = ResultsNode(
            framework=frameworks[framework.code],
            parent=(recorded.get(above) or made[above]) if result.parent else None,
            level=result.level,
            code=result.code,
            order=rules.code_order(result.code),
            kind=result.kind,
            verified=result.verified,
            provenance=result.provenance,
            **{f"text_{language}": result.texts[language] for language in TEXT_LANGUAGES},
            **{f"short_{language}": result.shorts[language] for language in TEXT_LANGUAGES},
        )
    return list(made.values())


def _depth(framework: FrameworkValues, result: ResultValues) -> int:
    return rules.LEVELS[framework.kind].index(result.level)


def plan_cross_walks(values: Sequence[CrossWalkValues], *, demonstration: bool) -> Plan[CrossWalk]:
    """Return what saving the cross-walks would do; a source is whole for each pair of frameworks it names."""
    nodes = nodes_named({key for one in values for key in (one.start, one.end)})
    pairs = {(one.start[0], one.end[0]) for one in values}
    recorded = [
        row
        for row in CrossWalk.objects.for_list()
        if (row.from_node.framework.code, row.to_node.framework.code) in pairs
    ]
    rows = [
        CrossWalk(
            from_node=nodes[one.start],
            to_node=nodes[one.end],
            kind=one.kind,
            note=one.note,
            source=one.source,
        )
        for one in values
    ]
    return compare_records(
        rows,
        recorded=recorded,
        key=lambda row: (row.from_node_id, row.to_node_id),
        demonstration=demonstration,
    )


def nodes_named(keys: Iterable[NodeKey]) -> dict[NodeKey, ResultsNode]:
    """Return the results in force by the codes of framework and result; those unknown are left out."""
    wanted = set(keys)
    frameworks = {framework for framework, _code in wanted}
    nodes = ResultsNode.objects.in_force().filter(framework__code__in=frameworks).select_related("framework")
    return {_key(node): node for node in nodes if _key(node) in wanted}
