"""Querysets of the design help desk: who sees a question, whom one awaits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from ilo_dc.core.people.grants import persons_of
from portfolio.proposals.querysets.desks import desks_of
from portfolio.proposals.querysets.proposals import proposals_seen_by
from portfolio.proposals.vocab import OVER

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class DeskQuestionQuerySet(models.QuerySet[Any]):
    """Questions to the design help desk."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the questions about proposals that `user` sees."""
        return self.filter(proposals_seen_by(user, "proposal__"))

    def unanswered(self) -> Self:
        """Return what waits for an answer, about proposals that are neither given up nor over."""
        rows = self.filter(answered_at__isnull=True, proposal__discarded=False)
        return rows.exclude(proposal__status__in=OVER)

    def awaiting(self, user: Viewer) -> Self:
        """Return the unanswered questions that `user` answers: asked of them, or of a desk of theirs."""
        asked = Q(specialist__in=persons_of(user)) | Q(desk__in=desks_of(user))
        return self.unanswered().filter(asked).order_by("due_on", "pk")

    def for_list(self) -> Self:
        """Return the questions with all that a line shows."""
        return self.select_related("proposal", "specialist", "asked_by", "answered_by")
