"""The plan of a country programme as pieces of its page: its results to read, the plan to edit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.charts.bars import Way, way
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.policies import may_edit_programme
from portfolio.programmes.rules.indicators import NOT_COMPARABLE, Point, end_of, status_of
from portfolio.programmes.rules.programmes import REPORTED_IN, may_be_added_to, may_be_removed_from
from portfolio.programmes.tables import indicator_light, light
from portfolio.programmes.vocab import Progress
from portfolio.reports.vocab import ReportKind
from portfolio.updates import policies, rules
from portfolio.updates.actions.update_notices import Due, due_among
from portfolio.updates.models import ReportedValue

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
    from portfolio.programmes.querysets.programmes import ProgrammeOutcomeQuerySet


@dataclass(frozen=True)
class ResultLine:
    """An indicator with where it stood last (None: nothing accepted), how it stands, what its bar draws.

    `next` is the milestone that is due next, else the last one; `marks` are those that are numbers;
    `demonstration` is that of the indicator or of the value.
    """

    indicator: OutcomeIndicator
    actual: ReportedValue | None
    status: str
    next: Milestone | None
    marks: list[Decimal]
    bar: Way
    demonstration: bool


@dataclass(frozen=True)
class ResultsPanel:
    """Priorities with outcomes and results, how many outcomes have which rating, what is due, what leaves."""

    programme: CountryProgramme
    priorities: list[Priority]
    ratings: list[tuple[int, str]]
    due: int
    reports: list[tuple[str, str]]
    csv: str
    json: str
    demonstration: bool
    contributes: bool
    template: str = "portfolio/pages/results_of_programme.html"


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


@dataclass(frozen=True)
class PlacePanel:
    """The place of an outcome without a programme: indicators, milestones, what it contributes to."""

    outcome: ProgrammeOutcome
    may_edit: bool


def results_of(user: Viewer, found: CountryProgramme) -> ResultsPanel:
    """Return the results of a programme that `user` sees: each indicator with its last accepted value."""
    due = due_of(user, found)
    priorities = _priorities(user, found, due)
    values = ReportedValue.objects.last_accepted(found, user=user)
    actual = {value.indicator_id: value for value in values}
    outcomes = [outcome for priority in priorities for outcome in priority.outcomes.all()]
    for outcome in outcomes:
        outcome.results = [_result(found, one, actual.get(one.pk)) for one in outcome.indicators.all()]
    rated = Counter(outcome.progress for outcome in outcomes)
    return ResultsPanel(
        programme=found,
        priorities=priorities,
        ratings=[(rated[code], light(code)) for code in (*reversed(Progress.values), "") if rated[code]],
        due=sum(len(one) for one in due.values()),
        demonstration=any(one.demonstration for one in outcomes),
        contributes=any(one.budget or one.targets or one.framework for one in outcomes),
        **_ways_out(found),
    )


def _result(
    programme: CountryProgramme, indicator: OutcomeIndicator, actual: ReportedValue | None
) -> ResultLine:
    """Return the line of an indicator."""
    listed = list(indicator.milestones.all())
    milestones = [Point(one.due_on, one.value) for one in listed if one.value is not None]
    marks = [one.value for one in milestones]
    today = timezone.now().date()
    return ResultLine(
        indicator,
        actual,
        indicator_light(_status_of(programme, indicator, actual, milestones)),
        next((one for one in listed if one.due_on >= today), listed[-1] if listed else None),
        marks,
        way(
            baseline=indicator.baseline_value,
            actual=actual.value if actual else None,
            target=indicator.target_value,
            band=indicator.baseline_value,
            marks=marks,
        ),
        indicator.demonstration or bool(actual and actual.demonstration),
    )


def _status_of(
    programme: CountryProgramme,
    indicator: OutcomeIndicator,
    actual: ReportedValue | None,
    milestones: list[Point],
) -> str:
    """Return how an indicator stands; a value in words is there, and compared with no number."""
    if actual is not None and actual.value is None:
        return NOT_COMPARABLE
    return status_of(
        _point(actual.value, actual.update.period.last_day) if actual else None,
        baseline=_point(indicator.baseline_value, end_of(indicator.baseline_year, programme.starts_on)),
        target=_point(indicator.target_value, end_of(indicator.target_year, programme.last_day)),
        milestones=milestones,
    )


def _point(value: Decimal | None, on: date | None) -> Point | None:
    return None if value is None or on is None else Point(on, value)


def plan_of(user: Viewer, found: CountryProgramme) -> PlanPanel:
    """Return the plan of a programme for who edits it."""
    may_edit = bool(may_edit_programme(user, found))
    due = due_of(user, found)
    return PlanPanel(
        programme=found,
        priorities=_priorities(user, found, due),
        due=sum(len(one) for one in due.values()),
        may_edit=may_edit,
        may_add=may_edit and may_be_added_to(found.status),
        may_remove=may_edit and may_be_removed_from(found.status),
        **_ways_out(found),
    )


def first_due_of(panel: ResultsPanel | PlanPanel) -> ProgrammeOutcome | None:
    """Return the first outcome on the page of which an update is due, for those whom it concerns."""
    outcomes: list[Any] = [one for priority in panel.priorities for one in priority.outcomes.all()]
    return next((one for one in outcomes if one.due), None)


def place_without_programme(user: Viewer, home: CountryProgrammeOutcome | GlobalProduct) -> PlacePanel | None:
    """Return the plan of an outcome that no programme plans, or of a product; None: it is not reported on."""
    name = "product" if isinstance(home, GlobalProduct) else "cpo"
    rows = ProgrammeOutcome.objects.visible_to(user).filter(**{name: home}, programme__isnull=True)
    place = _planned(rows, user).first()
    if place is None:
        return None
    _light(place)
    return PlacePanel(place, may_edit=bool(may_edit_programme(user, home)))


def _planned(rows: ProgrammeOutcomeQuerySet, user: Viewer) -> ProgrammeOutcomeQuerySet:
    """Return places with their indicators and links, and what says the language of these."""
    return rows.select_related("office", "programme", "cpo", "product").with_indicators().with_links(user)


def _light(outcome: Any) -> None:
    """Give an outcome and its milestones their lights."""
    outcome.light = light(outcome.progress)
    for indicator in outcome.indicators.all():
        for milestone in indicator.milestones.all():
            milestone.light = light(milestone.status)


def _ways_out(found: CountryProgramme) -> dict[str, Any]:
    """Return the reports of a programme and its plan as data."""
    return {
        "reports": [
            (reverse("portfolio:report", args=[found.slug, kind.value]), str(kind.label))
            for kind in ReportKind
        ],
        "csv": f"{reverse('api:country-programme-outcomes-list')}?programme={found.slug}&format=csv",
        "json": reverse("api:country-programmes-plan", args=[found.pk]),
    }


def _priorities(user: Viewer, found: CountryProgramme, due: dict[int, list[Due]]) -> list[Priority]:
    """Return the priorities with all below them, each outcome and milestone with its light.

    An outcome says how many of its updates are `due`, and the period that `user` would write next.
    """
    outcomes = _planned(ProgrammeOutcome.objects.all(), user).order_by("code", "pk")
    priorities = list(found.priorities.order_by("position").prefetch_related(Prefetch("outcomes", outcomes)))
    for priority in priorities:
        for outcome in priority.outcomes.all():
            _light(outcome)
            outcome.due = len(due.get(outcome.pk, []))
            outcome.next_period = way_to_write(user, found, due.get(outcome.pk, []))
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
