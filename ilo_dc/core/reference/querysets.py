"""Places: found by their names in any language, countries also by former, common and short ones.

Reporting years: as they were known at a moment, and what was recorded after they were closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, ExtractYear

from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.text_search import NAMES, has_word, has_words

if TYPE_CHECKING:
    from datetime import datetime


class PlaceQuerySet(PublicQuerySet):
    """Countries or areas, or regions: named in six languages."""

    def named(self, text: str) -> Self:
        """Return the places with each word of `text` in a name, in any language."""
        return self.filter(has_words(text, NAMES))


class CountryQuerySet(PlaceQuerySet):
    """Countries or areas."""

    def named(self, text: str) -> Self:
        """Return the countries with each word of `text` in a name or an alias, or as ISO or M49 code."""
        return self.filter(has_words(text, NAMES, ("iso3", "iso2", "m49"), also=_in_alias))


def _in_alias(word: str) -> Q:
    from ilo_dc.core.reference.models.country import CountryAlias  # models import this

    return Q(pk__in=CountryAlias.objects.filter(has_word(word, ["name"])).values("country"))


class ReportingYearQuerySet(PublicQuerySet):
    """Reporting years."""

    def with_status(self, moment: datetime | None = None) -> Self:
        """Annotate `known_state`, `known_reason`, `known_since`: as known at `moment` (aware; None: now)."""
        from ilo_dc.core.reference.models.period import ReportingYearStatus  # models import this

        known = ReportingYearStatus.objects.as_known_at(moment).filter(year=OuterRef("pk"))
        return self.annotate(
            known_state=Coalesce(Subquery(known.values("status")), Value(self.model.State.OPEN.value)),
            known_reason=Coalesce(Subquery(known.values("reason")), Value("")),
            known_since=Subquery(known.values("recorded_at")),
        )

    def is_closed(self, year: int) -> bool:
        """Return whether a year is closed now."""
        return self.filter(pk=year, state=self.model.State.CLOSED).exists()


def recorded_late(day: str, moment: str) -> Exists:
    """Return the condition that a row was recorded while the year in which it counts was closed.

    `day` and `moment` are its columns: the day on which it counts, and when it was recorded.
    """
    from ilo_dc.core.reference.models.period import ReportingYear, ReportingYearStatus  # models import this

    closed = ReportingYearStatus.objects.filter(status=ReportingYear.State.CLOSED)
    return Exists(closed.known_when(OuterRef(moment)).filter(year=ExtractYear(OuterRef(day))))
