"""Funding partners: who sees them, and who is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from ilo_dc.core.models import Organisation
from ilo_dc.core.people.querysets import PublicQuerySet

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class FundingPartnerQuerySet(PublicQuerySet):
    """Profiles of funding partners: public, because the table they come from is."""

    def for_list(self) -> Self:
        """Return the profiles with what a line shows."""
        return self.select_related("organisation__country")


def partners_visible_to(user: Viewer) -> QuerySet[Any]:
    """Return the organisations that fund the ILO: with a profile, or named by a publication."""
    organisations = Organisation.objects.visible_to(user)
    named = organisations.filter(revenue_statistics__isnull=False)
    return organisations.filter(
        Q(funding_profile__isnull=False) | Q(pk__in=named.values("pk"))
    ).select_related("country", "funding_profile", "parent", "merged_into")
