"""Counting in one pass: the rows in groups, of which lines, totals and sources are all made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Count, F, Q, QuerySet, Sum, Value

from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.measures.types import Dimension, Kept


@dataclass(frozen=True)
class Group:
    """Rows with one key in each dimension of a split.

    Attributes:
        keys: in the order of the split; empty for all rows.
        editions: keys of the sources' editions that said the rows.
        sums: register column to its exact sum; None: no row.
        count: how many rows.
        demonstration: how many of them are demonstration rows.
    """

    keys: tuple[Any, ...]
    editions: frozenset[int]
    sums: Mapping[str, Decimal | None]
    count: int
    demonstration: int


def grouped(counted: QuerySet[Any], *, split: Sequence[Dimension], columns: Sequence[str]) -> list[Group]:
    """Return the counted rows in groups of one edition and one key per dimension, each row in exactly one."""
    rows = _grouping(Kept(counted), split=split, columns=columns)
    return [_group(row, split, columns) for row in rows]


def grouped_sums(parts: Sequence[Kept], *, split: Sequence[Dimension], columns: Sequence[str]) -> list[Group]:
    """Return kept sums in groups, one for each combination of keys of which rows remain, in one query."""
    first, *others = (_grouping(part, split=split, columns=columns) for part in parts)
    rows = first.union(*others, all=True) if others else first
    groups = [_group(row, split, columns) for row in rows]
    return [group for group in by_keys(groups, columns=columns) if group.count]


def _grouping(part: Kept, *, split: Sequence[Dimension], columns: Sequence[str]) -> QuerySet[Any, Any]:
    """Return the query of the groups of rows, or of sums of rows.

    The keys are asked for after the sums: so one that is looked up (a framework's region) is looked up for
    each group and not for each row. A row that comes to one key by several ways is one row.
    """
    overlaps = any(dimension.overlapping for dimension in split)
    is_fact = issubclass(part.rows.model, Fact)
    return (
        part.rows.order_by()
        .annotate(of_edition=F("edition") if is_fact else Value(None, output_field=BigIntegerField()))
        .values("of_edition")
        .annotate(
            **{f"sum_{column}": Sum(column) for column in columns},
            counted_rows=_number(part.number, overlaps=overlaps),
            invented_rows=_number(part.number, overlaps=overlaps, among=Q(demonstration=True)),
            is_taken=Value(part.is_taken_away, output_field=BooleanField()),
        )
        .annotate(**{f"key_{dimension.code}": dimension.value for dimension in split})
    )


def _group(row: Mapping[str, Any], split: Sequence[Dimension], columns: Iterable[str]) -> Group:
    found = Group(
        keys=tuple(row[f"key_{dimension.code}"] for dimension in split),
        editions=frozenset(() if row["of_edition"] is None else (row["of_edition"],)),
        sums={column: row[f"sum_{column}"] for column in columns},
        count=int(row["counted_rows"] or 0),
        demonstration=int(row["invented_rows"] or 0),
    )
    return _negated(found) if row["is_taken"] else found


def _number(column: str, *, overlaps: bool, among: Q | None = None) -> Any:
    """Return the expression of how many rows there are, `among` those of a condition."""
    if column:
        return Sum(column, filter=among)
    if overlaps or among is not None:
        return Count("pk", distinct=overlaps, filter=among)
    return Count("*")


def _negated(group: Group) -> Group:
    """Return a group that takes away what it was."""
    sums = {column: None if value is None else -value for column, value in group.sums.items()}
    return replace(group, sums=sums, count=-group.count, demonstration=-group.demonstration)


def merged(groups: Sequence[Group], *, columns: Iterable[str], keys: tuple[Any, ...] = ()) -> Group:
    """Return groups as one: exact, because no row is in two of them."""
    known = {column: [group.sums[column] for group in groups] for column in columns}
    return Group(
        keys=keys,
        editions=frozenset().union(*(group.editions for group in groups)),
        sums={column: total_of(terms) for column, terms in known.items()},
        count=sum(group.count for group in groups),
        demonstration=sum(group.demonstration for group in groups),
    )


def by_keys(groups: Iterable[Group], *, columns: Sequence[str]) -> list[Group]:
    """Return one group per combination of keys, in key order, unknown ones last."""
    found: dict[tuple[Any, ...], list[Group]] = {}
    for group in groups:
        found.setdefault(group.keys, []).append(group)
    ordered = sorted(found, key=lambda keys: [(key is None, "" if key is None else key) for key in keys])
    return [merged(found[keys], columns=columns, keys=keys) for keys in ordered]


def total_of(terms: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; None: nothing is."""
    known = [term for term in terms if term is not None]
    return sum(known[1:], known[0]) if known else None
