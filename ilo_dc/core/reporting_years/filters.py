"""Filters of reporting years."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.reference.models.period import ReportingYear
from ilo_dc.core.registers.filtersets import MomentFilter, RegisterFilterSet


class ReportingYearFilterSet(RegisterFilterSet):
    """Filters of reporting years; `as_of` shows how they stood then."""

    demonstration = None
    state = django_filters.ChoiceFilter(
        "known_state", label=_("State"), choices=ReportingYear.State.choices, empty_label=_("Any")
    )
    as_of = MomentFilter(label=_("As of"), method="keep")

    @property
    def moment(self) -> datetime | None:
        """The moment the years are shown as known at."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return settle(asked) if asked else None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered years as they stood then."""
        rows: Any = queryset
        found: QuerySet[Any] = super().filter_queryset(rows.with_status(self.moment))
        return found
