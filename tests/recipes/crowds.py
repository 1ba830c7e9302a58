"""Many rows for tests of registers, written in bulk past the actions: only their number matters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.db import transaction
from django.utils import timezone

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Country
from portfolio.alignments.vocab import Extent
from portfolio.models import (
    Alignment,
    AlignmentPair,
    CooperationFramework,
    CountryProgramme,
    CountryProgrammeOutcome,
    FrameworkCountry,
    FrameworkResult,
    OutcomeUpdate,
    Priority,
    ProgrammeOutcome,
    ProgrammeState,
    UpdateStep,
)
from portfolio.programmes.vocab import ProgrammeStatus, Progress
from portfolio.updates.vocab import UpdateState
from tests.recipes import alignments
from tests.recipes.outcomes import above

COUNTRIES = 40
BATCH = 1000
DAY = date(2024, 1, 1)


TRACKED = (
    CountryProgramme,
    CountryProgrammeOutcome,
    Priority,
    ProgrammeOutcome,
    OutcomeUpdate,
    FrameworkResult,
)


@pgtrigger.ignore(
    *(f"{model._meta.label}:insert_insert" for model in TRACKED), "portfolio.CountryProgramme:update_update"
)
def gather(*, first: int, last: int) -> None:
    """Add rows number `first` to `last`: each a published programme with a priority, an outcome, an
    accepted update, a result of a framework and an alignment of the two.

    The history does not tell of them where the owner of the tables adds them.
    """
    numbers = range(first, last + 1)
    with transaction.atomic(), recording(by=None, reason="A crowd"):
        places = _places()
        programmes = _made(CountryProgramme, [_programme(number, places) for number in numbers])
        states = [ProgrammeState(programme=one, reason="A crowd", **_SINCE) for one in programmes]
        _made(ProgrammeState, states)
        priorities = _made(
            Priority,
            [Priority(programme=one, position=1, title=f"Priority of {one.slug}") for one in programmes],
        )
        outcomes = _made(
            ProgrammeOutcome,
            above(_outcome(number, priority) for number, priority in zip(numbers, priorities, strict=True)),
        )
        reports = [_update(number, one) for number, one in zip(numbers, outcomes, strict=True)]
        steps = [
            UpdateStep(update=one, state=one.state, submitted_at=one.submitted_at)
            for one in _made(OutcomeUpdate, reports)
        ]
        _made(UpdateStep, steps)
        frameworks = _frameworks(places)
        results = _made(
            FrameworkResult,
            [
                FrameworkResult(
                    framework=frameworks[number % COUNTRIES], level="outcome", text=f"Result {number:05}"
                )
                for number in numbers
            ],
        )
        pairs = _made(
            AlignmentPair,
            [
                AlignmentPair(programme=outcome.programme, outcome=outcome, result=result)
                for outcome, result in zip(outcomes, results, strict=True)
            ],
        )
        extents = (Extent.FULL, Extent.PARTIAL, Extent.NONE)
        _made(
            Alignment,
            [
                Alignment(pair=pair, extent=extents[place % 3], effective_on=DAY, demonstration=True)
                for place, pair in enumerate(pairs)
            ],
        )


_SINCE: dict[str, Any] = {"status": ProgrammeStatus.RUNNING, "effective_on": DAY, "demonstration": True}


def _made(model: Any, rows: list[Any]) -> list[Any]:
    for row in rows:
        if hasattr(row, "demonstration"):
            row.demonstration = True
    return list(model.objects.bulk_create(rows, batch_size=BATCH))


def _places() -> list[Country]:
    return list(Country.objects.exclude(region=None).order_by("iso3")[:COUNTRIES])


def _programme(number: int, places: list[Country]) -> CountryProgramme:
    country = places[number % COUNTRIES]
    return CountryProgramme(
        slug=f"{country.iso3.lower()}-crowd-{number:05}",
        country=country,
        title=f"Decent Work Country Programme number {number:05}",
        starts_on=_month(number // COUNTRIES),  # published programmes of a country never overlap
        ends_on=_month(number // COUNTRIES + 1),
        status=ProgrammeStatus.DRAFT,
    )


def _month(place: int) -> date:
    return date(1900 + place // 12, 1 + place % 12, 1)


def _outcome(number: int, priority: Priority) -> ProgrammeOutcome:
    programme = priority.programme
    return ProgrammeOutcome(
        programme=programme,
        priority=priority,
        code=f"{programme.country_id}{100 + number % 900}",
        title=f"More young people have decent work, number {number:05}",
        progress=(Progress.ON_TRACK, Progress.NO_PROGRESS)[number % 2],
    )


def _update(number: int, outcome: ProgrammeOutcome) -> OutcomeUpdate:
    half = DAY.replace(month=1 + 6 * (number % 2))
    submitted = timezone.now() - timedelta(days=2)
    return OutcomeUpdate(
        outcome=outcome,
        starts_on=half,
        ends_on=half.replace(month=7) if half.month == 1 else half.replace(year=2025, month=1),
        state=UpdateState.ACCEPTED,
        progress=Progress.ON_TRACK,
        narrative=f"The employment policy number {number:05} was adopted.",
        submitted_at=submitted,
        decided_at=submitted,
    )


def _frameworks(places: list[Country]) -> list[CooperationFramework]:
    """Return a published framework of each country, made where there is none."""
    known = {row.slug: row for row in CooperationFramework.objects.filter(slug__startswith="crowd-")}
    if not known:
        made = _made(
            CooperationFramework,
            [
                CooperationFramework(
                    country_key=country.iso3,
                    slug=f"crowd-{country.iso3.lower()}",
                    title=f"Cooperation framework of {country.iso3}",
                    starts_on=date(1990, 1, 1),
                    ends_on=date(1995, 1, 1),
                    derived=False,
                )
                for country in places
            ],
        )
        FrameworkCountry.objects.bulk_create(
            FrameworkCountry(framework=framework, country_id=framework.country_key) for framework in made
        )
        alignments.publish(made)
        known = {row.slug: row for row in made}
    return [known[f"crowd-{country.iso3.lower()}"] for country in places]
