"""What people are told of progress reports: due and overdue, submitted, returned, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.history.four_eyes import without_takers
from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify, notify_of_each
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.runs.actions.runs import request_daily
from ilo_dc.core.work.rules import DueDate
from portfolio.project_results import rules
from portfolio.project_results.actions.reports_due import places_of, reports_due, writers_of
from portfolio.project_results.querysets import SUBMITTING
from portfolio.projects.models.project import Project
from portfolio.projects.policies import REGISTRARS

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from ilo_dc.core.models import Run, User
    from portfolio.project_results.models.progress_report import ProgressReport

REMIND = "portfolio.remind_of_reports"

SUBMITTED = gettext_noop("A progress report is waiting for you: %(project)s, %(period)s.")
RETURNED = gettext_noop("A progress report was returned: %(project)s, %(period)s. “%(note)s”")
ACCEPTED = gettext_noop("A progress report was accepted: %(project)s, %(period)s.")
DUE = gettext_noop("A progress report is due until %(day)s: %(project)s, %(period)s.")
OVERDUE = gettext_noop("A progress report is overdue since %(day)s: %(project)s, %(period)s.")
NOTE_IN_A_NOTICE = 120  # characters


def tell_reviewers(*, by: User, report: ProgressReport) -> None:
    """Tell PARDEV that a report awaits a decision: not who submitted it, for whomever."""
    people = holders(*REGISTRARS, country=None, region=None)
    to = without_takers(people, report.pk, SUBMITTING).exclude(pk=by.pk)
    notify(by=by, to=to, notice=Notice(NoticeKind.N6, SUBMITTED, _address(report), _values(report)))


def tell_author(*, by: User, report: ProgressReport, text: str) -> None:
    """Tell who began and who submitted a report what was decided, by mail at once."""
    people = [one for one in (report.author, report.submitted_by) if one is not None]
    note = report.note if len(report.note) <= NOTE_IN_A_NOTICE else f"{report.note[: NOTE_IN_A_NOTICE - 1]}…"
    values = {**_values(report), "note": note}
    notify(by=by, to=people, notice=Notice(NoticeKind.N6, text, _address(report), values, presses=True))


def request_due_reminders() -> Run | None:
    """Ask for the reminders once a day; None: they were asked for already."""
    return request_daily(task=REMIND, label=gettext_noop("Reminders of progress reports"))


@transaction.atomic
def remind_of_reports(*, today: date) -> dict[str, int]:
    """Tell who writes it which report is due, and which is overdue: each once a project and period.

    Returns {due, overdue}: how many notices were new.
    """
    due = list(reports_due(Project.objects.filter(status__in=rules.DUE_IN), today=today))
    keys = {key for key, _period, _state in due}
    projects, places = Project.objects.in_bulk(keys), places_of(keys)
    people: dict[Hashable, list[User]] = {}
    notices: dict[str, list[tuple[list[User], Notice]]] = {"due": [], "overdue": []}
    for key, period, _state in due:
        writers = writers_of(places[key])
        if writers.granted not in people:
            people[writers.granted] = list(writers.people())
        kind, text = ("overdue", OVERDUE) if DueDate(period.due_on, today).is_overdue else ("due", DUE)
        notices[kind].append((people[writers.granted], _reminder(kind, text, projects[key], period)))
    return {kind: len(notify_of_each(by=None, notices=one)) for kind, one in notices.items()}


def _reminder(kind: str, text: str, project: Project, period: rules.Period) -> Notice:
    values = {
        "project": shortened(str(project), NAME_IN_A_NOTICE),
        "period": period.code,
        "day": period.due_on.isoformat(),
    }
    url = f"{reverse('project', args=[project.pk])}#reports"
    return Notice(NoticeKind.N6, text, url, values, key=f"report-{kind}:{project.pk}:{period.code}")


def _address(report: ProgressReport) -> str:
    return reverse("portfolio:progress-report", args=[report.pk])


def _values(report: ProgressReport) -> dict[str, str]:
    return {"project": shortened(str(report.project), NAME_IN_A_NOTICE), "period": report.period.code}
