"""Querysets of country programme outcomes and global products: who sees them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ilo_dc.core.facts.querysets import FactQuerySet
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Region
    from ilo_dc.core.people.grants import Viewer


def published_ones_seen_by(user: Viewer, *, outcome: str = "") -> Q:
    """Return the condition that `user` sees a country programme outcome by itself, without any programme.

    Staff see all, constituents those of their own country, everybody else what its region published.
    `outcome` is the ORM path to it, which ends in two underscores, or is empty on the outcome itself.
    """
    grants = grants_of(user)
    if grants.is_staff:
        return Q()
    own = grants.places(Role.CONSTITUENT).countries
    seen = Q(**{f"{outcome}published": True})
    return seen | Q(**{f"{outcome}country__in": own}) if own else seen


class CountryProgrammeOutcomeQuerySet(models.QuerySet[Any]):
    """Country programme outcomes, each above its places in programmes."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the outcomes that `user` sees: published ones, and those with a place that `user` sees.

        A model above whose rows show an outcome says so by `SHOWS`, its field that names it; of dated facts
        those that hold now do.
        """
        seen = published_ones_seen_by(user)
        if not seen:
            return self.all()
        for relation in self.model._meta.related_objects:
            model, name = relation.related_model, relation.field.name
            if getattr(model, "SHOWS", "") == name:
                rows = model._default_manager.visible_to(user)
                rows = rows.current() if isinstance(rows, FactQuerySet) else rows
                seen |= Q(Exists(rows.filter(**{name: OuterRef("pk")})))
        return self.filter(seen)

    def in_reach_of(self, countries: Iterable[Country]) -> Self:
        """Return the outcomes that work in `countries` may serve: theirs, and those of their sub-regions.

        Work of no country, regional or global, may serve each.
        """
        places = list(countries)
        if not places:
            return self.all()
        regions = {one.region_id for one in places} - {None}
        return self.filter(Q(country__in=[one.pk for one in places]) | Q(region__in=regions))

    def named(self, text: str) -> Self:
        """Return the outcomes with each word in code, title or the country's name in any language."""
        return self.filter(has_words(text, ("code", "title"), also=partial(in_country, path="country")))

    def of_place(self, country: Country | None, region: Region | None) -> Self:
        """Return the outcomes that work in a place may serve: of a country or its sub-region, or of a region.

        Work of neither, interregional or global, may serve each.
        """
        if country is not None:
            of_region = Q(region=country.region_id) if country.region_id else Q(pk__in=())
            return self.filter(Q(country=country) | of_region)
        if region is not None:
            return self.filter(Q(region=region) | Q(country__region=region))
        return self.all()

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a sub-region's own."""
        return self.annotate(region_key=Coalesce("country__region", "region"))

    def for_list(self) -> Self:
        """Return the outcomes with all that a list shows."""
        return self.with_region().select_related("country__region", "region")


class OutcomePublicationQuerySet(FactQuerySet):
    """What was recorded of the publication of country programme outcomes."""

    def visible_to(self, user: Viewer) -> Self:
        """Return what `user` sees: staff all, constituents their country's, others that one was published."""
        grants = grants_of(user)
        if grants.is_staff:
            return self.seen_by(user)
        own = grants.places(Role.CONSTITUENT).countries
        return self.seen_by(user).filter(Q(published=True) | Q(outcome__country__in=own))


class GlobalProductQuerySet(models.QuerySet[Any]):
    """Global products."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all: global products are public."""
        return self.all()

    def named(self, text: str) -> Self:
        """Return the products with each word in code, title or description."""
        return self.filter(has_words(text, ("code", "title", "description")))

    def of_countries(self, codes: Iterable[str]) -> Self:
        """Return the products that name one of the countries."""
        named = self.model.countries.through.objects.filter(country__in=list(codes))
        return self.filter(pk__in=named.values("product"))

    def for_list(self) -> Self:
        """Return the products with all that a list shows, their countries in one more query."""
        return self.select_related("office").prefetch_related("countries")
