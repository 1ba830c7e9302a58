"""Querysets of settings from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from datetime import date


class DatedSettingsQuerySet(models.QuerySet[Any]):
    """Settings, each from a day on; a child says who sees them (`visible_to`)."""

    def in_force_on(self, day: date) -> Any:
        """Return the settings of a day: the latest that had begun by then; the first one before all."""
        found = self.filter(effective_on__lte=day).order_by("-effective_on").first()
        return found or self.order_by("effective_on")[0]

    def days_on(self, day: date, name: str) -> Coalesce:
        """Return the expression of one number of days of the settings in force on a day."""
        rows = self.order_by().values(name)
        found = rows.filter(effective_on__lte=day).order_by("-effective_on")
        return Coalesce(Subquery(found[:1]), Subquery(rows.order_by("effective_on")[:1]))

    def for_list(self) -> Self:
        """Return the settings with who set them."""
        return self.select_related("set_by")
