"""Filters of proposals, of what is offered, of statuses and of the help desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.reference.names import office_names, organisation_names
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    CountryFilter,
    DimensionFilter,
    MomentFilter,
    PeriodFilter,
    RecordFilterSet,
    RegionFilter,
    RegisterFilterSet,
)
from ilo_dc.core.registers.number_filters import AmountFilter
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.proposals import measures
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.vocab import DECIDED, Desk, NeedSource, PartnerAnswer, ProposalStatus, Section

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from portfolio.proposals.querysets.proposals import ProposalQuerySet, ProposalStateQuerySet
    from portfolio.proposals.querysets.proposed_partners import ProposedPartnerQuerySet

# What the page offers; an address may name any statuses, separated by commas.
STATUSES = [
    ("", _("Any")),
    ("submitted,appraisal", _("Handed in and not decided on")),
    *ProposalStatus.choices,
]

ASKED, PROPOSED = "asked", "proposed"
ANSWERS = [(PROPOSED, _("Not asked yet")), (ASKED, _("Asked, no answer yet")), *PartnerAnswer.choices]
COUNTED = [("decisions", _("Decisions of appraisals")), ("agreements", _("Agreements"))]


class ProposalFilter(CodeFilter):
    """A proposal by its code, or by its number here."""

    def __init__(self) -> None:
        super().__init__("proposal__code", label=_("Code of the proposal"))

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Return the rows of the proposal."""
        if value and value.isdecimal():
            return qs.filter(proposal__pk=int(value))
        rows: QuerySet[Any] = super().filter(qs, value)
        return rows


class ProposalFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of proposals."""

    folded = ("office", "need_source", "offered", "budget_above", "budget_up_to", "code")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = DimensionFilter(measures.STATUS, widget=forms.Select(choices=STATUSES))
    country = CountryFilter("country")
    region = RegionFilter("region_key")
    office = CodeFilter("office__code", label=_("Responsible office"), offered=office_names)
    need_source = django_filters.ChoiceFilter(
        label=_("Source of the need"), choices=NeedSource.choices, empty_label=_("Any")
    )
    offered = django_filters.ChoiceFilter(
        label=_("Offered to partners"), choices=YES_NO, empty_label=_("Any"), method="filter_offered"
    )
    budget_above = AmountFilter(label=_("Budget above, US$"), method="filter_budget_above")
    budget_up_to = AmountFilter("budget_usd", lookup_expr="lte", label=_("Budget up to, US$"))
    code = CodeFilter("code", label=_("Code"))

    def filter_search(self, rows: ProposalQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the proposals with each word in title, code, problem or the country's name."""
        return rows.named(value)

    def filter_budget_above(self, rows: QuerySet[Any], _name: str, value: Decimal) -> QuerySet[Any]:
        """Return the proposals with a budget above an amount: that amount itself is not."""
        return rows.filter(budget_usd__gt=value)

    def filter_offered(self, rows: ProposalQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return what is offered to partners, or all else."""
        return rows.on_offer(offered=value == "true")


class OfferedProposalFilterSet(PlacedFilterSet):
    """Filters of what is offered: by what funding partners see, and nothing else."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    country = CountryFilter("country")

    def filter_search(self, rows: ProposalQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the proposals with each word in title or the country's name."""
        return rows.titled(value)


class ProposalStateFilterSet(PlacedFilterSet, RegisterFilterSet):
    """Filters of the statuses that hold in the lives of proposals, as known at a moment."""

    folded = ("year", "biennium", "proposal", "partner", "of")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = DimensionFilter(measures.STATUS, widget=forms.Select(choices=STATUSES))
    country = DimensionFilter(measures.COUNTRY)
    region = DimensionFilter(measures.REGION)
    year = DimensionFilter(measures.YEAR)
    biennium = DimensionFilter(measures.BIENNIUM)
    period = PeriodFilter("effective_on__year", label=_("Years"))
    partner = CodeFilter("partner__slug", label=_("Partner"), offered=organisation_names)
    proposal = ProposalFilter()
    of = django_filters.ChoiceFilter(
        label=_("What figures count"), choices=COUNTED, empty_label=_("Any"), method="filter_of"
    )
    as_of = MomentFilter(label=_("As of"), method="keep")

    def filter_of(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the decisions of appraisals, or the agreements, which figures count."""
        return rows.filter(status__in=DECIDED if value == "decisions" else (ProposalStatus.AGREED,))

    def filter_search(self, rows: ProposalStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the statuses of the proposals with each word in title, code, problem or country."""
        if self.is_of_the_past:
            return rows.named_then(value)
        return rows.filter(proposal__in=Proposal.objects.named(value).values("pk"))

    @property
    def moment(self) -> datetime | None:
        """The moment that the rows are shown as known at; None: now."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return settle(asked) if asked else None

    def filter_queryset(self, queryset: ProposalStateQuerySet) -> QuerySet[Any]:
        """Return the filtered rows: what holds in the lives, at `as_of` as known then."""
        shown: Any = queryset
        if self.moment is not None:
            shown = shown.as_shown_at(self.moment).with_days(self.moment).with_approval(self.moment)
        rows: Any = super().filter_queryset(shown)
        return rows.in_life(self.moment)


class ProposedPartnerFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of the pipeline."""

    folded = ("region", "proposal", "submitted")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    answer = django_filters.ChoiceFilter(
        label=_("Partner’s answer"), choices=ANSWERS, empty_label=_("Any"), method="filter_answer"
    )
    partner = CodeFilter("partner__slug", label=_("Partner"), offered=organisation_names)
    country = CountryFilter("proposal__country")
    region = RegionFilter("region_key")
    submitted = PeriodFilter("submitted_on__year", label=_("Years of the submission"))
    proposal = ProposalFilter()

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the partners of the proposals with each word in title, code, problem or country."""
        return rows.filter(proposal__in=Proposal.objects.named(value).values("pk"))

    def filter_answer(self, rows: ProposedPartnerQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return who was asked and has not answered, who was not asked yet, or who gave an answer."""
        if value == ASKED:
            return rows.asked()
        return rows.filter(submitted_on__isnull=True) if value == PROPOSED else rows.filter(answer=value)


class DeskQuestionFilterSet(RecordFilterSet):
    """Filters of the questions to the help desk."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    section = django_filters.ChoiceFilter(label=_("About"), choices=Section.choices, empty_label=_("Any"))
    desk = django_filters.ChoiceFilter(label=_("Desk"), choices=Desk.choices, empty_label=_("Any"))
    answered = django_filters.ChoiceFilter(
        label=_("Answered"), choices=YES_NO, empty_label=_("Any"), method="filter_answered"
    )
    proposal = ProposalFilter()

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the questions about the proposals with each word in title, code, problem or country."""
        return rows.filter(proposal__in=Proposal.objects.named(value).values("pk"))

    def filter_answered(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return what was answered, or what was not."""
        return rows.filter(answered_at__isnull=value == "false")
