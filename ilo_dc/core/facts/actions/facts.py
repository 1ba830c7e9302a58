"""Posting dated facts: what a source says now against what was recorded before (DESIGN 3.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from ilo_dc.core.facts.copying import copy_in
from ilo_dc.core.facts.models.fact import NOT_FROM_THE_SOURCE, Fact
from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.progress import quiet

F = TypeVar("F", bound=Fact)
R = TypeVar("R", bound=Model)

BATCH = 1000


@dataclass(frozen=True)
class Revision(Generic[R]):
    """A recorded row and the row that takes its place."""

    old: R
    new: R

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Return {field: (old, new)} for what the source now says differently."""
        return {
            name: (getattr(self.old, name), getattr(self.new, name))
            for name in source_fields(type(self.old))
            if getattr(self.old, name) != getattr(self.new, name)
        }


@dataclass
class Plan(Generic[R]):
    """What posting a source would do, row by row; `notes` say what a reader must know besides.

    `progress` is told how far the posting is.
    """

    created: list[R] = field(default_factory=list)
    changed: list[Revision[R]] = field(default_factory=list)
    withdrawn: list[R] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    progress: Callable[[str], None] = quiet

    @property
    def is_empty(self) -> bool:
        """Whether the source says exactly what is recorded."""
        return not (self.created or self.changed or self.withdrawn)

    def counts(self) -> dict[str, int]:
        """Return {created, changed, withdrawn, unchanged}."""
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "withdrawn": len(self.withdrawn),
            "unchanged": self.unchanged,
        }


def source_fields(model: type[Model]) -> list[str]:
    """Return the attribute names that hold what the source said."""
    return [
        column.attname for column in model._meta.concrete_fields if column.name not in NOT_FROM_THE_SOURCE
    ]


def _key_of(model: type[Fact]) -> Callable[[Fact], tuple[Any, ...]]:
    """Return what reads off a row the values that tell one subject from another."""
    columns = {column.name: column.attname for column in model._meta.concrete_fields}
    return _values_of([columns[name] for name in model.FACT_KEY])


def _values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads the named attributes off a row, always as a tuple."""
    read: Callable[[Any], Any] = attrgetter(*names)
    return read if len(names) > 1 else lambda row: (read(row),)


def compare(rows: Iterable[F], *, within: QuerySet[F]) -> Plan[F]:
    """Compare all rows of a source with the current rows `within` (those the source is whole for).

    Rows that `within` holds and the source no longer has become `withdrawn`.

    Raises:
        ValueError: two rows with one key; the importer reports those before it comes here.
    """
    key_of, values_of = _key_of(within.model), _values_of(source_fields(within.model))
    recorded = {key_of(row): row for row in within.iterator(chunk_size=BATCH)}
    plan: Plan[F] = Plan()
    seen = set()
    for row in rows:
        key = key_of(row)
        if key in seen:
            raise ValueError(f"Two rows say something of {key}.")
        seen.add(key)
        old = recorded.pop(key, None)
        if old is None:
            plan.created.append(row)
        elif values_of(old) != values_of(row):
            plan.changed.append(Revision(old, row))
        else:
            plan.unchanged += 1
    plan.withdrawn.extend(recorded.values())
    return plan


def post(plan: Plan[F], *, edition: SourceEdition | None, demonstration: bool) -> None:
    """Write a plan inside an open `recording`: close what changed or vanished, insert what is new.

    The database stamps every row with the change's time and refuses the write outside a recording.
    """
    _close(plan)
    fresh = _fresh(plan, edition=edition, demonstration=demonstration)
    if fresh:
        type(fresh[0])._default_manager.bulk_create(fresh, batch_size=BATCH)


def post_source(plan: Plan[F], *, edition: SourceEdition | None, demonstration: bool) -> None:
    """Write the plan of a whole source as `post` does, by COPY: its new rows learn no key here."""
    _close(plan)
    copy_in(_fresh(plan, edition=edition, demonstration=demonstration))


def _fresh(plan: Plan[F], *, edition: SourceEdition | None, demonstration: bool) -> list[F]:
    """Return the rows to insert, each with its edition."""
    fresh = [*plan.created, *(revision.new for revision in plan.changed)]
    for row in fresh:
        row.edition, row.demonstration = edition, demonstration
    return fresh


def _close(plan: Plan[F]) -> None:
    """Close the rows that changed or vanished."""
    closed = [*(revision.old for revision in plan.changed), *plan.withdrawn]
    for start in range(0, len(closed), BATCH):
        keys = [row.pk for row in closed[start : start + BATCH]]
        # The trigger puts the change's own time in place of this one.
        type(closed[0])._default_manager.filter(pk__in=keys).update(superseded_at=timezone.now())
