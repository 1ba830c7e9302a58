"""Filters of appraisals and of their settings."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CountryFilter,
    RecordFilterSet,
    RegionFilter,
    RegisterFilterSet,
)
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.appraisals.vocab import NO_DECISION, Decision
from portfolio.proposals.filters import ProposalFilter
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.vocab import ProposalStatus

UNDECIDED, ENDED = "none", "ended"


class AppraisalFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of appraisals."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    decision = django_filters.ChoiceFilter(
        label=_("Decision"),
        choices=[*Decision.choices, (UNDECIDED, _("Not decided")), (ENDED, NO_DECISION)],
        empty_label=_("Any"),
        method="filter_decision",
    )
    country = CountryFilter("proposal__country")
    region = RegionFilter("region_key")
    evaluation_needed = django_filters.ChoiceFilter(
        label=_("EVAL appraises it, too"), choices=YES_NO, empty_label=_("Any"), method="filter_evaluation"
    )
    proposal = ProposalFilter()

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the appraisals of proposals with each word in title, code, problem or country."""
        return rows.filter(proposal__in=Proposal.objects.named(value).values("pk"))

    def filter_decision(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return what was decided so, what is open, or what ended without a decision."""
        if value in Decision.values:
            return rows.filter(decision=value)
        is_open = Q(proposal__status=ProposalStatus.APPRAISAL)
        return rows.filter(is_open if value == UNDECIDED else ~is_open, decision="")

    def filter_evaluation(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return what EVAL appraises, too, or all else."""
        return rows.filter(evaluation_needed=value == "true")


class AppraisalRuleFilterSet(RegisterFilterSet):
    """Filters of the settings of appraisals: they are few."""
