"""When progress reports fall due: schedules that staff may change, for periods still to begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.writing.part import Conditions, Part, Words
from portfolio.project_results import policies, rules
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.rules import DUE_DAYS, EVERY_MONTHS, Period

if TYPE_CHECKING:
    from portfolio.projects.models.project import Project


class UnableToSchedule(UnableToAct):
    """Reports cannot be scheduled like this."""

    title = "Unable to schedule progress reports like this"


@dataclass(frozen=True)
class ScheduleData:
    """From which day on a report covers how many months, and is due how many days after them."""

    since: date
    every_months: int = EVERY_MONTHS
    due_days: int = DUE_DAYS


def _check_day(_project: Project | None, data: ScheduleData) -> None:
    """Refuse a day that is past: what was due stays as it was.

    Raises:
        UnableToSchedule: periods that began would have other days.
    """
    if data.since < timezone.now().date():
        why = _("Give today or a later day: reports of periods that began stay due as they were.")
        raise UnableToSchedule(_("Some entries need your attention."), {"since": [why]})


def _check_still_to_come(row: ReportSchedule, _data: object = None) -> None:
    """Refuse to change a schedule that is in force: reports follow it.

    Raises:
        UnableToSchedule: it is.
    """
    if row.since <= timezone.now().date():
        raise UnableToSchedule(_("This schedule is in force: it stays. Add another one from a later day."))


SCHEDULES = Part(
    model=ReportSchedule,
    data=ScheduleData,
    owner="project",
    policy=policies.may_schedule_reports,
    check=_check_day,
    conditions=Conditions(edit=_check_still_to_come, remove=_check_still_to_come),
    unable=UnableToSchedule,
    history=Words(
        added=gettext_noop("Schedule of progress reports added"),
        changed=gettext_noop("Schedule of progress reports edited"),
        removed=gettext_noop("Schedule of progress reports removed"),
    ),
)


def periods_of_project(project: Project, reported: list[Period] | None = None) -> list[Period]:
    """Return the periods of a project as its schedules have them; what was `reported` keeps its days."""
    kept = project.reports.periods() if reported is None else reported
    schedules = [one.rule for one in ReportSchedule.objects.of(project.pk)]
    return rules.periods_of(project.starts_on, project.ends_on, kept, schedules)
