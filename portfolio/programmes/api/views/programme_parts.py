"""Paths of priorities, indicators and milestones, below what they belong to."""

from __future__ import annotations

from ilo_dc.core.writing.api.paths import nested_paths_of
from portfolio.programmes.actions import programme_parts as actions
from portfolio.programmes.api.serializers import programmes as shapes
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import OutcomeIndicator, ProgrammeOutcome


def placed(place: str) -> tuple[str, ...]:
    """Return what the policy asks of the home of the `place` at a path, for `select_related`."""
    homes = (f"{place}__programme", f"{place}__cpo")
    return f"{place}__product", *(f"{home}__{name}" for home in homes for name in ("country", "region"))


urlpatterns = [
    *nested_paths_of(
        actions.PRIORITIES,
        "country-programmes/<int:programme_id>/priorities/",
        ("country-programmes-priorities", "country-programmes-priority"),
        serializer=shapes.PrioritySerializer,
        input_class=shapes.PriorityInput,
        owners=lambda user: CountryProgramme.objects.visible_to(user).for_detail(),
        rows=lambda rows: rows.select_related("programme__country", "programme__region").order_by("position"),
    ),
    *nested_paths_of(
        actions.INDICATORS,
        "country-programme-outcomes/<int:outcome_id>/indicators/",
        ("outcome-indicators", "outcome-indicator"),
        serializer=shapes.IndicatorSerializer,
        input_class=shapes.IndicatorInput,
        owners=lambda user: ProgrammeOutcome.objects.visible_to(user).for_list(),
        rows=lambda rows: (
            rows.select_related(*placed("outcome")).prefetch_related("milestones").order_by("pk")
        ),
    ),
    *nested_paths_of(
        actions.MILESTONES,
        "outcome-indicators/<int:indicator_id>/milestones/",
        ("outcome-milestones", "outcome-milestone"),
        serializer=shapes.MilestoneSerializer,
        input_class=shapes.MilestoneInput,
        owners=lambda user: OutcomeIndicator.objects.visible_to(user).select_related(*placed("outcome")),
        rows=lambda rows: rows.select_related(*placed("indicator__outcome")).order_by("due_on", "pk"),
        own=("status",),
        add=actions.add_milestone,
        edit=actions.edit_milestone,
    ),
]
