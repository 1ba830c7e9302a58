"""Which country programme outcomes the results of a project may serve, and where its own list differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.projects.models.project_links import OutcomeShare

if TYPE_CHECKING:
    from portfolio.projects.models.project import Project


def served_by(project: Project) -> Any:
    """Return the outcomes in reach of the project's countries, and those that its results serve, by code."""
    shares = project.countryshare_set.filter(superseded_at=None).select_related("country")
    reached = CountryProgrammeOutcome.objects.in_reach_of(one.country for one in shares)
    served = project.planned_results.exclude(outcome=None).values("outcome")
    found = Q(pk__in=reached.values("pk")) | Q(pk__in=served)
    return CountryProgrammeOutcome.objects.filter(found).select_related("country").order_by("code", "pk")


@dataclass(frozen=True)
class Difference:
    """Where the outcomes that a project names differ from those that its results serve, each by code."""

    not_named: list[CountryProgrammeOutcome] = field(default_factory=list)
    not_served: list[CountryProgrammeOutcome] = field(default_factory=list)

    @property
    def codes(self) -> str:
        """The codes of those that the project does not name, as an address takes them."""
        return ",".join(one.code for one in self.not_named)


def difference(
    named: Iterable[CountryProgrammeOutcome], served: Iterable[CountryProgrammeOutcome]
) -> Difference:
    """Return where both differ; nothing before any result serves an outcome: then they are still planned."""
    by_name, by_result = ({one.pk: one for one in rows} for rows in (named, served))
    if not by_result:
        return Difference()
    alone = (
        [there[key] for key in there.keys() - others.keys()]
        for there, others in ((by_result, by_name), (by_name, by_result))
    )
    return Difference(*(sorted(rows, key=lambda one: (one.code, one.pk)) for rows in alone))


def outcomes_named(project: Project) -> list[CountryProgrammeOutcome]:
    """Return the outcomes that a project names now, with a share each; global products are none."""
    rows = OutcomeShare.objects.current().filter(project=project).exclude(outcome=None)
    return [one.outcome for one in rows.select_related("outcome") if one.outcome]
