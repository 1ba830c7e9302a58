"""Documents: seen with what they belong to."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


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
