"""When the invented country programmes of a demonstration ran: deterministic, the same on every machine.

The number of programmes that ran on 15 September 2022 agrees with GB.347/POL/3, §13, by construction; which
countries they are of, and all that is said of them, is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

# Nothing is invented after this day; an earlier clock cuts the story short where it stands.
HORIZON = date(2026, 6, 30)
YEARS = 5

# What the list of places says of each: its part in the story.
RUNNING_IN_2022 = "running_in_2022"  # 55 countries in all five regions
PREPARING_IN_2022 = "preparing_in_2022"  # none in force then: an older one ended, the next was prepared
NEWCOMER = "newcomer"  # their first one is being prepared, or was just signed, at the horizon


@dataclass(frozen=True)
class ProgrammePlace:
    """A country of the story, or a sub-region (`region` and `sub_region` in place of `iso3`)."""

    iso3: str | None
    group: str = ""
    language: str = "en"
    office: str = ""
    pilot: bool = False
    region: str | None = None
    sub_region: str = ""


PACIFIC = ProgrammePlace(None, office="CO-Suva", region="asia-pacific", sub_region="Pacific island countries")
CARIBBEAN = ProgrammePlace(None, office="CO-Port of Spain", region="americas", sub_region="Caribbean")


@dataclass(frozen=True)
class StoryStatus:
    """A status of an invented life: from when it had effect, and when it was recorded."""

    status: str
    effective_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class Story:
    """One invented programme; half-open period, statuses in order up to the horizon."""

    place: ProgrammePlace
    number: int
    starts_on: date
    ends_on: date
    generation: int
    extended_until: date | None = None
    statuses: tuple[StoryStatus, ...] = ()
    known_until: date = HORIZON

    @property
    def status(self) -> str:
        """The last status."""
        return self.statuses[-1].status

    @property
    def pilot(self) -> bool:
        """Whether it was a pilot of the new generation, 2018 to 2019 (GB.334/INS/3/1, §16)."""
        return self.place.pilot and self.starts_on.year in {2018, 2019}

    def has_reached(self, status: str) -> bool:
        """Return whether a status is behind it or present."""
        return any(one.status == status for one in self.statuses)


def stories(places: Sequence[ProgrammePlace], *, today: date) -> Iterator[Story]:
    """Yield all programmes that had begun by `today` (no later than the horizon), always in one order."""
    yield from _up_to(today, _lives(places))


def past_stories(places: Sequence[ProgrammePlace], *, today: date) -> Iterator[Story]:
    """Yield the programmes from 2008 on that came before those of `stories`, of every second country.

    Two a country, five years each: they end where its first programme of `stories` starts.
    """
    yield from _up_to(today, _earlier_lives(places))


def _earlier_lives(places: Sequence[ProgrammePlace]) -> Iterator[Story]:
    for number, place in enumerate(one for one in places if one.group == RUNNING_IN_2022):
        if number % 2 == 1:
            first = 2018 + number % YEARS
            yield _life(place, number + 7, date(first - 2 * YEARS, 1, 1), 1)
            yield _life(place, number + 8, date(first - YEARS, 1, 1), 2)


@dataclass(frozen=True)
class FrameworkStory:
    """One invented cooperation framework; half-open period, statuses in order up to the horizon."""

    iso3: str
    kind: str
    starts_on: date
    ends_on: date
    statuses: tuple[StoryStatus, ...]

    @property
    def signed_on(self) -> date:
        """When it was signed: its first status here."""
        return self.statuses[0].effective_on


def framework_stories(countries: Sequence[str], *, today: date) -> Iterator[FrameworkStory]:
    """Yield frameworks that follow each other from 2008 on: UNDAFs, from 2019 on UNSDCFs, five years each."""
    until = min(today, HORIZON)
    for number, iso3 in enumerate(countries):
        for year in range(2008 + number % 3, until.year + 1, YEARS):
            first, last = date(year, 1, 1), date(year + YEARS, 1, 1)
            steps = (
                ("signed", first - timedelta(days=45)),
                ("running", first),
                ("ended", last),
            )
            statuses = tuple(StoryStatus(status, day, _recorded(day, number)) for status, day in steps)
            reached = tuple(one for one in statuses if one.recorded_at.date() < until)
            if reached:
                yield FrameworkStory(iso3, "undaf" if year < 2019 else "unsdcf", first, last, reached)


def _recorded(day: date, number: int) -> datetime:
    """Return when what took effect on a day was recorded: a few days later."""
    return datetime.combine(day + timedelta(days=2 + number % 4), time(9, number % 60), UTC)


def _up_to(today: date, lives: Iterator[Story]) -> Iterator[Story]:
    """Yield the lives as far as they had come by `today`; those that had begun."""
    for life in lives:
        until = min(today, HORIZON)
        statuses = tuple(reached for reached in life.statuses if reached.recorded_at.date() < until)
        if statuses:
            extended = any(reached.status == "extended" for reached in statuses)
            longer = life.extended_until if extended else None
            yield replace(life, statuses=statuses, extended_until=longer, known_until=until)


def _lives(places: Sequence[ProgrammePlace]) -> Iterator[Story]:
    """Yield all programmes with their whole life, also what lies after the horizon."""
    for number, place in enumerate(one for one in places if one.group == RUNNING_IN_2022):
        year, generation = 2018 + number % YEARS, 2 + number % 2
        if number % 2 == 0:
            yield _life(place, number, date(year - YEARS, 1, 1), generation - 1)
        extended = number % 4 == 1
        yield _life(place, number + 1, date(year, 1, 1), generation, extended=extended)
        yield _life(place, number + 2, date(year + YEARS + int(extended), 1, 1), generation + 1)
    for number, place in enumerate(one for one in places if one.group == PREPARING_IN_2022):
        yield _life(place, number, date(2015 + number % 2, 1, 1), 1, extended=number % 3 == 0)
        yield _life(place, number + 3, date(2023 + number % 2, 1, 1), 2)
    for number, place in enumerate(one for one in places if one.group == NEWCOMER):
        ahead = (400, 400, 400, 230, 230, 20, 20)[number % 7]  # draft, in consultation, signed
        yield _life(place, number, HORIZON + timedelta(days=ahead), 1)
    yield _life(PACIFIC, 3, date(2016, 1, 1), 1)
    yield _life(CARIBBEAN, 5, date(2027, 7, 1), 1)


def _life(
    place: ProgrammePlace, number: int, first: date, generation: int, *, extended: bool = False
) -> Story:
    end = date(first.year + YEARS, 1, 1)
    longer = date(end.year + 1, 1, 1) if extended else None
    return Story(
        place=place,
        number=number,
        starts_on=first,
        ends_on=end,
        generation=generation,
        extended_until=longer,
        statuses=tuple(_statuses(first, end, longer, number)),
    )


def _statuses(first: date, end: date, longer: date | None, number: int) -> Iterator[StoryStatus]:
    """Yield the statuses of a life, each recorded a few days after it took effect."""
    last = longer or end
    apart = number * 7 % 20
    life = [
        ("draft", first - timedelta(days=430 - apart)),
        ("consultation", first - timedelta(days=280 - apart)),
        ("signed", first - timedelta(days=30 + apart)),
        ("running", first + timedelta(days=apart)),
        *([("extended", end - timedelta(days=20 + apart))] if longer else []),
        ("closed", last + timedelta(days=40 + apart)),
        ("evaluated", last + timedelta(days=230 + apart)),
    ]
    for status, day in life:
        yield StoryStatus(status, day, _recorded(day, number))
