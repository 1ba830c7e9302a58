"""What was assigned and whom somebody reminded: who oversees, and whom it concerns, sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from ilo_dc.core.people.grants import persons_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ilo_dc.core.people.grants import Viewer


class AssignmentQuerySet(models.QuerySet[Any]):
    """What was assigned to whom."""

    def current(self) -> Self:
        """Return those that no later one took the place of."""
        return self.filter(ended_at__isnull=True)

    def of_items(self, keys: Iterable[str]) -> Self:
        """Return the current ones of items, with their people."""
        return self.current().filter(item__in=list(keys)).select_related("assignee", "assigned_by")

    def on_page(self, user: Viewer, keys: Iterable[str], *, since: datetime) -> Self:
        """Return the current ones of items, and what `user`, or whom they act for, assigned since then."""
        made = Q(assigned_by__in=persons_of(user), assigned_at__gte=since)
        rows = self.current().filter(Q(item__in=list(keys)) | made)
        return rows.select_related("assignee", "assigned_by").order_by("-assigned_at", "-pk")


class HandoverQuerySet(models.QuerySet[Any]):
    """Who left which role, and who goes on with their work."""

    def to_settle_on(self, day: date) -> Self:
        """Return those whose role is over on `day` and whose work was not moved yet."""
        return self.filter(settled_at__isnull=True, ends_on__lte=day).order_by("ends_on", "pk")


class ReminderQuerySet(models.QuerySet[Any]):
    """Who reminded whom of what."""

    def of_items(self, keys: Iterable[str]) -> Self:
        """Return those of items, with their people, the latest first."""
        rows = self.filter(item__in=list(keys)).select_related("person", "reminded_by")
        return rows.order_by("-reminded_at", "-pk")

    def concerning(self, user: Viewer) -> Self:
        """Return those that `user` sent or received."""
        persons = persons_of(user)
        return self.filter(Q(person__in=persons) | Q(reminded_by__in=persons))
