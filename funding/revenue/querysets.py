"""Published revenue: who sees it, and the rows that measures count."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import CharField, Value
from django.db.models.functions import NullIf

from funding.revenue.vocab import Publication
from ilo_dc.core.facts.querysets import FactQuerySet

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class RevenueStatisticQuerySet(FactQuerySet):
    """Published revenue."""

    def with_split(self) -> Self:
        """Add `subtype`: the sub-type, null where the source gives the type alone."""
        return self.annotate(subtype=NullIf("revenue_subtype", Value(""), output_field=CharField()))

    def for_list(self) -> Self:
        """Return the rows with what a line shows."""
        return self.with_split().select_related("partner", "currency", "edition")

    def published(self, publication: Publication, viewer: Viewer, moment: datetime | None = None) -> Self:
        """Return one publication's rows as known at `moment` (None: now): what its measure counts."""
        return self.visible_to(viewer).with_split().filter(publication=publication).as_known_at(moment)
