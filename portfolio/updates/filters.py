"""Filters of outcome updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    DimensionFilter,
    MomentFilter,
    ReadableFilter,
    RecordFilterSet,
    RegisterFilterSet,
)
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.programmes.filters import ProgrammeFilter
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.updates import measures
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.updates.querysets import OutcomeUpdateQuerySet, UpdateStepQuerySet
    from portfolio.updates.rules import Period


class UpdateStepFilterSet(PlacedFilterSet, RegisterFilterSet):
    """Filters of the steps of outcome updates, as known at a moment."""

    folded = ("programme", "reporting_period", "counted")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    state = DimensionFilter(
        measures.STATE, widget=forms.Select(choices=[("", _("Any")), *UpdateState.choices])
    )
    reporting_period = DimensionFilter(measures.REPORTING_PERIOD)
    country = DimensionFilter(measures.UPDATE_SUBMISSIONS.dimension("country"))
    region = DimensionFilter(measures.REGION)
    programme = ProgrammeFilter("update__outcome__programme")
    in_time = DimensionFilter(measures.IN_TIME)
    counted = django_filters.ChoiceFilter(
        label=_("What figures count"), choices=YES_NO[:1], empty_label=_("Any"), method="filter_counted"
    )
    as_of = MomentFilter(label=_("As of"), method="keep")

    def filter_search(self, rows: UpdateStepQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the steps of updates with each word in what they say, their outcome or a country's name."""
        if self.is_of_the_past:
            return rows.named_then(value)
        return rows.filter(update__in=OutcomeUpdate.objects.named(value).values("pk"))

    def filter_counted(self, rows: UpdateStepQuerySet, _name: str, _value: str) -> QuerySet[Any]:
        """Return the steps after which an update is handed in, those of global products left out."""
        return rows.handed_in().of_countries()

    @property
    def moment(self) -> datetime | None:
        """The moment that the rows are shown as known at; None: now."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return settle(asked) if asked else None

    def filter_queryset(self, queryset: UpdateStepQuerySet) -> QuerySet[Any]:
        """Return the filtered rows that were current at `as_of`."""
        shown: Any = queryset if self.moment is None else queryset.as_shown_at(self.moment)
        rows: Any = super().filter_queryset(shown)
        return rows.as_known_at(self.moment)


class OutcomeUpdateFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of outcome updates."""

    folded = ("programme", "code", "language", "reporting_period", "in_time", "published", "counted")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=UpdateState.choices, empty_label=_("Any"))
    period = ReadableFilter(
        read=measures.read_period,
        label=_("Reporting period"),
        method="filter_period",
        help_text="2026-H1, 2026",
    )
    reporting_period = DimensionFilter(measures.REPORTING_PERIOD, label=_("Reporting periods, exactly"))
    country = DimensionFilter(measures.COUNTRY)
    region = DimensionFilter(measures.REGION)
    programme = ProgrammeFilter("outcome__programme")
    code = CodeFilter("outcome__code", label=_("CPO code"), method="filter_code")
    in_time = DimensionFilter(measures.IN_TIME)
    progress = DimensionFilter(
        measures.PROGRESS, widget=forms.Select(choices=[("", _("Any")), *Progress.choices])
    )
    language = django_filters.ChoiceFilter(
        label=_("Language of its text"), choices=TextLanguage.choices, empty_label=_("Any")
    )
    as_of = MomentFilter(label=_("Accepted by"), method="keep")
    published = django_filters.ChoiceFilter(
        label=_("What everyone saw by then only"), choices=YES_NO[:1], empty_label=_("Any"), method="keep"
    )
    counted = django_filters.ChoiceFilter(
        label=_("What figures count"), choices=YES_NO[:1], empty_label=_("Any"), method="filter_counted"
    )

    def filter_search(self, rows: OutcomeUpdateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the updates with each word in what they say, their outcome or a country's name."""
        return rows.named_then(value) if self.is_of_the_past else rows.named(value)

    def filter_counted(self, rows: OutcomeUpdateQuerySet, _name: str, _value: str) -> QuerySet[Any]:
        """Return the accepted updates, those of global products left out."""
        return rows.accepted_by(None).of_countries()

    def filter_code(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the updates of the outcomes of a code."""
        return rows.filter(**{f"{'code_then' if self.is_of_the_past else 'outcome__code'}__iexact": value})

    def filter_period(self, rows: QuerySet[Any], _name: str, value: Period) -> QuerySet[Any]:
        """Return the updates of a period: those of a year's halves belong to the year."""
        return rows.filter(starts_on__gte=value.starts_on, ends_on__lte=value.ends_on)

    @property
    def moment(self) -> datetime | None:
        """The moment by which the updates were accepted; None: none is asked for."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return settle(asked) if asked else None

    def keep(self, rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        """Leave the rows: both are applied once, together, in `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: OutcomeUpdateQuerySet) -> QuerySet[Any]:
        """Return the filtered rows: with `as_of` what was accepted by then, with `published` what all saw."""
        rows: Any = super().filter_queryset(
            queryset.as_shown_at(self.moment) if self.moment is not None else queryset
        )
        if self.form.cleaned_data.get("published"):
            return rows.published_at(self.moment)
        return rows.accepted_by(self.moment) if self.moment else rows
