"""Saved filters: nobody sees another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class SavedFilterQuerySet(models.QuerySet[Any]):
    """Filters that people keep."""

    def visible_to(self, user: Viewer) -> Self:
        """Return those of `user`; nobody sees another's."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def of_page(self, page: str) -> Self:
        """Return those of one list."""
        return self.filter(page=page)
