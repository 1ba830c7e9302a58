"""Filters of the published lines: those that a published figure may have together, and no finer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.ledger import measures
from funding.ledger.filters import late_filter
from funding.ledger.vocab import CountedIn
from ilo_dc.core.errors import Refused
from ilo_dc.core.facts.moments import settle
from ilo_dc.core.registers.filtersets import (
    DimensionFilter,
    MomentFilter,
    PeriodFilter,
    RegisterFilterSet,
    SinceFilter,
)

DIMENSIONS = measures.APPROVALS.public_splits
YEARS = "period"


class PublishedEntryFilterSet(RegisterFilterSet):
    """Filters of published lines; `as_of` leaves out what was recorded later."""

    folded = ("period", "biennium", "display_group", "region", "policy_outcome", "funding_class", "late")

    counted_in = django_filters.ChoiceFilter(
        label=gettext_lazy("Counted in"), choices=CountedIn.choices, empty_label=gettext_lazy("Any")
    )
    reporting_partner = DimensionFilter(measures.REPORTING_PARTNER)
    source = DimensionFilter(measures.SOURCE)
    resource_type = DimensionFilter(measures.RESOURCE_TYPE)
    year = DimensionFilter(measures.YEAR)
    period = PeriodFilter("year")
    biennium = DimensionFilter(measures.BIENNIUM)
    display_group = DimensionFilter(measures.DISPLAY_GROUP)
    region = DimensionFilter(measures.REGION)
    policy_outcome = DimensionFilter(measures.POLICY_OUTCOME)
    funding_class = DimensionFilter(measures.FUNDING_CLASS)
    late = late_filter()
    as_of = MomentFilter(label=gettext_lazy("As of"), method="keep")
    updated_since = SinceFilter(label=gettext_lazy("Updated since"), method="keep")

    @property
    def moment(self) -> datetime | None:
        """The moment the rows are shown as known at."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return settle(asked) if asked else None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered lines that stood at `as_of`; what was published no longer is left out.

        With `updated_since` also what was taken back since, each with `superseded_at`.

        Raises:
            Refused: the filters together tell more than is published.
        """
        asked = self.form.cleaned_data
        codes = [one.code for one in DIMENSIONS if asked.get(one.code)]
        if not measures.APPROVALS.is_public([*codes, *([measures.YEAR.code] if asked.get(YEARS) else [])]):
            raise Refused(_("These filters together would tell more than is published: leave some out."))
        rows: Any = super().filter_queryset(queryset)
        known: Any = rows.as_known_at(self.moment)
        if since := asked.get("updated_since"):
            known = known.filter(Q(recorded_at__gte=since) | Q(superseded_at__gte=since))
        found: QuerySet[Any] = known if since else known.standing_at(self.moment)
        return found
