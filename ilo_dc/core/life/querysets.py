"""Querysets of dated statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F

from ilo_dc.core.facts.querysets import StateQuerySet

if TYPE_CHECKING:
    from django.db.models import Model


class DatedStatusQuerySet(StateQuerySet):
    """What was recorded of the statuses of a noun; a child says who sees it (`visible_to`)."""

    def of(self, noun: Model) -> Self:
        """Return all statuses of one noun, in the order in which they were recorded."""
        return self.filter(**{self.model.SUBJECT: noun.pk}).order_by("pk")

    def history_of(self, noun: Model) -> Self:
        """Return all statuses of one noun, the latest first."""
        return self.of(noun).order_by(F("superseded_at").desc(nulls_first=True), "-recorded_at", "-pk")
