"""The invented portfolio from 2008 on: frameworks, programmes, their alignment, P&B outcomes and links.

It comes before the programmes of `programmes.py`, and beside them: no row of those is touched. Everything is
recorded as it would have been, with earlier recording dates, and says that it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import history_context
from portfolio.alignments.models import Alignment, AlignmentPair
from portfolio.alignments.vocab import AlignmentLevel, Extent, IloRole
from portfolio.demonstration.past_budgets import load_past_budgets
from portfolio.demonstration.past_frameworks import load_past_frameworks
from portfolio.demonstration.programmes import demonstration_places, load_stories
from portfolio.demonstration.rules import Story, past_stories
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult

if TYPE_CHECKING:
    from portfolio.programmes.models.country_programme import CountryProgramme

REASON = gettext_noop("Demonstration data from 2008 on")
MARK = "DEMO-UNDAF"  # begins the reference of the frameworks of this batch, and of none other
FIRST_CODE = 1  # CPO codes of this batch: KEN001
DAYS_LATER = timedelta(days=120)  # between the beginning of a programme and its alignment
A_YEAR = timedelta(days=365)
VALUES = (
    (Extent.FULL, AlignmentLevel.OUTCOME, IloRole.SHARED),
    (Extent.PARTIAL, AlignmentLevel.OUTPUT, IloRole.LEAD),
    (Extent.NONE, "", ""),
    (Extent.SUPPORTED, AlignmentLevel.OUTCOME, IloRole.NONE),
)
RATHER = (Extent.PARTIAL, AlignmentLevel.OUTCOME, IloRole.SHARED)  # what some were changed or corrected to


class UnableToLoadPast(UnableToAct):
    """The demonstration data from 2008 on cannot be loaded here."""

    title = "Unable to load the demonstration data from 2008 on"


@dataclass
class _Rows:
    """Alignments to write: the first of each pair, and what some of them were changed or corrected to."""

    first: list[Alignment] = field(default_factory=list)
    later: list[tuple[Alignment, Alignment]] = field(default_factory=list)


@transaction.atomic
def load_demonstration_past(*, today: date | None = None) -> dict[str, int]:
    """Add what was invented from 2008 on, up to `today`; return how many of each; nothing if it is there.

    Nobody is asked for permission: whoever owns the server runs this.

    Raises:
        UnableToLoadPast: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadPast(_("A live installation takes no demonstration data."))
    if CooperationFramework.objects.filter(reference__startswith=MARK).exists():
        return {"frameworks": 0}
    day = today or timezone.now().date()
    lives = list(past_stories(demonstration_places(), today=day))
    countries = [one.place.iso3 for one in lives[::2] if one.place.iso3]
    with history_context(None, REASON):
        frameworks = load_past_frameworks(countries, mark=MARK, reason=REASON, today=day)
        programmes, counts = load_stories(lives, first_code=FIRST_CODE)
        aligned = _align(lives, programmes)
        budgets = load_past_budgets()
    return {"frameworks": frameworks, **counts, "alignments": aligned, **budgets}


def _align(lives: Sequence[Story], programmes: Sequence[CountryProgramme]) -> int:
    """Align each programme that ran with the framework of its country that was in force, or came next."""
    results: dict[str, list[FrameworkResult]] = {}
    invented = FrameworkResult.objects.filter(framework__reference__startswith=MARK, level="outcome")
    for result in invented.select_related("framework").order_by("framework__starts_on", "code"):
        results.setdefault(result.framework.country_key, []).append(result)
    rows = _Rows()
    for one, programme in zip(lives, programmes, strict=True):
        running = [reached for reached in one.statuses if reached.status == "running"]
        if running and programme.country_id in results:
            day = running[0].effective_on + DAYS_LATER
            chosen = _in_force(results[programme.country_id], day)
            _add(rows, list(_first(one, programme, chosen)), day, running[0].recorded_at + DAYS_LATER)
    facts = [*rows.first, *(new for _old, new in rows.later)]
    pairs = AlignmentPair.objects.bulk_create(fact.pair for fact in rows.first)
    for fact, pair in zip(rows.first, pairs, strict=True):
        fact.pair = pair
    with recording(by=None, reason=REASON):
        Alignment.objects.bulk_create(rows.first)
        for old, new in rows.later:
            new.pair = old.pair
            new.replaces = old if new.effective_on == old.effective_on else None  # a correction of that day
        Alignment.objects.bulk_create([new for _old, new in rows.later])
    return len(facts)


def _in_force(results: Sequence[FrameworkResult], day: date) -> list[FrameworkResult]:
    """Return the outcomes of the framework that was in force on a day, or of the first that ended later."""
    after = [one for one in results if one.framework.ends_on and one.framework.ends_on > day]
    return [one for one in after if one.framework_id == after[0].framework_id]


def _first(
    one: Story, programme: CountryProgramme, results: Sequence[FrameworkResult]
) -> Iterator[tuple[AlignmentPair, tuple[str, str, str]]]:
    """Yield the pairs of one programme with what is found of each: one for each priority, and two beside."""
    for place, priority in enumerate(programme.priorities.order_by("position")):
        result = results[place % len(results)]
        yield (
            AlignmentPair(programme=programme, priority=priority, result=result),
            VALUES[(one.number + place) % len(VALUES)],
        )
    outcome = programme.outcomes.order_by("code")[0]
    result = results[one.number % len(results)]
    yield AlignmentPair(programme=programme, outcome=outcome, result=result), VALUES[one.number % 2]
    yield AlignmentPair(programme=programme, result=results[-1]), (Extent.UN_ONLY, "", "")


def _add(
    rows: _Rows,
    found: Sequence[tuple[AlignmentPair, tuple[str, str, str]]],
    day: date,
    recorded_at: datetime,
) -> None:
    """Add the facts of one programme; of every second one a full alignment became another a year later.

    By turns that is a change, which holds from then on, and a correction, which holds from the first day on.
    """
    changes = len(rows.first) % 2 == 0
    for pair, values in found:
        fact = _fact(pair, values, day, recorded_at)
        rows.first.append(fact)
        if changes and values[0] == Extent.FULL:
            changes = False
            since = day if len(rows.later) % 2 else day + A_YEAR
            fact.superseded_at = recorded_at + A_YEAR
            rows.later.append((fact, _fact(pair, RATHER, since, fact.superseded_at)))


def _fact(pair: AlignmentPair, values: tuple[str, str, str], day: date, recorded_at: datetime) -> Alignment:
    extent, level, role = values
    return Alignment(
        pair=pair,
        extent=extent,
        level=level,
        role=role,
        effective_on=day,
        recorded_at=recorded_at,
        backdated=True,
        demonstration=True,
    )
