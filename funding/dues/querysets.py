"""Querysets of what fell due by agreements: who sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db.models import Q

from funding.agreements.querysets import agreements_seen_by
from funding.dues.vocab import OPEN
from ilo_dc.core.facts.querysets import FactQuerySet, text_then
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.text_search import has_words
from portfolio.projects.querysets.projects import organisations_of

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.people.grants import Viewer


def _of_the_partner(word: str) -> Q:
    return Q(partner__in=organisations_named(word))


class DueQuerySet(FactQuerySet):
    """What fell due by agreements, and what became of it."""

    EDITED: ClassVar = {"agreement": ("reference", "title", "language")}

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were; `reference_then` and `title_then` are what is searched."""
        names = {
            "reference_then": text_then("agreement", "reference"),
            "title_then": text_then("agreement", "title"),
        }
        return super().as_shown_at(moment).annotate(**names)

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows that `user` sees: staff all, a funding partner those of its own."""
        rows = self.seen_by(user)
        if grants_of(user).is_staff:
            return rows
        if not grants_of(user).organisations:
            return rows.none()
        own = Q(partner__in=organisations_of(user).values("pk"))
        return rows.filter(agreements_seen_by(user, "agreement__") & own)

    def still_open(self) -> Self:
        """Return what is known to be late now and is not done."""
        return self.current().filter(status__in=OPEN)

    def named(self, text: str) -> Self:
        """Return the rows of the agreements with each word in title, reference or the partner's names."""
        return self.filter(
            has_words(text, ("agreement__title", "agreement__reference"), also=_of_the_partner)
        )

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in what `named` searches, as it was."""
        return self.filter(has_words(text, ("title_then", "reference_then"), also=_of_the_partner))

    def for_list(self) -> Self:
        """Return the rows with what a line names."""
        return self.select_related("agreement", "partner")


class DueInstalmentQuerySet(DueQuerySet):
    """Instalments that fell due."""


class DueDonorReportQuerySet(DueQuerySet):
    """Reports to funding partners that fell due."""
