"""Filters of results frameworks, their results and the cross-walks between them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import Biennium
from ilo_dc.core.registers.filtersets import CodeFilter, SourcedFilterSet
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import CrossWalkKind, NodeLevel, OutcomeKind, ResultsFrameworkKind

VERIFIED = [("true", _("Read in the source")), ("false", _("To be verified"))]


def offered_frameworks() -> list[tuple[str, str]]:
    """Return the codes and titles of the frameworks in force."""
    rows = ResultsFramework.objects.in_force().order_by("kind", "starts_on", "code")
    return [(row.code, str(row)) for row in rows]


class VerifiedFilterSet(SourcedFilterSet):
    """What frameworks and results share: their words were read in the source, or are to be verified."""

    search = django_filters.CharFilter(label=_("Search in any language"), method="filter_search")
    verified = django_filters.ChoiceFilter(
        label=_("Words"), choices=VERIFIED, empty_label=_("Any"), method="filter_verified"
    )

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows with the text as code or in their words, in any language."""
        return rows.named(value)  # type: ignore[attr-defined]

    def filter_verified(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows whose words were read in the source, or those to be verified."""
        return rows.filter(verified=value == "true")


class ResultsFrameworkFilterSet(VerifiedFilterSet):
    """Filters of results frameworks."""

    code = CodeFilter("code", label=_("Code"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=ResultsFrameworkKind.choices, empty_label=_("Any")
    )
    biennium = django_filters.ModelChoiceFilter(
        label=_("Biennium"), queryset=Biennium.objects.all(), empty_label=_("Any")
    )


class ResultFilterSet(VerifiedFilterSet):
    """Filters of results."""

    framework = django_filters.ModelChoiceFilter(
        label=_("Framework"),
        queryset=ResultsFramework.objects.in_force().order_by("kind", "starts_on", "code"),
        to_field_name="code",
        empty_label=_("Any"),
    )
    biennium = django_filters.ModelChoiceFilter(
        label=_("Biennium"),
        field_name="framework__biennium",
        queryset=Biennium.objects.all(),
        empty_label=_("Any"),
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=NodeLevel.choices, empty_label=_("Any"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind of outcome"), choices=OutcomeKind.choices, empty_label=_("Any")
    )
    code = CodeFilter("code", label=_("Code"))
    parent = CodeFilter("parent__code", label=_("Code of the result above"))


class CrossWalkFilterSet(SourcedFilterSet):
    """Filters of cross-walks; `framework` and `code` find a result at either end."""

    search = django_filters.CharFilter(label=_("Search in any language"), method="filter_search")
    framework = CodeFilter(label=_("Framework"), method="filter_framework", offered=offered_frameworks)
    code = CodeFilter(label=_("Code of a result"), method="filter_code")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CrossWalkKind.choices, empty_label=_("Any"))

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the cross-walks of results with the text, in any language."""
        found = ResultsNode.objects.named(value).values("pk")
        return rows.filter(Q(from_node__in=found) | Q(to_node__in=found))

    def filter_framework(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the cross-walks from or to a framework."""
        return rows.filter(
            Q(from_node__framework__code__iexact=value) | Q(to_node__framework__code__iexact=value)
        )

    def filter_code(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the cross-walks from or to results with a code."""
        return rows.filter(Q(from_node__code__iexact=value) | Q(to_node__code__iexact=value))
