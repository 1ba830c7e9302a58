"""The shape in which every feature says what awaits a person.

A feature offers, of these, those that it has: `work.awaiting(user)`, what is theirs to do;
`work.handed_in(user)`, what they did their part of and others have to go on with; `work.coming(user)`, what
will be theirs. Each is at most `MOST` items, the `most_urgent`, in a constant number of queries;
`ilo_dc.portal` composes them and says where there may be more, and what stands in one table is read
together, once for all three (`reading`).
`work.overseen(user)` is what waits for the people of the offices that they manage (`policies.overseen`), at
most `MOST_OVERSEEN`: it is assigned, and they are reminded of it; its items bear a `key` and their `doers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q
from django.utils import timezone

from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from django.db.models import QuerySet

MOST = 100
MOST_OVERSEEN = 1000


@dataclass(frozen=True)
class Doers:
    """Who may do an item: whose membership of today is `granted`, and `named` people; never `excluded`.

    Who is excluded is asked only where people are: a list of items does without.
    """

    granted: Q | None = None
    named: frozenset[int] = frozenset()
    excluded: Callable[[], frozenset[int]] = frozenset

    @property
    def key(self) -> Hashable:
        """What is the same for items that the same people may do."""
        return self.granted, self.named, self.excluded()

    def people(self) -> QuerySet[User]:
        """Return them, as far as they are active."""
        found = Q(pk__in=self.named)
        if self.granted is not None:
            memberships = Membership.objects.in_force_on(timezone.now().date()).filter(self.granted)
            found |= Q(pk__in=memberships.values("user"))
        return User.objects.filter(found, is_active=True).exclude(pk__in=self.excluded()).order_by("pk")


@dataclass(frozen=True)
class WorkItem:
    """One thing that awaits a person.

    `title` says what to do, `subject` about what, `kind` what sort of thing it is; `since` is when it began
    to wait (of what is coming: when it will begin) and `due_on` the last day for it (None: no date);
    `waits_on` is who has to act, where it is somebody else; with `is_decision` others wait for a decision.
    `key` names it for as long as it waits, whoever looks; `doers` are those who may do it. `countries` and
    `region` (codes) are where it is: a project may be in several countries, and a region is named where no
    country is.
    """

    title: str
    url: str
    kind: str
    since: datetime
    subject: str = ""
    due_on: date | None = None
    waits_on: str = ""
    is_decision: bool = False
    key: str = ""
    doers: Doers = field(default=Doers(), compare=False)
    countries: tuple[str, ...] = ()
    region: str = ""

    @property
    def urgency(self) -> tuple[date, datetime, str]:
        """The order of a list: by due date, then what has waited longest, then what has no date."""
        return self.due_on or date.max, self.since, self.url

    @property
    def position(self) -> list[str]:
        """Its place in the order of a list as texts, different from that of any other item."""
        due_on, since, url = self.urgency
        return [due_on.isoformat(), since.astimezone(UTC).isoformat(), url, self.key]

    def __str__(self) -> str:
        return f"{self.title}: {self.subject}" if self.subject else self.title


def most_urgent(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the first `MOST` by urgency: where a feature cuts, what is overdue stays longest."""
    return sorted(items, key=lambda item: item.urgency)[:MOST]


class Place(Protocol):
    """What lies in a country, or else in a region."""

    country_id: str | None
    region_id: str | None


def where(place: Place | None) -> dict[str, Any]:
    """Return the fields of an item that say where it is; nothing of what is of the whole world."""
    if place is None:
        return {}
    return {"countries": tuple(filter(None, (place.country_id,))), "region": place.region_id or ""}
