"""Background work: who sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from ilo_dc.core.people.grants import grants_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class StaffQuerySet(models.QuerySet[Any]):
    """Rows that staff of the Office see, and nobody else."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows for staff roles, none for others."""
        return self.all() if grants_of(user).is_staff else self.none()


class RunQuerySet(StaffQuerySet):
    """Background work: staff see that it ran and what came out."""
