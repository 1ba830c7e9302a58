"""The invented country programmes of a demonstration: marked as such, never in a live installation.

Their history is recorded as it would have been, with earlier recording dates, and each state says so.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
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
from ilo_dc.core.models import Change, Country, Office, Region
from ilo_dc.core.reference.vocab import OfficeKind
from ilo_dc.core.text_search import plain
from ilo_dc.core.versions.actions import history_context, save_valid
from portfolio.demonstration.alignments import load_demonstration_alignments
from portfolio.demonstration.offices import OFFICE_NAMES
from portfolio.demonstration.rules import ProgrammePlace, Story, stories
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.rules import programmes as rules
from portfolio.programmes.rules.values import takes_whole
from portfolio.programmes.vocab import MilestoneStatus, OutcomeCategory, Progress

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration"
REASON = gettext_noop("Demonstration country programmes")
PRIORITIES = 3
FIRST_CODE = 101
RATED_AFTER = timedelta(days=20)  # a milestone, from its day on
# Ratings in the order in which outcomes take them: while a programme runs, and at its end.
ON_THE_WAY = (Progress.ON_TRACK, Progress.RESULTS_ACHIEVED, "", Progress.ON_TRACK, Progress.NO_PROGRESS)
AT_THE_END = (Progress.RESULTS_ACHIEVED, Progress.ON_TRACK, Progress.RESULTS_ACHIEVED, Progress.NO_PROGRESS)


class UnableToLoadProgrammes(UnableToAct):
    """The demonstration programmes cannot be loaded here."""

    title = "Unable to load the demonstration programmes"


@dataclass
class _Plans:
    """The rows below the programmes, gathered to be written in few statements; `codes` counts by country."""

    priorities: list[Priority] = field(default_factory=list)
    outcomes: list[ProgrammeOutcome] = field(default_factory=list)
    indicators: list[OutcomeIndicator] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    first_code: int = FIRST_CODE


@transaction.atomic
def load_demonstration_programmes(*, today: date | None = None) -> dict[str, int]:
    """Add the invented programmes with their plans and their life up to `today`; return how many of each.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this. The same rows come out on every machine whose clock has passed the horizon of the story.

    Raises:
        UnableToLoadProgrammes: a live installation, or no reference data yet.
    """
    if not is_demonstration():
        raise UnableToLoadProgrammes(
            _("Demonstration programmes exist in a demonstration installation only.")
        )
    if ProgrammeState.objects.filter(backdated=True).exists():
        return {"programmes": 0}
    lives = list(stories(demonstration_places(), today=today or timezone.now().date()))
    with history_context(None, REASON):
        programmes, counts = load_stories(lives)
        aligned = load_demonstration_alignments(lives, programmes)
    return {**counts, "alignments": aligned}


def load_stories(
    lives: Sequence[Story], *, first_code: int = FIRST_CODE
) -> tuple[list[CountryProgramme], dict[str, int]]:
    """Write programmes with their plans and their lives; return them and how many of each there are.

    CPO codes of a country count on from `first_code`.

    Raises:
        UnableToLoadProgrammes: no reference data yet.
    """
    countries = Country.objects.in_bulk([one.place.iso3 for one in lives if one.place.iso3])
    missing = {one.place.iso3 for one in lives if one.place.iso3} - countries.keys()
    if missing:
        raise UnableToLoadProgrammes(
            _("Load the reference data first: %(code)s is missing.") % {"code": min(missing)}
        )
    programmes = _load_programmes(lives, countries, _load_offices(lives, countries))
    plans = _load_plans(lives, programmes, first_code)
    _record(lives, programmes)
    _record_milestones(lives, programmes, plans)
    return programmes, {
        "programmes": len(programmes),
        "outcomes": len(plans.outcomes),
        "indicators": len(plans.indicators),
        "milestones": len(plans.milestones),
    }


def demonstration_places() -> list[ProgrammePlace]:
    """Return the countries of the story, each with its part in it."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return [
            ProgrammePlace(**{**row, "pilot": row["pilot"] == "true"})  # type: ignore[arg-type]
            for row in csv.DictReader(file)
        ]


def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads((DATA / "plans.json").read_text(encoding="utf-8"))
    return texts


def _load_offices(lives: Sequence[Story], countries: dict[str, Country]) -> dict[str, Office]:
    """Return the offices by code; those that are missing are added with the countries they answer for."""
    covers: dict[str, set[str]] = {}
    for one in lives:
        if one.place.iso3:
            covers.setdefault(one.place.office, set()).add(one.place.iso3)
    known = {office.code: office for office in Office.objects.filter(code__in=covers)}
    for code in sorted(covers.keys() - known.keys()):
        with history_context(None, REASON):
            office = save_valid(
                Office(
                    code=code,
                    name=OFFICE_NAMES[code],
                    kind=OfficeKind.COUNTRY,
                    demonstration=True,
                )
            )
            office.countries.set([countries[iso3] for iso3 in sorted(covers[code])])
        known[code] = office
    return known


