"""Reported problems: seen by who owns the figure and by who reported them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from reporting.figure_problems.vocab import ProblemStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class FigureProblemQuerySet(models.QuerySet[Any]):
    """Reported problems."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the problems of the figures that `user` owns, and those that they reported."""
        from reporting.figure_problems.policies import measures_owned_by  # its types import the models

        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(measure__in=measures_owned_by(user)) | Q(reported_by=user))

    def owned_by(self, user: Viewer) -> Self:
        """Return the problems of the figures that `user` owns."""
        from reporting.figure_problems.policies import measures_owned_by  # its types import the models

        return self.filter(measure__in=measures_owned_by(user))

    def unanswered(self) -> Self:
        """Return the problems that nobody has answered or closed, the oldest first."""
        return self.filter(status=ProblemStatus.OPEN).order_by("reported_at", "pk")
