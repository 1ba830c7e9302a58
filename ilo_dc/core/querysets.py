"""Querysets of core: visibility, and rows as they were known at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from ilo_dc.core.finding import NAMES, has_words
from ilo_dc.core.standing import standing_of
from ilo_dc.core.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer


class PublicQuerySet(models.QuerySet[Any]):
    """Rows that everyone may see."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows: the noun is public."""
        return self.all()


class PlaceQuerySet(PublicQuerySet):
    """Countries or areas, or regions: named in six languages."""

    def named(self, text: str) -> Self:
        """Return the places with each word of `text` in a name, in any language."""
        return self.filter(has_words(text, NAMES))


class CountryQuerySet(PlaceQuerySet):
    """Countries or areas."""

    def named(self, text: str) -> Self:
        """Return the countries with each word of `text` in a name, or as their ISO or M49 code."""
        return self.filter(has_words(text, NAMES, ("iso3", "iso2", "m49")))


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


class StaffQuerySet(models.QuerySet[Any]):
    """Rows that staff of the Office see, and nobody else."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows for staff roles, none for others."""
        return self.all() if standing_of(user).is_staff else self.none()


class RunQuerySet(StaffQuerySet):
    """Background work: staff see that it ran and what came out."""


class ImportBatchQuerySet(models.QuerySet[Any]):
    """Uploaded sheets."""

    def visible_to(self, user: Viewer) -> Self:
        """Return one's own sheets; for those who may import or audit, all."""
        standing = standing_of(user)
        if standing.has(Role.PARDEV, Role.MANAGER, Role.ADMIN, Role.AUDITOR):
            return self.all()
        return self.filter(uploaded_by=user) if user.is_authenticated else self.none()


class NotificationQuerySet(models.QuerySet[Any]):
    """What people were told."""

    def visible_to(self, user: Viewer) -> Self:
        """Return what `user` was told; nobody reads another's."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        """Return those that their person has not read."""
        return self.filter(read_at__isnull=True)

    def unmailed(self) -> Self:
        """Return those that were sent by no mail."""
        return self.filter(mailed_at__isnull=True)


def noun_of(owner: models.Model | type[models.Model]) -> str:
    """Return how rows that belong to any noun name it: `portfolio.countryprogramme`."""
    return owner._meta.label_lower


class DocumentQuerySet(models.QuerySet[Any]):
    """Documents. They have no visibility of their own: start from an owner that the reader may see."""

    def of(self, owner: models.Model) -> Self:
        """Return all documents of one row."""
        return self.filter(owner_noun=noun_of(owner), owner_id=str(owner.pk))

    def current(self) -> Self:
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
