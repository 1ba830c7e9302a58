"""The shape in which a feature says what awaits people by their names, and hands it to somebody else.

What a role's holders share awaits all of them: when one leaves, the others go on. What somebody took, was
given or began awaits them alone, and hangs when they leave. A feature with such things declares a `ByName`
of each in `actions/by_name.py`; `ilo_dc.portal.leaving` composes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone

from ilo_dc.core.people.grants import granted_only
from ilo_dc.core.people.models.membership import Membership

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.measures.types import Words
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.people.querysets import MembershipQuerySet


@dataclass(frozen=True)
class Candidate:
    """Somebody who may go on with a thing: `person` is granted what `memberships` say, and nothing else."""

    person: User
    memberships: MembershipQuerySet


def candidate(person: User, *, without: Membership | None = None) -> Candidate:
    """Return somebody as they are today, or as they will be when a membership of theirs has ended."""
    rows = Membership.objects.in_force_on(timezone.now().date()).filter(user=person.pk)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    return Candidate(granted_only(person, rows), rows)


@dataclass(frozen=True)
class NamedItem:
    """One thing that awaits a person by name: what it is about, and the feature's own row of it."""

    subject: str
    row: Any


class Mover(Protocol):
    """Writes who goes on with a thing (None: whoever holds the role), in the caller's history context."""

    def __call__(self, *, by: User | None, row: Any, person: User, to: User | None) -> None:
        """Move `row` from `person`; what awaits them no more is left as it is."""


@dataclass(frozen=True)
class ByName:
    """What of a feature awaits people by name.

    `open_of` returns what awaits a person now, `may` whether somebody may go on with a row of it, `move`
    hands one over. `code` names the kind in records and in the API.
    """

    code: str
    kind: Words
    open_of: Callable[[User], Iterable[NamedItem]]
    may: Callable[[Candidate, Any], Verdict]
    move: Mover
