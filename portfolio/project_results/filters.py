"""Filters of progress reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import RecordFilterSet
from ilo_dc.core.registers.number_filters import WholeFilter
from ilo_dc.core.registers.shared_rows import SharingFilterSet
from portfolio.programmes.vocab import NOT_RATED, Progress
from portfolio.project_results.vocab import ReportState
from portfolio.projects.models.project_links import CountryShare


class ProgressReportFilterSet(SharingFilterSet, RecordFilterSet):
    """Filters of progress reports; a country has those of its projects."""

    folded = ("shared", "project")
    set_key = "country_key"

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReportState.choices, empty_label=_("Any"))
    rating = django_filters.ChoiceFilter(
        label=_("Rating"),
        choices=[*Progress.choices, (NOT_RATED, _("Not yet rated"))],
        empty_label=_("Any"),
        method="filter_rating",
    )
    project = WholeFilter("project_id", label=_("Number of the project here"))

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the reports of projects that countries have a share of."""
        shares = CountryShare.objects.current().filter(country__in=countries)
        return Q(project__in=shares.values("project"))

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the reports with each word in their text, or a title or code of their project."""
        found: QuerySet[Any] = rows.named(value)
        return found

    def filter_rating(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the reports of a rating, or those not yet rated."""
        return rows.filter(rating="" if value == NOT_RATED else value)


class ReportScheduleFilterSet(RecordFilterSet):
    """Filters of schedules of progress reports."""

    project = WholeFilter("project_id", label=_("Number of the project here"))
