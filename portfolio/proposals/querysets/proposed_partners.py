"""Querysets of the partners that proposals are meant for: the pipeline, which staff alone sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce

from portfolio.proposals.querysets.proposals import proposals_seen_by

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class ProposedPartnerQuerySet(models.QuerySet[Any]):
    """Partners of proposals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the partners of the proposals that `user` sees."""
        return self.filter(proposals_seen_by(user, "proposal__"))

    def asked(self) -> Self:
        """Return those that a proposal was submitted to and that have not answered."""
        return self.filter(submitted_on__isnull=False, answer="")

    def for_list(self) -> Self:
        """Return the partners with all that a line shows."""
        region = Coalesce("proposal__country__region", "proposal__region")
        rows = self.annotate(region_key=region)
        return rows.select_related("proposal__country__region", "proposal__region", "partner")
