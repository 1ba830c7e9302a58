"""What people were told: nobody reads another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class NotificationQuerySet(models.QuerySet[Any]):
    """What people were told."""

    def visible_to(self, user: Viewer) -> Self:
        """Return what `user` was told; nobody reads another's."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        """Return those that their person has not read."""
        return self.filter(read_at__isnull=True)

    def unmailed(self) -> Self:
        """Return those that were sent by no mail."""
        return self.filter(mailed_at__isnull=True)
