"""Four eyes: who took a step, as the history says.

Whoever took it, whom they acted for and who acted for them are one: none of them decides on it. Policies and
lists ask the same condition, `taken_by`; who may be given a decision is asked of `Takers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from ilo_dc.core.history.events import tracked
from ilo_dc.core.people.grants import persons_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User

METADATA = "pgh_context__metadata"
WRITERS = ("user", "acting_for")  # keys of the metadata: who acted, and for whom


@dataclass(frozen=True)
class Steps:
    """Where the history of a noun tells who took a step.

    `among` are the audit rows in question, and `row` is their column that names what the step is of; `people`
    are the columns that name who took it; `written` says which were it, whoever wrote them (None: none).
    """

    noun: str
    row: str = "pgh_obj_id"
    people: tuple[str, ...] = ()
    among: Q = field(default_factory=Q)
    written: Q | None = None

    @property
    def events(self) -> Any:
        """The audit rows."""
        return tracked()[self.noun]._default_manager.filter(self.among)


def taken_by(user: Viewer, *steps: Steps, of: str = "pk") -> Q:
    """Return the condition that `user`, whom they act for, or who acted for one of them took one of `steps`.

    `of` is the ORM path from the rows asked to what the steps are of.
    """
    persons = list(persons_of(user))
    found = Q(pk__in=())
    for step in steps:
        by_them = Q(pk__in=())
        for column in step.people:
            by_them |= Q(**{f"{column}__in": persons})
        if step.written is not None:
            for writer in WRITERS:
                by_them |= step.written & Q(**{f"{METADATA}__{writer}__in": persons})
        found |= Q(Exists(step.events.filter(by_them, **{step.row: OuterRef(of)})))
    return found


def who_took(rows: Iterable[int], *steps: Steps) -> dict[int, frozenset[int]]:
    """Return who took one of `steps`, for whom and by whom, by row; in one query."""
    found: dict[int, set[int]] = {key: set() for key in rows}
    if not found:
        return {}
    first, *others = [pairs for step in steps for pairs in _pairs(step, found)]
    for key, person in first.union(*others):
        if person is not None:
            found[key].add(person)
    return {key: frozenset(people) for key, people in found.items()}


class Takers:
    """Who took one of `steps`, of several rows: read at once for all, when it is first asked of one."""

    def __init__(self, rows: Iterable[int], *steps: Steps) -> None:
        self.rows, self.steps = frozenset(rows), steps

    @cached_property
    def _by_row(self) -> dict[int, frozenset[int]]:
        return who_took(self.rows, *self.steps)

    def of(self, row: int) -> Callable[[], frozenset[int]]:
        """Return what tells who took one of the steps of a row, for whom and by whom."""
        return lambda: self._by_row[row]


def any_of(*takers: Callable[[], frozenset[int]]) -> Callable[[], frozenset[int]]:
    """Return what tells who took a step of any of several sorts; see `Takers.of`."""
    return lambda: frozenset().union(*(found() for found in takers))


def without_takers(people: QuerySet[User], row: int, *steps: Steps) -> QuerySet[User]:
    """Return `people` but those who took one of `steps` of a row: it does not wait for them."""
    return people.exclude(pk__in=who_took([row], *steps)[row])


def _pairs(step: Steps, rows: Iterable[int]) -> Iterator[Any]:
    """Yield querysets of (row, person): one for each column that names who took a step."""
    events = step.events.filter(**{f"{step.row}__in": list(rows)}).annotate(of=F(step.row))
    for column in step.people:
        yield events.annotate(who=F(column)).values_list("of", "who")
    if step.written is not None:
        for key in WRITERS:
            who = Cast(KeyTextTransform(key, METADATA), BigIntegerField())
            yield events.filter(step.written).annotate(who=who).values_list("of", "who")
