"""Querysets of the documents of country programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.programmes.querysets.programmes import programmes_seen_by
from portfolio.programmes.vocab import PUBLIC_DOCUMENTS

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class ProgrammeDocumentQuerySet(models.QuerySet[Any]):
    """Documents of country programmes, each with its kind."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the documents of the programmes that `user` sees, as far as their kind lets them.

        Staff and the constituents of the country read all, everybody else the kinds that are public.
        """
        seen = self.filter(programmes_seen_by(user, status="programme__status", programme="programme__"))
        grants = grants_of(user)
        if grants.is_staff:
            return seen
        own = grants.places(Role.CONSTITUENT).countries
        return seen.filter(Q(kind__in=PUBLIC_DOCUMENTS) | Q(programme__country__in=own))

    def current(self) -> Self:
        """Return those that were not withdrawn, with the file."""
        return self.filter(document__withdrawn_at__isnull=True).select_related("document")

    def for_list(self) -> Self:
        """Return the current ones with who attached them, the latest first."""
        return self.current().select_related("document__attached_by").order_by("-document_id")
