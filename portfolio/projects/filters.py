"""Filters of projects and initiatives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.querysets import then
from ilo_dc.core.models import Organisation
from ilo_dc.core.reference.names import office_names, organisation_names
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    DayFilter,
    DimensionFilter,
    RecordFilterSet,
    StateFilterSet,
)
from ilo_dc.core.registers.shared_rows import SharingFilterSet
from portfolio.projects.measures import projects as measures
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import (
    CountryShare,
    OutcomeShare,
    ProjectSdgTarget,
)
from portfolio.projects.vocab import (
    PUBLISHED_STATUSES,
    InitiativeKind,
    ProjectScope,
    ProjectStatus,
)

if TYPE_CHECKING:
    from portfolio.projects.querysets.projects import ProjectStateQuerySet

# What the page offers; an address may name any statuses, separated by commas.
STATUSES = [("", _("Any")), ("running,suspended", _("Running or suspended")), *ProjectStatus.choices]


class ProjectFilterSet(SharingFilterSet, StateFilterSet):
    """Filters of projects, as known at a moment; a project of several countries is shared by them."""

    folded = (
        "shared",
        "active_on",
        "scope",
        "unit",
        "participant",
        "initiative",
        "outcome",
        "policy_outcome",
        "sdg_goal",
        "sdg",
        "code",
        "published",
    )
    set_key = "country_key"

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = DimensionFilter(measures.STATUS, widget=forms.Select(choices=STATUSES))
    kind = DimensionFilter(measures.KIND)
    region = DimensionFilter(measures.REGION)
    country = DimensionFilter(measures.COUNTRY, method="keep")
    marker = DimensionFilter(measures.MARKER)
    scope = django_filters.ChoiceFilter(
        label=_("Scope"), choices=ProjectScope.choices, empty_label=_("Any"), method="filter_scope"
    )
    active_on = DayFilter(label=_("Period holds the day"), method="filter_active_on")
    unit = CodeFilter(
        "project__unit__code", label=_("Responsible unit"), offered=office_names, method="filter_unit"
    )
    participant = CodeFilter(label=_("Participant"), offered=organisation_names, method="filter_participant")
    initiative = DimensionFilter(measures.INITIATIVE)
    outcome = CodeFilter(label=_("CPO or product code"), method="filter_outcome")
    policy_outcome = DimensionFilter(measures.POLICY_OUTCOME)
    sdg_goal = DimensionFilter(measures.SDG_GOAL)
    sdg = CodeFilter(label=_("SDG goal or target"), method="filter_sdg")
    code = CodeFilter(label=_("TC code or number"), method="filter_code")
    published = django_filters.ChoiceFilter(
        label=_("Running and later only"), choices=YES_NO[:1], empty_label=_("Any"), method="filter_published"
    )

    def of_project(self, name: str) -> str:
        """Return the lookup of what is edited in place: as it is, or as it was at the moment of each row."""
        return then("project", name) if self.is_of_the_past else f"project__{name}"

    def changed_since(self, moment: datetime) -> Q:
        """Return the condition that a status, or what else is shown of its project, changed since."""
        edited = Q(project__updated_at__gte=moment, edited_then__gte=moment)
        return super().changed_since(moment) | edited

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the projects that countries have a share of."""
        return self._tied(CountryShare, country__in=countries)

    def filter_search(self, rows: ProjectStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the projects with the text in a title, code or country's name, in any language."""
        if self.is_of_the_past:
            return rows.named_then(value)
        return rows.filter(project__in=Project.objects.named(value).values("pk"))

    def filter_scope(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the projects of a scope."""
        return rows.filter(**{self.of_project("scope"): value})

    def filter_active_on(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        """Return the projects whose period holds a day."""
        if self.is_of_the_past:
            day = value.isoformat()
            return rows.filter(starts_then__lte=day, ends_then__gt=day)
        return rows.filter(project__starts_on__lte=value, project__ends_on__gt=value)

    def filter_unit(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the projects of a unit, by its code in any case."""
        return rows.filter(**{f"{self.of_project('unit__code')}__iexact": value})

    def filter_participant(self, rows: ProjectStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the projects that an organisation takes part in, by its address."""
        organisations = Organisation.objects.filter(slug__iexact=value)
        return rows.filter(rows.participated(organisations, at=rows.shown_at))

    def filter_outcome(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the projects that contribute to a country programme outcome or a global product."""
        named = Q(outcome__code__iexact=value) | Q(product__code__iexact=value)
        return rows.filter(self._tied(OutcomeShare, named))

    def filter_sdg(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the projects that contribute to a goal, `8`, or a target, `8.5`."""
        named = Q(result__code__iexact=value) | Q(result__parent__code__iexact=value)
        return rows.filter(self._tied(ProjectSdgTarget, named))

    def filter_code(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the project of a TC code or a number."""
        code, number = self.of_project("code"), self.of_project("number")
        return rows.filter(Q(**{f"{code}__iexact": value}) | Q(**{f"{number}__iexact": value}))

    def filter_published(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Return the projects that everyone sees."""
        return rows.filter(status__in=PUBLISHED_STATUSES)

    def _tied(self, model: Any, *conditions: Q, **named: Any) -> Q:
        """Return the condition that a project was tied to something, as known at the moment of each row."""
        if not self.is_of_the_past:
            rows = model.objects.current().filter(*conditions, **named)
            return Q(project__in=rows.values("project"))
        rows = model.objects.known_when(OuterRef("held_then")).filter(*conditions, **named)
        return Q(Exists(rows.filter(project=OuterRef("project"))))


class InitiativeFilterSet(RecordFilterSet):
    """Filters of initiatives."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=InitiativeKind.choices, empty_label=_("Any"))

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the initiatives with each word in their name or code."""
        found: QuerySet[Any] = rows.named(value)
        return found
