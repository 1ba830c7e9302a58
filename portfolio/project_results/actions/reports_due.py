"""Which progress reports are asked for: `/work/` and the reminders read it here, and who writes them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, OuterRef, Q, Value
from django.db.models.functions import Least

from ilo_dc.core.people.grants import granted_at
from ilo_dc.core.work.items import Doers
from portfolio.project_results import rules
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.querysets import schedules_in, states_in
from portfolio.project_results.vocab import HANDED_IN
from portfolio.projects.models.project_links import CountryShare
from portfolio.projects.policies import OFFICERS, REGISTRARS
from portfolio.projects.querysets.projects import life_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from ilo_dc.core.models import Country
    from portfolio.projects.models.project import Project

TWO_YEARS = timedelta(days=732)  # no period is longer


def reports_due(rows: QuerySet[Project], *, today: date) -> Iterator[tuple[int, rules.Period, str]]:
    """Yield project, period and state (empty: not begun) of the reports that were not handed in.

    Of each project the periods that ended within `ASKED_FOR`, and the last one, however long ago. In one
    query; what was reported on long before says nothing of them, and is not read.
    """
    done = ProgressReport.objects.filter(
        project=OuterRef("pk"), ends_on__gte=OuterRef("ends_on"), state__in=HANDED_IN
    )
    open_rows = rows.filter(Q(ends_on__gt=today - rules.ASKED_FOR) | ~Exists(done), starts_on__lt=today)
    begun: Any = open_rows.order_by("ends_on", "pk")
    last = Least(OuterRef("ends_on"), Value(today), output_field=DateField())
    known = begun.with_statuses().annotate(
        schedules=ReportSchedule.objects.written_for(OuterRef("pk")),
        report_states=ProgressReport.objects.states_for(
            OuterRef("pk"), ended_after=last - (rules.ASKED_FOR + TWO_YEARS)
        ),
    )
    columns = ("pk", "starts_on", "ends_on", "statuses", "schedules", "report_states")
    for key, begins_on, closes_on, statuses, kept, written in known.values_list(*columns):
        reported = states_in(written)
        periods = rules.periods_of(begins_on, closes_on, reported, schedules_in(kept))
        for period in rules.periods_asked(periods, rules.spells_of(life_in(statuses)), today=today):
            state = reported.get(period, "")
            if state not in HANDED_IN:
                yield key, period, state


def places_of(projects: Iterable[int]) -> dict[int, list[Country]]:
    """Return the countries of each project, in one query."""
    found: dict[int, list[Country]] = defaultdict(list)
    shares = CountryShare.objects.current().filter(project__in=projects)
    for share in shares.select_related("country__region").order_by("country"):
        found[share.project_id].append(share.country)
    return found


def writers_of(countries: Sequence[Country]) -> Doers:
    """Return who writes the reports of a project: the officers of its one country, else PARDEV."""
    if len(countries) != 1:
        return Doers(Q(role__in=REGISTRARS))
    country = countries[0]
    return Doers(granted_at(country=country.pk, region=country.region_id) & Q(role__in=OFFICERS))
