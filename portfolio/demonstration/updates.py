"""The invented outcome updates of a demonstration: written in the programme's language, marked as such.

The last periods of every running programme are accepted; the latest one is half done: some updates are
drafts, some submitted, returned or accepted, some are missing, so that every page and list has something.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Change
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.rules import HORIZON
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.vocab import Progress
from portfolio.updates import rules
from portfolio.updates.models import OutcomeUpdate, ReportedValue, UpdateStep
from portfolio.updates.rules import Period
from portfolio.updates.vocab import PeriodKind, UpdateState

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration"
REASON = gettext_noop("Demonstration outcome updates")
ACCEPTED_PERIODS = 3
HALF_YEARS = 10  # of a programme of five years
# What becomes of the latest period's updates, in the order of the outcomes; None: nobody has begun one.
LATEST = (UpdateState.DRAFT, UpdateState.SUBMITTED, None, UpdateState.RETURNED, UpdateState.ACCEPTED, None)


class UnableToLoadUpdates(UnableToAct):
    """The demonstration updates cannot be loaded here."""

    title = "Unable to load the demonstration updates"


@dataclass(frozen=True)
class _Story:
    """One update to invent: the outcome by its place, its period, how far it came and as of when."""

    outcome: ProgrammeOutcome
    number: int
    period: Period
    state: str
    progress: str
    until: date


@dataclass
class _Rows:
    updates: list[OutcomeUpdate] = field(default_factory=list)
    values: list[ReportedValue] = field(default_factory=list)


@transaction.atomic
def load_demonstration_updates(*, today: date | None = None) -> dict[str, int]:
    """Add invented updates to the invented programmes that run; return how many of each.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadUpdates: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadUpdates(_("Demonstration updates exist in a demonstration installation only."))
    if OutcomeUpdate.objects.filter(author__isnull=True).exists():
        return {"updates": 0}
    texts: dict[str, Any] = json.loads((DATA / "updates.json").read_text(encoding="utf-8"))
    rows, until = _Rows(), min(today or timezone.now().date(), HORIZON)
    for story in _stories(until):
        _write(story, texts[story.outcome.home.language], rows)
    with history_context(None, REASON), recording(by=None, reason=REASON) as change:
        OutcomeUpdate.objects.bulk_create(rows.updates)
        for value in rows.values:
            value.update_id = value.update.pk
        ReportedValue.objects.bulk_create(rows.values)
        UpdateStep.objects.bulk_create(step for update in rows.updates for step in _steps(update, change))
    return {"updates": len(rows.updates), "values": len(rows.values)}


def _stories(until: date) -> Iterator[_Story]:
    """Yield what to invent, always in one order: of each outcome the latest period first."""
    outcomes = (
        ProgrammeOutcome.objects.filter(
            demonstration=True,
            programme__status__in=rules.DUE_IN,
            programme__states__backdated=True,
            programme__states__superseded_at=None,
        )
        .select_related("programme")
        .prefetch_related("indicators")
        .order_by("programme__slug", "code", "pk")
    )
    for number, outcome in enumerate(outcomes):
        yield from _of_outcome(outcome, number, until)


def _of_outcome(outcome: ProgrammeOutcome, number: int, until: date) -> Iterator[_Story]:
    programme = outcome.programme
    ends_on = programme.day_after if programme else None
    if programme is None or programme.starts_on is None or ends_on is None:
        return
    periods = list(rules.periods_of(PeriodKind.HALF_YEAR, programme.starts_on, ends_on, today=until))
    latest = LATEST[number % len(LATEST)]
    if not outcome.progress:  # not yet rated, so nothing was accepted
        if periods and latest:
            yield _Story(outcome, number, periods[0], UpdateState.DRAFT, "", until)
        return
    rating = outcome.progress  # the last accepted update gave it
    for place, period in enumerate(periods[: ACCEPTED_PERIODS + 1]):
        state = latest if place == 0 else UpdateState.ACCEPTED
        if state:
            yield _Story(outcome, number, period, state, rating, until)
        if state == UpdateState.ACCEPTED and rating == Progress.RESULTS_ACHIEVED:
            rating = Progress.ON_TRACK  # on the way there


