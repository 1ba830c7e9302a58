"""Which country programme outcomes the results of a project may serve: at every door the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome

if TYPE_CHECKING:
    from portfolio.projects.models.project import Project


def served_by(project: Project) -> Any:
    """Return the outcomes of the project's countries, and those that its results serve already, by code."""
    countries = project.countryshare_set.filter(superseded_at=None).values("country")
    served = project.planned_results.exclude(outcome=None).values("outcome")
    found = Q(country__in=countries) | Q(pk__in=served)
    return CountryProgrammeOutcome.objects.filter(found).select_related("country").order_by("code", "pk")
