"""API keys and sessions: each person sees their own; keys administrators and auditors all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ilo_dc.core.people import policies
from ilo_dc.core.people.vocab import STAFF_ROLES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class ApiKeyQuerySet(models.QuerySet[Any]):
    """Keys of REST clients."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the keys that act as `user`, and all to who reads the administration."""
        if policies.may_read_administration(user):
            return self.all()
        return self.of(user)

    def of(self, user: Viewer) -> Self:
        """Return the keys that act as `user`."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def working(self) -> Self:
        """Return the keys that open the API now."""
        return self.filter(_works())

    def ended(self) -> Self:
        """Return the keys that no longer do."""
        return self.exclude(_works())


class SessionQuerySet(models.QuerySet[Any]):
    """Sessions of browsers."""

    def of(self, user: Viewer) -> Self:
        """Return the sessions that were opened as `user`."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def not_over(self, now: datetime, *, age: int, idle: int) -> Self:
        """Return the sessions that are neither `age` seconds old nor were silent for `idle` (0: no limit)."""
        rows = self.filter(expire_date__gt=now, began_at__gte=now - timedelta(seconds=age))
        return rows.filter(seen_at__gte=now - timedelta(seconds=idle)) if idle else rows


def _works() -> Q:
    lives_on = Q(user__sessions_ended_at__isnull=True) | Q(user__sessions_ended_at__lt=F("created_at"))
    in_time = Q(revoked_at__isnull=True, expires_at__gt=timezone.now())
    return in_time & lives_on & Q(user__is_active=True)


def colleagues() -> models.QuerySet[Any]:
    """Return the staff of today who may sign in, by name."""
    from ilo_dc.core.people.models.membership import Membership  # models of keys import this module
    from ilo_dc.core.people.models.user import User  # as above

    staff = Membership.objects.in_force_on(timezone.now().date()).filter(role__in=STAFF_ROLES)
    active = User.objects.filter(pk__in=staff.values("user"), is_active=True)
    return active.order_by("name__folded", "username")
