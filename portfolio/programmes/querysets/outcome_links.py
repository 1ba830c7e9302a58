"""Querysets of what outcomes contribute to: seen by those who see the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from portfolio.programmes.querysets.programmes import OfPlaceQuerySet

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class OutcomeLinkQuerySet(OfPlaceQuerySet):
    """Links of country programme outcomes."""

    place = "outcome__"

    def for_list(self) -> Self:
        """Return the links with the results and frameworks that a line names."""
        return self.select_related("result__framework")

    def of_outcome(self, outcome: Any) -> Self:
        """Return the links of one outcome with all that a line names."""
        return self.filter(outcome=outcome).for_list()


class FrameworkLinkQuerySet(OutcomeLinkQuerySet):
    """Links to results of UN frameworks, which have a visibility of their own."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the links of the programmes and to the results that `user` sees."""
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this

        return super().visible_to(user).filter(result__in=FrameworkResult.objects.visible_to(user))
