"""Uploaded sheets: who sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class ImportBatchQuerySet(models.QuerySet[Any]):
    """Uploaded sheets."""

    def visible_to(self, user: Viewer) -> Self:
        """Return one's own sheets; for those who may import or audit, all."""
        grants = grants_of(user)
        if grants.has(Role.PARDEV, Role.MANAGER, Role.ADMIN, Role.AUDITOR):
            return self.all()
        return self.filter(uploaded_by=user) if user.is_authenticated else self.none()
