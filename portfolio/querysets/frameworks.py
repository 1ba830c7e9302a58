"""Querysets of cooperation frameworks: visibility, and the figures that measures name."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Max, Min, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Greatest, Least

from ilo_dc.core.finding import has_word, words_of
from ilo_dc.core.models import Country
from ilo_dc.core.querysets import FactQuerySet, PublicQuerySet
from portfolio.vocab.frameworks import SEVERAL_REGIONS

SUB_OUTPUT_TEXTS = ("code", "name", "description", "result__text")
MONEY = models.DecimalField(max_digits=20, decimal_places=2)
NOTHING = Value(0, output_field=MONEY)


def region_of(framework: str) -> Subquery:
    """Return the region of the framework at the ORM path `framework`.

    A region's code when all its countries lie in that one, `several` when they lie in more, null when no
    region is known. Classification of today, derived by rule.
    """
    from portfolio.models import FrameworkCountry  # models import this module

    of_framework = FrameworkCountry.objects.filter(framework=OuterRef(framework)).order_by()
    grouped = of_framework.values("framework").annotate(
        first=Min("country__region"), last=Max("country__region")
    )
    key = Case(
        When(first=F("last"), then=F("first")),
        When(first__isnull=True, then=Value(None)),
        default=Value(SEVERAL_REGIONS),
        output_field=models.CharField(),
    )
    return Subquery(grouped.values(key=key), output_field=models.CharField())


class FrameworkQuerySet(PublicQuerySet):
    """Cooperation frameworks; all are public."""

    def with_countries(self) -> Self:
        """Fetch the countries in one more query, whatever the number of frameworks."""
        return self.prefetch_related("countries")

    def with_region(self) -> Self:
        """Annotate `region_key`; see `region_of`."""
        return self.annotate(region_key=region_of("pk"))

    def named(self, text: str) -> Self:
        """Return the frameworks with each word in their title or a country's name, or as its code."""
        from portfolio.models import FrameworkCountry  # models import this module

        rows = self
        for word in words_of(text):
            named = FrameworkCountry.objects.filter(country__in=Country.objects.named(word))
            own = has_word(word, ("title", "country_key"))
            rows = rows.filter(own | Q(pk__in=named.values("framework")))
        return rows

    def for_list(self) -> Self:
        """Return the frameworks with all that a list shows."""
        return self.with_countries().with_region()


class FrameworkResultQuerySet(PublicQuerySet):
    """Nodes of results chains; all are public."""


class SubOutputQuerySet(PublicQuerySet):
    """Identities of sub-outputs; all are public."""


class SubOutputStateQuerySet(FactQuerySet):
    """What UN INFO said of the ILO's sub-outputs, by edition."""

    def with_gap(self) -> Self:
        """Annotate `gap`, `surplus` and `covered` of each row.

        gap = max(0, required - available); surplus = max(0, available - required);
        covered = min(required, available). Unit: the row's currency (US dollars, assumed), finance year
        2024. Computed row by row, so that a surplus of one sub-output never hides the gap of another. As of
        the moment the rows are narrowed to by `as_known_at`. Source: UN INFO.
        """
        return self.annotate(
            gap=Greatest(NOTHING, F("required") - F("available"), output_field=MONEY),
            surplus=Greatest(NOTHING, F("available") - F("required"), output_field=MONEY),
            covered=Least(F("required"), F("available"), output_field=MONEY),
        )

    def with_region(self) -> Self:
        """Annotate `region_key` of the row's framework; see `region_of`."""
        return self.annotate(region_key=region_of("framework"))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows: figures, region, framework and its countries."""
        return (
            self.with_gap()
            .with_region()
            .select_related("sub_output", "framework", "result")
            .prefetch_related(Prefetch("framework__countries"))
        )

    def named(self, text: str) -> Self:
        """Return the rows with each word in their number, code, texts, result, or a country's name."""
        from portfolio.models import CooperationFramework  # models import this module

        rows = self
        for word in words_of(text):
            own = has_word(word, SUB_OUTPUT_TEXTS, ("sub_output__source_id",))
            rows = rows.filter(own | Q(framework__in=CooperationFramework.objects.named(word).values("pk")))
        return rows

    def history_of(self, sub_output: Any) -> Self:
        """Return all that was ever said of one sub-output, the latest first."""
        return self.filter(sub_output=sub_output).order_by("-recorded_at", "-pk")
