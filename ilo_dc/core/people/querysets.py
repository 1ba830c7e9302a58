"""Rows that everyone may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class PublicQuerySet(models.QuerySet[Any]):
    """Rows that everyone may see."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows: the noun is public."""
        return self.all()
