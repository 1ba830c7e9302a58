"""Filters of country programmes and their outcomes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.querysets import then
from ilo_dc.core.numbers import read_digits
from ilo_dc.core.reference.names import office_names
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    CountryFilter,
    DayFilter,
    DimensionFilter,
    PeriodFilter,
    ReadableFilter,
    RecordFilterSet,
    RegionFilter,
    StateFilterSet,
)
from ilo_dc.core.registers.shapes import REFERENCE
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.programmes.measures import milestones
from portfolio.programmes.measures import programmes as measures
from portfolio.programmes.measures.programme_places import offered_programmes
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.outcome_link import BudgetLink, TargetLink
from portfolio.programmes.vocab import (
    NO_PROGRAMME,
    NOT_RATED,
    PUBLISHED_STATUSES,
    OutcomeCategory,
    ProgrammeStatus,
    Progress,
)
from portfolio.results.models.results_node import ResultsNode

if TYPE_CHECKING:
    from portfolio.programmes.querysets.milestones import MilestoneStateQuerySet
    from portfolio.programmes.querysets.programmes import ProgrammeStateQuerySet

LATEST_GENERATION = 99
# How the API describes a result: by the codes of its framework and its own.
RESULT = {**REFERENCE, "pattern": r"^[^/]+/.+$", "example": "SDG-2030/8.5"}
# What the page offers; an address may name any statuses, separated by commas.
STATUSES = [("", _("Any")), ("running,extended", _("Running or extended")), *ProgrammeStatus.choices]


def read_generation(text: str) -> int:
    """Return the number of a generation.

    Raises:
        UnableToRead: it is no number from 1 to 99.
    """
    generation = read_digits(text, most=LATEST_GENERATION)
    if not generation:
        raise UnableToRead(
            gettext("A generation is a number from 1 to %(most)d.") % {"most": LATEST_GENERATION}
        )
    return generation


def read_number(text: str) -> int:
    """Return the number of a row.

    Raises:
        UnableToRead: it is none.
    """
    number = read_digits(text, most=2**63 - 1)
    if not number:
        raise UnableToRead(gettext("Write the number of an outcome: 12."))
    return number


def read_result(text: str) -> tuple[str, str]:
    """Return the codes of a framework and of its result, which `FRAMEWORK/RESULT` names.

    Raises:
        UnableToRead: one of them is missing.
    """
    framework, _slash, code = text.partition("/")
    if not framework or not code:
        raise UnableToRead(gettext("Write the codes of a framework and of its result: SDG-2030/8.5."))
    return framework, code


class ProgrammeFilterSet(PlacedFilterSet, StateFilterSet):
    """Filters of country programmes, as known at a moment; `active_on` asks for effective dates."""

    folded = ("active_on", "generation", "pilot", "office", "published", "code")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = DimensionFilter(measures.STATUS, widget=forms.Select(choices=STATUSES))
    region = DimensionFilter(measures.REGION)
    country = DimensionFilter(measures.COUNTRY)
    active_on = DayFilter(label=_("In force on"), method="filter_active_on")
    generation = extend_schema_field({"type": "integer", "minimum": 1, "maximum": LATEST_GENERATION})(
        ReadableFilter(
            read=read_generation,
            label=_("Generation"),
            field_name="programme__generation",
            method="filter_generation",
        )
    )
    pilot = django_filters.ChoiceFilter(
        label=_("Pilot"), choices=YES_NO, empty_label=_("Any"), method="filter_pilot"
    )
    office = CodeFilter(
        "programme__office__code",
        label=_("Responsible office"),
        offered=office_names,
        method="filter_office",
    )
    code = CodeFilter("programme__slug", label=_("Address"), offered=offered_programmes)
    published = django_filters.ChoiceFilter(
        label=_("Signed and later only"), choices=YES_NO[:1], empty_label=_("Any"), method="filter_published"
    )

    def of_programme(self, name: str) -> str:
        """Return the lookup of what is edited in place: as it is, or as it was at the moment of each row."""
        return then("programme", name) if self.is_of_the_past else f"programme__{name}"

    def filter_search(self, rows: ProgrammeStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the programmes with the text in their title, address or country's name, in any language."""
        if self.is_of_the_past:
            return rows.named_then(value)
        return rows.filter(programme__in=CountryProgramme.objects.named(value).values("pk"))

    def filter_active_on(self, rows: ProgrammeStateQuerySet, _name: str, value: date) -> QuerySet[Any]:
        """Return the programmes in force on a day, by the effective dates known at `as_of`."""
        return rows.in_force_on(value, known_at=self.moment)

    def filter_pilot(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the pilots of the new generation, or all others."""
        return rows.filter(**{self.of_programme("pilot"): value == "true"})

    def filter_generation(self, rows: QuerySet[Any], _name: str, value: int) -> QuerySet[Any]:
        """Return the programmes of a generation."""
        return rows.filter(**{self.of_programme("generation"): value})

    def filter_office(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the programmes of an office, by its code in any case."""
        return rows.filter(**{f"{self.of_programme('office__code')}__iexact": value})

    def filter_published(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Return the programmes that everyone sees."""
        return rows.filter(status__in=PUBLISHED_STATUSES)


class ProgrammeFilter(CodeFilter):
    """A programme by its address or title, or `none`: what belongs to none; `path` leads to the programme."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}__slug", label=_("Country programme"), offered=_offered_or_none)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Return the rows of the programme, or of none."""
        if value and value.lower() == NO_PROGRAMME:
            return qs.filter(**{f"{self.field_name}__isnull": True})
        rows: QuerySet[Any] = super().filter(qs, value)
        return rows

    def is_known(self, text: str) -> bool:
        """Return whether who asks sees the programme, though it may have no rows here."""
        programmes = CountryProgramme.objects.visible_to(self.parent.viewer)
        return programmes.filter(slug__iexact=text).exists() or super().is_known(text)


def _offered_or_none() -> list[tuple[str, str]]:
    return [*offered_programmes(), (NO_PROGRAMME, gettext("Without a programme"))]


class ProgrammeOutcomeFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of country programme outcomes."""

    folded = ("programme", "code", "cpo", "office", "contributes_to")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    programme = ProgrammeFilter("programme")
    region = RegionFilter(method="filter_region")
    country = CountryFilter("cpo__country")
    category = django_filters.ChoiceFilter(
        label=_("Category"), choices=OutcomeCategory.choices, empty_label=_("Any")
    )
    progress = django_filters.ChoiceFilter(
        label=_("Progress"),
        choices=[*Progress.choices, (NOT_RATED, _("Not yet rated"))],
        empty_label=_("Any"),
        method="filter_progress",
    )
    office = CodeFilter("office__code", label=_("Responsible office"), offered=office_names)
    code = CodeFilter("code", label=_("CPO code"))
    cpo = extend_schema_field({"type": "integer", "minimum": 1})(
        ReadableFilter(read=read_number, label=_("Number of the outcome across programmes"), field_name="cpo")
    )
    contributes_to = extend_schema_field(RESULT)(
        ReadableFilter(read=read_result, label=_("Contributes to"), method="filter_contributes_to")
    )

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the outcomes with each word in their code, title or country's name, in any language."""
        found: QuerySet[Any] = rows.named(value)
        return found

    def filter_region(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the outcomes of a region's countries and of its sub-regions."""
        return rows.filter(Q(cpo__country__region=value) | Q(cpo__region=value))

    def filter_contributes_to(self, rows: QuerySet[Any], _name: str, value: tuple[str, str]) -> QuerySet[Any]:
        """Return the outcomes that name a result or one right below it, of a P&B or of the SDGs."""
        framework, code = value
        found = ResultsNode.objects.filter(framework__code__iexact=framework, code__iexact=code)
        named = Q(result__in=found) | Q(result__parent__in=found)
        budget, targets = (
            links.objects.filter(named).values("outcome") for links in (BudgetLink, TargetLink)
        )
        return rows.filter(Q(pk__in=budget) | Q(pk__in=targets))

    def filter_progress(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the outcomes of a rating, or those not yet rated."""
        return rows.filter(progress="" if value == NOT_RATED else value)


class MilestoneStateFilterSet(PlacedFilterSet, StateFilterSet):
    """Filters of the statuses of milestones, as known at a moment."""

    folded = ("programme", "policy_outcome", "code", "period", "overdue", "published")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = DimensionFilter(milestones.STATUS)
    year = DimensionFilter(milestones.YEAR)
    period = PeriodFilter("due_on__year")
    region = DimensionFilter(milestones.REGION)
    country = DimensionFilter(milestones.COUNTRY)
    programme = ProgrammeFilter("milestone__indicator__outcome__programme")
    policy_outcome = DimensionFilter(milestones.POLICY_OUTCOME)
    code = CodeFilter("milestone__indicator__outcome__code", label=_("CPO code"), method="filter_code")
    overdue = django_filters.ChoiceFilter(
        label=_("Overdue"), choices=YES_NO, empty_label=_("Any"), method="filter_overdue"
    )
    published = django_filters.ChoiceFilter(
        label=_("What everyone saw by then only"),
        choices=YES_NO[:1],
        empty_label=_("Any"),
        method="filter_published",
    )

    def filter_search(self, rows: MilestoneStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows with each word in the milestone, its outcome or a country's name."""
        return rows.named_then(value) if self.is_of_the_past else rows.named(value)

    def filter_code(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the milestones of the outcomes of a code."""
        path = "code_then" if self.is_of_the_past else "milestone__indicator__outcome__code"
        return rows.filter(**{f"{path}__iexact": value})

    def filter_overdue(self, rows: MilestoneStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the milestones that had fallen due unrated by the day or the moment asked for, or others."""
        return rows.overdue_on(self.day or (self.moment or timezone.now()).date(), overdue=value == "true")

    def filter_published(self, rows: MilestoneStateQuerySet, _name: str, _value: str) -> QuerySet[Any]:
        """Return the rows that everyone saw at the moment asked for, of programmes signed on the day."""
        return rows.published_at(self.moment, on=self.day)
