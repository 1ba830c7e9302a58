"""Facts as they were known at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import Q

from ilo_dc.core.people.querysets import PublicQuerySet


class FactQuerySet(PublicQuerySet):
    """Dated facts."""

    def as_known_at(self, moment: datetime | None) -> Self:
        """Return the rows that were current at `moment` (aware); None means now."""
        if moment is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), recorded_at__lte=moment
        )

    def current(self) -> Self:
        """Return the rows nothing has superseded."""
        return self.filter(superseded_at__isnull=True)
