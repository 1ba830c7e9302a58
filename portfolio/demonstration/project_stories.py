"""When and where the invented projects of a demonstration ran: the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portfolio.demonstration.rules import HORIZON, ProgrammePlace, StoryStatus

PROJECTS = 300
THEMES = 10
FIRST_YEAR, YEARS = 2012, 15
# By the last figure of a project's number: six in ten work in one country.
SCOPES = ("country",) * 6 + ("multi_country", "multi_country", "regional", "global")
NEIGHBOURS = 3
REGIONS = ("africa", "americas", "arab-states", "asia-pacific", "europe-central-asia")


@dataclass(frozen=True)
class ProjectStory:
    """One invented project; half-open period, statuses in order up to the horizon."""

    number: int
    theme: int
    kind: str
    scope: str
    region: str
    countries: tuple[str, ...]
    language: str
    office: str
    markers: tuple[str, ...]
    starts_on: date
    ends_on: date
    statuses: tuple[StoryStatus, ...]

    def has_reached(self, status: str) -> bool:
        """Return whether a status is behind it or present."""
        return any(one.status == status for one in self.statuses)

    def day_of(self, status: str) -> date | None:
        """Return since when it had a status; None: never."""
        return next((one.effective_on for one in self.statuses if one.status == status), None)


def project_stories(places: Sequence[ProgrammePlace], *, today: date) -> Iterator[ProjectStory]:
    """Yield the projects that were recorded by `today` (no later than the horizon), always in one order."""
    countries = [place for place in places if place.iso3]
    until = min(today, HORIZON)
    for number in range(PROJECTS):
        place = countries[number * 7 % len(countries)]
        scope = SCOPES[number % len(SCOPES)]
        first = date(FIRST_YEAR + number * 11 % YEARS, 1 + number * 5 % 12, 1)
        end = date(first.year + 2 + number % 3, first.month, 1)
        statuses = tuple(one for one in _statuses(first, end, number) if one.recorded_at.date() < until)
        if statuses:
            yield ProjectStory(
                number=number,
                theme=number * 3 % THEMES,
                kind="joint_programme" if number % 9 == 4 else "project",
                scope=scope,
                region=REGIONS[number % len(REGIONS)],
                countries=_countries(countries, place, scope),
                language=place.language,
                office=place.office,
                markers=tuple(_markers(number)),
                starts_on=first,
                ends_on=end,
                statuses=statuses,
            )


def _countries(places: Sequence[ProgrammePlace], place: ProgrammePlace, scope: str) -> tuple[str, ...]:
    """Return where a project works: in its country, or in those listed after it as well."""
    count = {"country": 1, "multi_country": NEIGHBOURS}.get(scope, 0)
    start = list(places).index(place)
    return tuple(str(places[(start + step) % len(places)].iso3) for step in range(count))


def _markers(number: int) -> Iterator[str]:
    if number % 7 == 3:
        yield "hdp"
    if number % 11 == 5:
        yield "ppp"
    if number % 13 == 6:
        yield "sstc_provider"
    elif number % 17 == 8:
        yield "sstc_receiver"


def _statuses(first: date, end: date, number: int) -> Iterator[StoryStatus]:
    """Yield the statuses of a life, each recorded a few days after it took effect."""
    apart = number * 7 % 20
    life = [
        ("planned", first - timedelta(days=200 - apart)),
        ("running", first + timedelta(days=apart)),
        ("completed", end + timedelta(days=apart)),
        ("closed", end + timedelta(days=240 + apart)),
    ]
    if number % 29 == 7:
        life[1:] = [("cancelled", first - timedelta(days=20))]
    for status, day in life:
        recorded = datetime.combine(day + timedelta(days=2 + number % 4), time(9, number % 60), UTC)
        yield StoryStatus(status, day, recorded)
