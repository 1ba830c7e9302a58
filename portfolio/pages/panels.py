"""The plan of a country programme as a piece of its page: priorities, outcomes, what is due, what leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.policies import may_edit_programme
from portfolio.programmes.rules.programmes import REPORTED_IN, may_be_added_to, may_be_removed_from
from portfolio.programmes.tables import light
from portfolio.reports.vocab import ReportKind
from portfolio.updates import policies, rules
from portfolio.updates.actions.update_notices import Due, due_among

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class PlanPanel:
    """Priorities with their outcomes, how many updates are due, and what the reader may do here."""

    programme: CountryProgramme
    priorities: list[Priority]
    due: int
    may_edit: bool
    may_add: bool
    may_remove: bool
    reports: list[tuple[str, str]]
    csv: str
    json: str
    template: str = "portfolio/pages/plan_of_programme.html"


def plan_of(user: Viewer, found: CountryProgramme) -> PlanPanel:
    """Return the plan of a programme that `user` sees."""
    may_edit = bool(may_edit_programme(user, found))
    due = due_of(user, found)
    return PlanPanel(
        programme=found,
        priorities=_priorities(user, found, due),
        due=sum(len(one) for one in due.values()),
        may_edit=may_edit,
        may_add=may_edit and may_be_added_to(found.status),
        may_remove=may_edit and may_be_removed_from(found.status),
        reports=[
            (reverse("portfolio:report", args=[found.slug, kind.value]), str(kind.label))
            for kind in ReportKind
        ],
        csv=f"{reverse('api:country-programme-outcomes-list')}?programme={found.slug}&format=csv",
        json=reverse("api:country-programmes-plan", args=[found.pk]),
    )


def _priorities(user: Viewer, found: CountryProgramme, due: dict[int, list[Due]]) -> list[Priority]:
    """Return the priorities with all below them, each outcome and milestone with its light.

    An outcome says how many of its updates are `due`, and the period that `user` would write next.
    """
    outcomes = ProgrammeOutcome.objects.select_related("office").with_indicators().with_links(user)
    outcomes = outcomes.order_by("code", "pk")
    priorities = list(found.priorities.order_by("position").prefetch_related(Prefetch("outcomes", outcomes)))
    for priority in priorities:
        for outcome in priority.outcomes.all():
            outcome.light = light(outcome.progress)
            outcome.due = len(due.get(outcome.pk, []))
            outcome.next_period = way_to_write(user, found, due.get(outcome.pk, []))
            for indicator in outcome.indicators.all():
                for milestone in indicator.milestones.all():
                    milestone.light = light(milestone.status)
    return priorities


def due_of(user: Viewer, programme: CountryProgramme) -> dict[int, list[Due]]:
    """Return by outcome what is due of a programme, for those who write its updates or decide on them."""
    concerned = policies.may_write_updates(user, programme) or policies.may_review_updates(user, programme)
    due: dict[int, list[Due]] = {}
    if concerned:
        for found in due_among([programme], today=timezone.now().date()):
            due.setdefault(found.outcome.pk, []).append(found)
    return due


def way_to_write(user: Viewer, programme: CountryProgramme, due: list[Due]) -> str:
    """Return the period whose update `user` would write next: due first, else the latest; empty: none."""
    if not policies.may_write_updates(user, programme) or programme.status not in REPORTED_IN:
        return ""
    if due:
        return due[0].period.code
    ends_on = programme.extended_until or programme.ends_on
    if programme.starts_on is None or ends_on is None:
        return ""
    today, kind = timezone.now().date(), settings.PORTAL_UPDATE_PERIOD
    latest = next(rules.periods_of(kind, programme.starts_on, ends_on, today=today), None)
    return latest.code if latest else ""
