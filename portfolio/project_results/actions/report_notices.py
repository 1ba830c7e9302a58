"""What people are told of progress reports: submitted, returned, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.history.four_eyes import without_takers
from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from portfolio.project_results.querysets import SUBMITTING
from portfolio.projects.policies import REGISTRARS

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.project_results.models.progress_report import ProgressReport

SUBMITTED = gettext_noop("A progress report is waiting for you: %(project)s, %(period)s.")
RETURNED = gettext_noop("A progress report was returned: %(project)s, %(period)s. “%(note)s”")
ACCEPTED = gettext_noop("A progress report was accepted: %(project)s, %(period)s.")
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


def _address(report: ProgressReport) -> str:
    return reverse("portfolio:progress-report", args=[report.pk])


def _values(report: ProgressReport) -> dict[str, str]:
    return {"project": shortened(str(report.project), NAME_IN_A_NOTICE), "period": report.period.code}
