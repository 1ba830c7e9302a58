"""API keys: each person sees their own, administrators and auditors all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ilo_dc.core.people import policies

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


def _works() -> Q:
    lives_on = Q(user__sessions_ended_at__isnull=True) | Q(user__sessions_ended_at__lt=F("created_at"))
    in_time = Q(revoked_at__isnull=True, expires_at__gt=timezone.now())
    return in_time & lives_on & Q(user__is_active=True)
