"""Filters of what belongs to cooperation frameworks and to UN country teams."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import YES_NO, CodeFilter, CountryFilter, DayFilter, RecordFilterSet
from ilo_dc.core.registers.shared_rows import PlacedFilterSet, SharingFilterSet
from portfolio.frameworks.measures.framework_places import offered_frameworks
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry
from portfolio.frameworks.vocab import GroupRole, Presence, ResultLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.frameworks.querysets.frameworks import FrameworkResultQuerySet


class FrameworkPartFilterSet(SharingFilterSet, RecordFilterSet):
    """Filters that all parts of a framework share; `texts` are the columns that a search reads."""

    texts: ClassVar[tuple[str, ...]] = ()

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    framework = CodeFilter("framework__slug", label=_("Cooperation framework"), offered=offered_frameworks)

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows with the text in their own texts, their framework's title or a country's name."""
        found = Q(framework__in=CooperationFramework.objects.named(value).values("pk"))
        for column in self.texts:
            found |= Q(**{f"{column}__icontains": value})
        return rows.filter(found)

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the rows of the frameworks that countries belong to."""
        places = FrameworkCountry.objects.filter(country__in=countries)
        return Q(framework__in=places.values("framework"))


class FrameworkResultFilterSet(FrameworkPartFilterSet):
    """Filters of results."""

    level = django_filters.ChoiceFilter(label=_("Level"), choices=ResultLevel, empty_label=_("Any"))

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows that the search over everything finds, too."""
        found: FrameworkResultQuerySet = rows.named(value)
        return found


class RoadmapStageFilterSet(FrameworkPartFilterSet):
    """Filters of stages."""

    texts = ("name", "ilo_contribution")
    done = django_filters.ChoiceFilter(
        label=_("Done"), choices=YES_NO, empty_label=_("Any"), method="filter_done"
    )

    def filter_done(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the stages that are done, or the others."""
        return rows.filter(done_on__isnull=value != "true")


class ResultsGroupFilterSet(FrameworkPartFilterSet):
    """Filters of results groups."""

    texts = ("name", "note", "result__text")
    ilo_role = django_filters.ChoiceFilter(
        label=_("Role of the ILO"), choices=GroupRole, empty_label=_("Any")
    )


class JointWorkPlanFilterSet(FrameworkPartFilterSet):
    """Filters of joint work plans."""

    texts = ("reference", "ilo_part", "group__name")
    active_on = DayFilter(label=_("Period holds the day"), method="filter_active_on")

    def filter_active_on(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        """Return the plans whose period holds the day."""
        return rows.filter(starts_on__lte=value, ends_on__gt=value)


class CountryAnalysisFilterSet(SharingFilterSet, RecordFilterSet):
    """Filters of common country analyses."""

    set_key = "country_key"

    overdue = django_filters.ChoiceFilter(
        label=_("Update overdue"), choices=YES_NO, empty_label=_("Any"), method="filter_overdue"
    )

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the analyses that countries belong to."""
        places = CommonCountryAnalysis.countries.through.objects.filter(country__in=countries)
        return Q(pk__in=places.values("commoncountryanalysis"))

    def filter_overdue(self, rows: Any, _name: str, value: str) -> Any:
        """Return the analyses whose yearly update is overdue today, or the others."""
        return rows.overdue_on(timezone.now().date(), is_overdue=value == "true")


class CountryTeamMembershipFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of memberships of country teams."""

    country = CountryFilter("country")
    presence = django_filters.ChoiceFilter(label=_("Presence"), choices=Presence, empty_label=_("Any"))
    active_on = DayFilter(label=_("In force on"), method="filter_active_on")

    def filter_active_on(self, rows: Any, _name: str, value: date) -> Any:
        """Return the memberships in force on a day."""
        return rows.active_on(value)
