"""What was created, changed and withdrawn, in commit order, over all facts (DESIGN 3.0, 5)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ilo_dc.core.facts.models.fact import Fact

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# Where a reader of the log stands: change number, kind of fact, number of the fact.
Position = tuple[int, str, int]
START: Position = (0, "", 0)


@dataclass(frozen=True)
class Item:
    """One fact that a change recorded or closed."""

    change: int
    noun: str
    kind: str
    fact: int
    subject: Any
    verb: str
    recorded_at: datetime
    reason: str
    demonstration: bool

    @property
    def position(self) -> Position:
        """The place of the item in the log."""
        return (self.change, self.kind, self.fact)


def kind_of(model: type[Fact]) -> str:
    """Return what tells the facts of one model from others, of the same noun among them, in their order."""
    return f"{model.NOUN}/{model._meta.model_name}"


def fact_models() -> list[type[Fact]]:
    """Return every noun that keeps dated facts, by its API path."""
    models = [model for model in apps.get_models() if issubclass(model, Fact)]
    return sorted(models, key=kind_of)


def items_after(position: Position, *, user: Viewer, limit: int, nouns: tuple[str, ...] = ()) -> list[Item]:
    """Return at most `limit` items after `position` that `user` may see, in commit order."""
    logs = [
        log
        for model in fact_models()
        if not nouns or model.NOUN in nouns
        for log in (_recorded(model, position, user, limit), _withdrawn(model, position, user, limit))
    ]
    return list(islice(heapq.merge(*logs, key=attrgetter("position")), limit))


def _same_subject(model: type[Fact]) -> dict[str, OuterRef]:
    return {name: OuterRef(name) for name in model.FACT_KEY}


def _after(rows: QuerySet[Any], column: str, position: Position, kind: str) -> QuerySet[Any]:
    change, last_kind, fact = position
    later = Q(**{f"{column}__gt": change})
    if kind > last_kind:
        later |= Q(**{column: change})
    elif kind == last_kind:
        later |= Q(**{column: change, "pk__gt": fact})
    return rows.filter(later).order_by(column, "pk")


def _recorded(model: type[Fact], position: Position, user: Viewer, limit: int) -> Iterator[Item]:
    # What the change itself closed; of history recorded afterwards, what stood until this row's time.
    # To those who did not see what stood before, the object is new.
    replaced = model._default_manager.visible_to(user).filter(
        Q(superseded_by=OuterRef("change")) | Q(backdated=True, superseded_at=OuterRef("recorded_at")),
        **_same_subject(model),
    )
    rows = _after(model._default_manager.visible_to(user), "change_id", position, kind_of(model))
    for row in _values(rows.annotate(item_follows=Exists(replaced)), model, "change")[:limit]:
        yield _item(model, row, "changed" if row["item_follows"] else "created")


def _withdrawn(model: type[Fact], position: Position, user: Viewer, limit: int) -> Iterator[Item]:
    # To those who do not see what came after, the object is gone.
    seen = model._default_manager.visible_to(user)
    successor = seen.filter(change=OuterRef("superseded_by"), **_same_subject(model))
    rows = model._default_manager.visible_to(user).filter(~Exists(successor), superseded_by__isnull=False)
    later = _after(rows, "superseded_by_id", position, kind_of(model))
    for row in _values(later, model, "superseded_by")[:limit]:
        yield _item(model, row, "withdrawn")


def _values(rows: QuerySet[Any], model: type[Fact], change: str) -> QuerySet[Any]:
    annotated = [name for name in rows.query.annotations if name == "item_follows"]
    return rows.values(
        *annotated,
        "demonstration",
        # Names that no fact has for a field of its own.
        item_fact=F("pk"),
        item_change=F(f"{change}_id"),
        item_time=F(f"{change}__recorded_at"),
        item_reason=F(f"{change}__reason"),
        item_subject=F(model.SUBJECT),
    )


def _item(model: type[Fact], row: dict[str, Any], verb: str) -> Item:
    return Item(
        change=row["item_change"],
        noun=model.NOUN,
        kind=kind_of(model),
        fact=row["item_fact"],
        subject=row["item_subject"],
        verb=verb,
        recorded_at=row["item_time"],
        reason=row["item_reason"],
        demonstration=row["demonstration"],
    )
