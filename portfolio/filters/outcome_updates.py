"""Filters of outcome updates."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.filters import ReadableFilter, RecordFilterSet
from portfolio.models import OutcomeUpdate
from portfolio.rules.outcome_updates import Period, period_of
from portfolio.vocab.outcome_updates import UpdateState
from portfolio.vocab.programmes import Progress, TextLanguage


def read_period(text: str) -> Period:
    """Return the reporting period that a code names.

    Raises:
        UnableToRead: it names none.
    """
    period = period_of(text)
    if period is None:
        raise UnableToRead(
            _t("“%(text)s” is no reporting period: write 2026-H1 or 2026.") % {"text": text[:40]}
        )
    return period


class OutcomeUpdateFilterSet(RecordFilterSet):
    """Filters of outcome updates."""

    folded = ("programme", "code", "language")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=UpdateState.choices, empty_label=_("Any"))
    period = ReadableFilter(
        read=read_period, label=_("Reporting period"), method="filter_period", help_text="2026-H1"
    )
    country = django_filters.CharFilter(
        label=_("Country or area"), field_name="outcome__programme__country__iso3", lookup_expr="iexact"
    )
    region = django_filters.CharFilter(label=_("Region"), method="filter_region")
    programme = django_filters.CharFilter(label=_("Country programme"), field_name="outcome__programme__slug")
    code = django_filters.CharFilter(label=_("CPO code"), field_name="outcome__code", lookup_expr="iexact")
    progress = django_filters.ChoiceFilter(
        label=_("Progress"), choices=Progress.choices, empty_label=_("Any")
    )
    language = django_filters.ChoiceFilter(
        label=_("Language of its text"), choices=TextLanguage.choices, empty_label=_("Any")
    )

    class Meta:
        model = OutcomeUpdate
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the updates with the text in what they say, their outcome or a country's name."""
        found = Q(narrative__icontains=value) | Q(outcome__title__icontains=value)
        found |= Q(outcome__code__icontains=value)
        for language in settings.COUNTRY_NAME_LANGUAGES:
            found |= Q(**{f"outcome__programme__country__name_{language}__icontains": value})
        return rows.filter(found)

    def filter_period(self, rows: QuerySet[Any], _name: str, value: Period) -> QuerySet[Any]:
        """Return the updates of a period: those of a year's halves belong to the year."""
        return rows.filter(starts_on__gte=value.starts_on, ends_on__lte=value.ends_on)

    def filter_region(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the updates of a region's countries and of its sub-regional programmes."""
        return rows.filter(Q(outcome__programme__country__region=value) | Q(outcome__programme__region=value))