def _load_programmes(
    lives: Sequence[Story], countries: dict[str, Country], offices: dict[str, Office]
) -> list[CountryProgramme]:
    texts, taken = _texts(), set(CountryProgramme.objects.values_list("slug", flat=True))
    regions = Region.objects.in_bulk()
    rows = []
    for one in lives:
        place, words = one.place, texts[one.place.language]
        country = countries[place.iso3] if place.iso3 else None
        name = getattr(country, f"name_{place.language}") if country else place.sub_region
        slug = rules.slug_of(place.iso3 or f"region-{place.region}", one.starts_on, taken=taken)
        taken.add(slug)
        rows.append(
            CountryProgramme(
                slug=slug,
                country=country,
                region=None if country else regions[str(place.region)],
                sub_regional=country is None,
                title=words["title" if country else "sub_region"].format(
                    country=name, first=one.starts_on.year, last=one.ends_on.year - 1
                ),
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                extended_until=one.extended_until,
                generation=one.generation,
                pilot=one.pilot,
                office=offices.get(place.office),
                language=place.language,
                consulted_on=_consulted_on(one),
                theory_of_change=words["theory"] if one.has_reached("consultation") else "",
                demonstration=True,
            )
        )
    return CountryProgramme.objects.bulk_create(rows)


def _consulted_on(one: Story) -> date | None:
    """Return the day of the tripartite workshop, five weeks into consultation."""
    if not one.has_reached("signed"):
        return None
    began = next(reached.effective_on for reached in one.statuses if reached.status == "consultation")
    return began + timedelta(weeks=5)


def _load_plans(lives: Sequence[Story], programmes: Sequence[CountryProgramme], first_code: int) -> _Plans:
    """Write what lies below the programmes, level by level: each needs the keys of the one above."""
    texts, plans = _texts(), _Plans(first_code=first_code)
    for one, programme in zip(lives, programmes, strict=True):
        _plan(one, programme, texts[one.place.language]["themes"], plans)
    Priority.objects.bulk_create(plans.priorities)
    for outcome in plans.outcomes:
        outcome.priority = outcome.priority  # whose number is known now
    _load_outcomes(plans.outcomes)
    ProgrammeOutcome.objects.bulk_create(plans.outcomes)
    for indicator in plans.indicators:
        indicator.outcome_id = indicator.outcome.pk
    OutcomeIndicator.objects.bulk_create(plans.indicators)
    for milestone in plans.milestones:
        milestone.indicator_id = milestone.indicator.pk
    Milestone.objects.bulk_create(plans.milestones)
    return plans


def _load_outcomes(places: Sequence[ProgrammeOutcome]) -> None:
    """Write the country programme outcome above each place: codes count on from programme to programme."""
    above = [
        CountryProgrammeOutcome(
            country=place.home.country,
            region=place.home.region,
            code=place.code,
            title=place.title,
            language=place.home.language,
            demonstration=True,
        )
        for place in places
    ]
    for place, outcome in zip(places, CountryProgrammeOutcome.objects.bulk_create(above), strict=True):
        place.cpo = outcome


def _plan(one: Story, programme: CountryProgramme, themes: list[Any], plans: _Plans) -> None:
    """Gather the plan of one programme: three themes, two outcomes of each."""
    letters = one.place.iso3 or ("PAC" if one.place.region == "asia-pacific" else "CAR")
    for position in range(1, PRIORITIES + 1):
        theme = themes[(one.number + 2 * position) % len(themes)]
        priority = Priority(
            programme=programme, position=position, title=theme["priority"], demonstration=True
        )
        plans.priorities.append(priority)
        for words in theme["outcomes"]:
            number = len(plans.outcomes)
            outcome = ProgrammeOutcome(
                programme=programme,
                priority=priority,
                code=f"{letters}{plans.first_code + plans.codes[letters]:03d}",
                title=words["title"],
                category=_category(one, number),
                progress=_progress(one, number),
                office=programme.office,
                demonstration=True,
            )
            plans.codes[letters] += 1
            plans.outcomes.append(outcome)
            _measure(one, outcome, words, plans)