def _write(story: _Story, texts: Mapping[str, Any], rows: _Rows) -> None:
    handed_in, decided = _moments(story)
    state = story.state
    if state == UpdateState.DRAFT or handed_in.date() > story.until:
        state, handed_in, decided = UpdateState.DRAFT, None, None
    elif state == UpdateState.SUBMITTED or decided.date() > story.until:
        state, decided = UpdateState.SUBMITTED, None
    is_draft = state == UpdateState.DRAFT
    indicators = list(story.outcome.indicators.all())
    reached = {one.pk: _reached(one, story) for one in indicators}
    update = OutcomeUpdate(
        outcome=story.outcome,
        starts_on=story.period.starts_on,
        ends_on=story.period.ends_on,
        state=state,
        progress="" if is_draft else story.progress,
        narrative=texts["draft"] if is_draft else _narrative(story, texts, indicators[0], reached),
        language=story.outcome.home.language,
        note=texts["notes"][story.number % len(texts["notes"])] if state == UpdateState.RETURNED else "",
        submitted_at=handed_in,
        decided_at=decided,
        demonstration=True,
        **({} if is_draft else _consulted(story)),
    )
    rows.updates.append(update)
    if not is_draft:
        rows.values.extend(
            ReportedValue(update=update, indicator=one, value=reached[one.pk], demonstration=True)
            for one in indicators
        )


def _steps(update: OutcomeUpdate, change: Change) -> Iterator[UpdateStep]:
    """Yield the steps that an invented update took, at the moments that it tells of."""
    handed_in: Any = update.submitted_at
    given = {"update": update, "submitted_at": handed_in, "backdated": True, "demonstration": True}
    if update.state == UpdateState.DRAFT:
        return
    is_over = {"superseded_at": update.decided_at, "superseded_by": change} if update.decided_at else {}
    yield UpdateStep(state=UpdateState.SUBMITTED, recorded_at=handed_in, **given, **is_over)
    if update.decided_at:
        yield UpdateStep(state=update.state, recorded_at=update.decided_at, **given)


def _moments(story: _Story) -> tuple[Any, Any]:
    """Return when it was handed in (a period that goes on: in its last weeks) and decided on."""
    number = story.number
    first = story.period.ends_on + timedelta(days=8 + number % 20)
    if story.period.ends_on > story.until:
        first = story.until - timedelta(days=8 + number % 7)
    handed_in = datetime.combine(first, time(8, number % 60), UTC)
    return handed_in, handed_in + timedelta(days=2 + number % 5, hours=3)


def _reached(indicator: Any, story: _Story) -> Decimal:
    """Return a value that goes with the rating, on the straight way to the target, in whole numbers."""
    if story.progress == Progress.NO_PROGRESS:
        return Decimal(indicator.baseline_value)
    if story.progress == Progress.RESULTS_ACHIEVED:
        return Decimal(indicator.target_value)
    programme = story.outcome.programme
    started = (programme and programme.starts_on) or story.period.starts_on
    halves = (story.period.ends_on.year - started.year) * 2 + (
        story.period.ends_on.month - started.month
    ) // 6
    step = indicator.target_value - indicator.baseline_value
    return (indicator.baseline_value + step * min(halves, HALF_YEARS) / HALF_YEARS).quantize(Decimal(1))


def _narrative(
    story: _Story, texts: Mapping[str, Any], indicator: Any, reached: Mapping[int, Decimal]
) -> str:
    variants = texts[story.progress]
    text: str = variants[(story.number + story.period.starts_on.month) % len(variants)]
    return text.format(indicator=indicator.text, value=as_written(reached[indicator.pk]), unit=indicator.unit)


def as_written(value: Decimal) -> str:
    """Return a value as a text names it, without the zeros that the database adds: 36, 0.5."""
    return f"{value.normalize():f}"


def _consulted(story: _Story) -> dict[str, Any]:
    day = min(story.period.last_day, story.until) - timedelta(days=20 + story.number % 9)
    with_whom = {"government": True, "employers": story.number % 3 != 0, "workers": story.number % 4 != 1}
    return {
        name: value
        for party, was in with_whom.items()
        if was
        for name, value in ((party, True), (f"{party}_on", day))
    }
