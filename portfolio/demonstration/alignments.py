"""The invented alignments of a demonstration's country programmes with their countries' UN frameworks.

The results are published by UN INFO; how far they take up an invented programme is invented, and each row
says so. Recorded as it would have been: some months after a programme began to run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from ilo_dc.core.facts.actions.changes import recording
from portfolio.alignments.models import Alignment, AlignmentPair
from portfolio.alignments.rules import NOT_COMPARED
from portfolio.alignments.vocab import AlignmentLevel, Extent, IloRole
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.programmes.models.country_programme import Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome

if TYPE_CHECKING:
    from portfolio.demonstration.rules import Story, StoryStatus
    from portfolio.programmes.models.country_programme import CountryProgramme

REASON = gettext_noop("Demonstration alignments")
DAYS_LATER = 120  # after the programme began to run
# What is said of the pairs of a programme, one after the other.
VALUES = (
    (Extent.FULL, AlignmentLevel.OUTCOME, IloRole.SHARED),
    (Extent.PARTIAL, AlignmentLevel.OUTPUT, IloRole.LEAD),
    (Extent.NONE, "", ""),
    (Extent.PARTIAL, AlignmentLevel.OUTPUT, IloRole.SHARED),
    (Extent.FULL, AlignmentLevel.OUTPUT, IloRole.LEAD),
    (Extent.SUPPORTED, AlignmentLevel.OUTCOME, IloRole.NONE),
)


def load_demonstration_alignments(lives: Sequence[Story], programmes: Sequence[CountryProgramme]) -> int:
    """Add alignments of the programmes that run, where their country alone has a framework with results.

    Call it where the programmes themselves are invented. Returns how many there are.
    """
    results: dict[str, list[FrameworkResult]] = {}
    comparable = FrameworkResult.objects.exclude(level__in=NOT_COMPARED).select_related("framework")
    for result in comparable.order_by("framework", "text", "pk"):
        results.setdefault(result.framework.country_key, []).append(result)
    running = [
        (one, programme, reached, results[programme.country_id])
        for one, programme in zip(lives, programmes, strict=True)
        if programme.country_id in results and one.status in {"running", "extended"}
        for reached in one.statuses
        if reached.status == "running"
    ]
    values = [row for one in running for row in _values_of(*one)]
    AlignmentPair.objects.bulk_create([row.pair for row in values])
    for row in values:
        row.pair_id = row.pair.pk
    if values:
        with recording(by=None, reason=REASON):
            Alignment.objects.bulk_create(values)
    return len(values)


def _values_of(
    one: Story, programme: CountryProgramme, reached: StoryStatus, results: list[FrameworkResult]
) -> Iterator[Alignment]:
    """Yield what is invented of one programme: two results for each priority, one for each outcome."""
    number = one.number
    day = reached.effective_on + timedelta(days=DAYS_LATER)
    if day >= one.known_until:
        return
    sides: list[tuple[Priority | None, ProgrammeOutcome | None, FrameworkResult]] = []
    for priority in programme.priorities.order_by("position"):
        first = number + priority.position
        chosen = {first % len(results), (first + 1) % len(results)}
        sides += [(priority, None, results[place]) for place in sorted(chosen)]
    for place, outcome in enumerate(programme.outcomes.order_by("code")):
        sides.append((None, outcome, results[(number + place) % len(results)]))
    for place, (priority, of_outcome, result) in enumerate(sides):
        extent, level, role = VALUES[(number + place) % len(VALUES)]
        pair = AlignmentPair(programme=programme, priority=priority, outcome=of_outcome, result=result)
        yield _fact(pair, (extent, level, role), reached)
    named = {result.pk for _priority, _outcome, result in sides}
    for alone in [row for row in results if row.pk not in named][:2]:
        yield _fact(AlignmentPair(programme=programme, result=alone), (Extent.UN_ONLY, "", ""), reached)


def _fact(pair: AlignmentPair, values: tuple[str, str, str], reached: StoryStatus) -> Alignment:
    extent, level, role = values
    return Alignment(
        pair=pair,
        extent=extent,
        level=level,
        role=role,
        effective_on=reached.effective_on + timedelta(days=DAYS_LATER),
        recorded_at=reached.recorded_at + timedelta(days=DAYS_LATER),
        backdated=True,
        demonstration=True,
    )