def _measure(one: Story, outcome: ProgrammeOutcome, words: dict[str, Any], plans: _Plans) -> None:
    """Gather an outcome's indicators; the first one carries the outcome's two milestones."""
    for place, text in enumerate(words["indicators"]):
        baseline = Decimal(text["baseline"]) + one.number % 7
        target = baseline + Decimal(text["step"])
        indicator = OutcomeIndicator(
            outcome=outcome,
            text=text["text"],
            unit=text["unit"],
            whole_numbers=takes_whole(plain(text["unit"]), (baseline, target)),
            baseline_value=baseline,
            baseline_year=one.starts_on.year - 1,
            target_value=target,
            target_year=one.ends_on.year - 1,
            demonstration=True,
        )
        plans.indicators.append(indicator)
        if place == 0:
            for years, milestone in zip((2, 4), words["milestones"], strict=True):
                due = date(one.starts_on.year + years - 1, 12, 31)
                plans.milestones.append(
                    Milestone(
                        indicator=indicator,
                        due_on=due,
                        text=milestone,
                        value=_on_the_way(indicator, due),
                        status=_reached(one, due, outcome.progress),
                        demonstration=True,
                    )
                )


def _on_the_way(indicator: Any, due: date) -> Decimal:
    """Return what is to be reached on the way to the target by a day: part of it for each year, rounded."""
    years = indicator.target_year - indicator.baseline_year
    step = (indicator.target_value - indicator.baseline_value) * (due.year - indicator.baseline_year) / years
    return Decimal(indicator.baseline_value + step.quantize(Decimal(1)))


def _category(one: Story, number: int) -> str:
    if not one.has_reached("signed"):
        return OutcomeCategory.PIPELINE
    return OutcomeCategory.MAINTAINED if number % 5 == 0 else OutcomeCategory.TARGET


def _progress(one: Story, number: int) -> str:
    if one.has_reached("closed"):
        return AT_THE_END[number % len(AT_THE_END)]
    return ON_THE_WAY[number % len(ON_THE_WAY)] if one.has_reached("running") else ""


def _reached(one: Story, due: date, progress: str) -> str:
    """Return how a milestone stands once it was due: as its outcome goes on, and not before it was rated."""
    if not (progress and one.has_reached("running") and due < one.known_until):
        return ""
    return Progress.NO_PROGRESS if progress == Progress.NO_PROGRESS else Progress.RESULTS_ACHIEVED


def _record(lives: Sequence[Story], programmes: Sequence[CountryProgramme]) -> None:
    """Record every status as it would have been: in one change all first ones, then all second ones."""
    longest = max((len(one.statuses) for one in lives), default=0)
    for place in range(longest):
        with recording(by=None, reason=REASON):
            ProgrammeState.objects.bulk_create(
                _state(one, programme, place)
                for one, programme in zip(lives, programmes, strict=True)
                if place < len(one.statuses)
            )


def _record_milestones(lives: Sequence[Story], programmes: Sequence[CountryProgramme], plans: _Plans) -> None:
    """Record how the milestones stood from signature on: not yet rated, then as they were rated once due."""
    signed = {
        programme.pk: next((reached for reached in one.statuses if reached.status == "signed"), None)
        for one, programme in zip(lives, programmes, strict=True)
    }
    with recording(by=None, reason=REASON) as change:
        MilestoneState.objects.bulk_create(
            state
            for milestone in plans.milestones
            if (reached := signed.get(milestone.indicator.outcome.programme_id or 0))
            for state in _states(milestone, reached.recorded_at, change)
        )


def _states(milestone: Milestone, signed: datetime, change: Change) -> Iterator[MilestoneState]:
    """Yield what was recorded of a milestone: at signature, and some weeks after its day if it was rated."""
    given = {"milestone": milestone, "due_on": milestone.due_on, "backdated": True, "demonstration": True}
    rated = max(signed + timedelta(days=1), datetime.combine(milestone.due_on + RATED_AFTER, time(9), UTC))
    is_over = {"superseded_at": rated, "superseded_by": change} if milestone.status else {}
    yield MilestoneState(
        status=MilestoneStatus.NOT_RATED,
        effective_on=signed.date(),
        recorded_at=signed,
        **given,
        **is_over,
    )
    if milestone.status:
        yield MilestoneState(status=milestone.status, effective_on=rated.date(), recorded_at=rated, **given)


def _state(one: Story, programme: CountryProgramme, place: int) -> ProgrammeState:
    reached = one.statuses[place]
    following = one.statuses[place + 1] if place + 1 < len(one.statuses) else None
    return ProgrammeState(
        programme=programme,
        status=reached.status,
        effective_on=reached.effective_on,
        extended_until=one.extended_until if reached.status == "extended" else None,
        reason=REASON,
        recorded_at=reached.recorded_at,
        superseded_at=following.recorded_at if following else None,
        backdated=True,
        demonstration=True,
    )
