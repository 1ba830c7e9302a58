"""Uploaded sheets: who sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class ImportBatchQuerySet(models.QuerySet[Any]):
    """Uploaded sheets."""

    def visible_to(self, user: Viewer) -> Self:
        """Return one's own sheets and a deputy's in one's place; for those who may import or audit, all."""
        grants = grants_of(user)
        if grants.has(Role.PARDEV, Role.MANAGER, Role.ADMIN, Role.AUDITOR):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(uploaded_by=user) | Q(run__acting_for__in=persons_of(user)))
