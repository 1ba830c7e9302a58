"""Saved filters: nobody sees another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.people.grants import Viewer


class SavedFilterQuerySet(models.QuerySet[Any]):
    """Filters that people keep."""

    def visible_to(self, user: Viewer) -> Self:
        """Return those of `user`; nobody sees another's."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def to_mail_in(self, week: date) -> Self:
        """Return those that are wanted by mail, by people who still come in, and not mailed in a week yet."""
        wanted = self.filter(weekly=True, person__is_active=True).exclude(person__email="")
        return wanted.filter(Q(mailed_for__isnull=True) | Q(mailed_for__lt=week)).order_by("pk")

    def of_page(self, page: str) -> Self:
        """Return those of one list."""
        return self.filter(page=page)
