"""Filters of evaluations, recommendations and lessons; a country has those of its projects and programmes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.names import office_names
from ilo_dc.core.registers.filtersets import CodeFilter, DayFilter, RecordFilterSet
from ilo_dc.core.registers.number_filters import WholeFilter
from ilo_dc.core.registers.shared_rows import SharingFilterSet
from portfolio.evaluations.vocab import (
    NOT_ANSWERED,
    EvaluationKind,
    EvaluationState,
    FollowUpState,
    LessonKind,
    ResponseDecision,
)
from portfolio.programmes.measures.programme_places import offered_programmes
from portfolio.projects.models.project_links import CountryShare

ANY = _("Any")


class EvaluatedFilterSet(SharingFilterSet, RecordFilterSet):
    """Filters that evaluations and what belongs to them share; `evaluation` is the ORM path to it."""

    folded = ("shared", "project", "programme")
    set_key = "country_key"
    evaluation: ClassVar[str] = "evaluation__"

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the rows of projects or programmes of countries."""
        shares = CountryShare.objects.current().filter(country__in=countries)
        of_project = Q(**{f"{self.evaluation}project__in": shares.values("project")})
        return of_project | Q(**{f"{self.evaluation}programme__country__in": countries})

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows that the search over everything finds, too."""
        found: QuerySet[Any] = rows.named(value)
        return found


class EvaluationFilterSet(EvaluatedFilterSet):
    """Filters of evaluations."""

    evaluation = ""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EvaluationKind.choices, empty_label=ANY)
    state = django_filters.ChoiceFilter(label=_("State"), choices=EvaluationState.choices, empty_label=ANY)
    since = DayFilter("evaluated_on", lookup_expr="gte", label=_("Report since"))
    until = DayFilter("evaluated_on", lookup_expr="lte", label=_("Report until"))
    project = WholeFilter("project_id", label=_("Number of the project here"))
    programme = CodeFilter("programme__slug", label=_("Country programme"), offered=offered_programmes)


class RecommendationFilterSet(EvaluatedFilterSet):
    """Filters of recommendations."""

    response = django_filters.ChoiceFilter(
        label=_("Management response"),
        choices=[*ResponseDecision.choices, (NOT_ANSWERED, _("Not yet answered"))],
        empty_label=ANY,
        method="filter_response",
    )
    follow_up = django_filters.ChoiceFilter(
        "management_response__state",
        label=_("Follow-up"),
        choices=FollowUpState.choices,
        empty_label=ANY,
    )
    due_by = DayFilter(label=_("Open follow-up due by"), method="filter_due_by")
    unit = CodeFilter("responsible_code", label=_("Unit that answers"), offered=office_names)
    kind = django_filters.ChoiceFilter(
        "evaluation__kind", label=_("Kind"), choices=EvaluationKind.choices, empty_label=ANY
    )
    evaluation_number = WholeFilter("evaluation_id", label=_("Number of the evaluation here"))
    project = WholeFilter("evaluation__project_id", label=_("Number of the project here"))
    programme = CodeFilter(
        "evaluation__programme__slug", label=_("Country programme"), offered=offered_programmes
    )

    def filter_response(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the recommendations with this response, or with none yet."""
        found: QuerySet[Any] = rows.answered(value)
        return found

    def filter_due_by(self, rows: Any, _name: str, value: date) -> QuerySet[Any]:
        """Return the recommendations whose follow-up is not done and due on or before a day."""
        found: QuerySet[Any] = rows.following_up(due_by=value)
        return found


class LessonFilterSet(EvaluatedFilterSet):
    """Filters of lessons."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=LessonKind.choices, empty_label=ANY)
    theme = CodeFilter(label=_("Theme"))
    evaluation_number = WholeFilter("evaluation_id", label=_("Number of the evaluation here"))
    project = WholeFilter("evaluation__project_id", label=_("Number of the project here"))
    programme = CodeFilter(
        "evaluation__programme__slug", label=_("Country programme"), offered=offered_programmes
    )
