"""Reported problems: seen by who owns the figure and by who reported them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When

from ilo_dc.core.people.grants import grants_of
from reporting.catalogue.catalogue import MEASURES, OF_STAFF
from reporting.figure_problems.vocab import ProblemStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def owners_of(measure: str) -> tuple[str, ...]:
    """Return the roles that own a measure: those that the installation names, else PARDEV's."""
    owners: tuple[str, ...] = settings.FIGURE_OWNERS.get(measure, settings.FIGURE_OWNERS_ELSE)
    return owners


def measures_owned_by(user: Viewer) -> list[str]:
    """Return the codes of the measures that `user` owns by a role."""
    grants = grants_of(user)
    return [code for code in MEASURES if grants.has(*owners_of(code))]


class FigureProblemQuerySet(models.QuerySet[Any]):
    """Reported problems."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the problems of the figures that `user` owns, and those that they reported."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(measure__in=measures_owned_by(user)) | Q(reported_by=user))

    def with_measure_name(self) -> Self:
        """Annotate `measure_name`: the figure’s name in the reader’s language, or its code."""
        names = [
            When(measure=code, then=Value(str(one.label))) for code, one in {**MEASURES, **OF_STAFF}.items()
        ]
        return self.annotate(measure_name=Case(*names, default=F("measure"), output_field=CharField()))

    def owned_by(self, user: Viewer) -> Self:
        """Return the problems of the figures that `user` owns."""
        return self.filter(measure__in=measures_owned_by(user))

    def unanswered(self) -> Self:
        """Return the problems that nobody has answered or closed, the oldest first."""
        return self.filter(status=ProblemStatus.OPEN).order_by("reported_at", "pk")
