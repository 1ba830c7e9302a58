"""Rows that everyone may see; memberships in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class PublicQuerySet(models.QuerySet[Any]):
    """Rows that everyone may see."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows: the noun is public."""
        return self.all()


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def in_force_on(self, day: date) -> Self:
        """Return the memberships in force on `day`."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        )
