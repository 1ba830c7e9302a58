"""Rows that everyone may see; memberships in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ilo_dc.core.people.vocab import STAFF_ROLES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class PublicQuerySet(models.QuerySet[Any]):
    """Rows that everyone may see."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows: the noun is public."""
        return self.all()


class DeputyQuerySet(models.QuerySet[Any]):
    """Who stands in for whom."""

    def visible_to(self, user: Viewer) -> Self:
        """Return those that concern `user`: as the deputy, or as whom somebody stands in for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(principal=user.pk) | Q(deputy=user.pk)).select_related("principal", "deputy")

    def in_force_on(self, day: date) -> Self:
        """Return those in force on `day`, of people who still work here; a deputy's roles have not ended."""
        from ilo_dc.core.people.models.membership import Membership  # models import this

        here = Membership.objects.of_staff_on(day).filter(user=OuterRef("deputy"))
        rows = self.filter(starts_on__lte=day, ends_on__gt=day, principal__is_active=True)
        return rows.filter(Exists(here), deputy__is_active=True)


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def in_force_on(self, day: date) -> Self:
        """Return the memberships in force on `day`."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        )

    def of_staff_on(self, day: date) -> Self:
        """Return the memberships in force on `day` that make somebody staff of the Office."""
        return self.in_force_on(day).filter(role__in=STAFF_ROLES)
