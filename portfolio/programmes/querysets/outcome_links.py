"""Querysets of what outcomes contribute to: seen by those who see the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, F, When

from portfolio.programmes.querysets.programmes import OfPlaceQuerySet
from portfolio.results.vocab import NodeLevel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ilo_dc.core.people.grants import Viewer


class OutcomeLinkQuerySet(OfPlaceQuerySet):
    """Links of country programme outcomes."""

    place = "outcome__"

    def for_list(self) -> Self:
        """Return the links with the results and frameworks that a line names."""
        return self.select_related("result__framework")

    def policy_outcomes_on(self, day: date, *, cpos: Iterable[int]) -> dict[int, int]:
        """Return by CPO the outcome of the Programme and Budget of a day to which it is linked, by number.

        Of an output the one above it; of several the one with the largest weight, of equal ones the first.
        """
        links = self.filter(
            outcome__cpo__in=cpos,
            result__framework__starts_on__lte=day,
            result__framework__ends_on__gte=day,
        )
        above = Case(When(result__level=NodeLevel.OUTCOME, then=F("result")), default=F("result__parent"))
        lightest_first = links.order_by("outcome__cpo", "weight", "-pk")
        return dict(lightest_first.values_list("outcome__cpo", above))

    def of_outcome(self, outcome: Any) -> Self:
        """Return the links of one outcome with all that a line names."""
        return self.filter(outcome=outcome).for_list()


class FrameworkLinkQuerySet(OutcomeLinkQuerySet):
    """Links to results of UN frameworks, which have a visibility of their own."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the links of the programmes and to the results that `user` sees."""
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this

        return super().visible_to(user).filter(result__in=FrameworkResult.objects.visible_to(user))
