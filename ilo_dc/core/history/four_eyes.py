"""Four eyes: who took a step, as the history says.

Whoever took it, whom they acted for and who acted for them are one: none of them decides on it. Policies and
lists ask the same condition, `taken_by`; who may be given a decision is asked by `who_took`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from ilo_dc.core.history.events import tracked
from ilo_dc.core.people.grants import persons_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.people.grants import Viewer

WRITERS = ("pgh_context__metadata__user", "pgh_context__metadata__acting_for")


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
                by_them |= step.written & Q(**{f"{writer}__in": persons})
        found |= Q(Exists(step.events.filter(by_them, **{step.row: OuterRef(of)})))
    return found


def who_took(rows: Iterable[int], *steps: Steps) -> dict[int, frozenset[int]]:
    """Return who took one of `steps`, for whom and by whom, by row; at most two queries for each of them."""
    keys = list(rows)
    found: dict[int, set[int]] = defaultdict(set)
    for step in steps:
        events = step.events.filter(**{f"{step.row}__in": keys})
        wanted = [(events, step.people)] if step.people else []
        if step.written is not None:
            wanted.append((events.filter(step.written), WRITERS))
        for source, columns in wanted:
            for key, *people in source.values_list(step.row, *columns).distinct():
                found[key].update(int(one) for one in people if one is not None)
    return {key: frozenset(found[key]) for key in keys}
