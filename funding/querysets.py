"""Querysets of funding: visibility, and the rows that measures count."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import NullIf

from funding.vocab import Publication
from ilo_dc.core.models import Organisation
from ilo_dc.core.querysets import FactQuerySet, PublicQuerySet

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer


class FundingPartnerQuerySet(PublicQuerySet):
    """Profiles of funding partners: public, because the table they come from is."""

    def for_list(self) -> Self:
        """Return the profiles with what a line shows."""
        return self.select_related("organisation__country")


def partners_visible_to(user: Viewer) -> QuerySet[Any]:
    """Return the organisations that fund the ILO: with a profile, or named by a publication."""
    from funding.models import FundingPartner, RevenueStatistic  # models import this module

    named = RevenueStatistic.objects.visible_to(user).filter(partner=OuterRef("pk"))
    profiled = FundingPartner.objects.visible_to(user).filter(organisation=OuterRef("pk"))
    return (
        Organisation.objects.visible_to(user)
        .filter(Exists(named) | Exists(profiled))
        .select_related("country", "funding_profile")
    )


class RevenueStatisticQuerySet(FactQuerySet):
    """Published revenue."""

    def with_split(self) -> Self:
        """Add `subtype`: the sub-type, null where the source gives the type alone."""
        return self.annotate(subtype=NullIf("revenue_subtype", Value(""), output_field=CharField()))

    def for_list(self) -> Self:
        """Return the rows with what a line shows."""
        return self.with_split().select_related("partner", "currency", "edition")

    def published(self, publication: Publication, viewer: Viewer, moment: datetime | None = None) -> Self:
        """Return one publication's rows as known at `moment` (None: now): what its measure counts."""
        return self.visible_to(viewer).with_split().filter(publication=publication).as_known_at(moment)
