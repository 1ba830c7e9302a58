"""A problem is reported by anybody, and answered, opened again or closed by who owns the figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from reporting.catalogue.catalogue import measure_named
from reporting.figure_problems import policies
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.querysets import owners_of as roles_that_own
from reporting.figure_problems.rules import STATUSES
from reporting.figure_problems.vocab import ProblemStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

REPORTED = gettext_noop("Problem with a figure reported")
HISTORY = {
    ProblemStatus.ANSWERED: gettext_noop("Problem with a figure answered"),
    ProblemStatus.CLOSED: gettext_noop("Problem with a figure closed"),
    ProblemStatus.OPEN: gettext_noop("Problem with a figure opened again"),
}
NEWS_FOR_OWNERS = gettext_noop("A problem with a figure of yours was reported: %(figure)s, %(value)s.")
NEWS_FOR_READER = gettext_noop("What you reported of a figure was answered: %(figure)s, %(value)s.")


class UnableToReport(UnableToAct):
    """The problem cannot be reported like this."""

    title = "Unable to report this problem"


class UnableToAnswer(UnableToAct):
    """The problem cannot be answered like this now."""

    title = "Unable to answer this problem"


@dataclass(frozen=True)
class Report:
    """What a reader saw and says of it; `address` is for the answer to who has no account."""

    measure: str
    value: str
    as_of: datetime
    page: str
    text: str
    scope: str = ""
    rows: str = ""
    address: str = ""


@transaction.atomic
def report_problem(*, by: User | None, report: Report) -> FigureProblem:
    """Keep what a reader (None: without an account) reports of a figure, and tell who owns it.

    The same words of the same figure, still open, are kept once.

    Raises:
        UnableToRead: there is no such figure.
        UnableToAct: entries that need attention, by field.
    """
    measure_named(report.measure)
    values = {**field_values(report), "address": "" if by else report.address.strip()}
    same = FigureProblem.objects.unanswered().filter(reported_by=by, **values).first()
    if same is not None:
        return same
    problem = FigureProblem(reported_by=by, demonstration=is_demonstration(), **values)
    with history_context(by, REPORTED):
        save_valid(problem)
    notice = _notice(problem, NEWS_FOR_OWNERS)
    notify(by=by, to=owners_of(problem), notice=notice)
    return problem


@transaction.atomic
def answer_problem(
    *, by: User, problem: FigureProblem, lock_version: int, status: str, note: str
) -> FigureProblem:
    """Answer a problem, close it or open it again, with a note; its reporter is told of an answer.

    Raises:
        Refused: somebody else owns the figure.
        UnableToAnswer: the status may not follow, or there is no note.
        Conflict: somebody answered meanwhile.
    """
    require(policies.may_answer(by, problem))
    problem = locked(problem, lock_version=lock_version)
    if not STATUSES.may_follow(problem.status, status):
        raise UnableToAnswer(
            _("This is not possible any more: it is %(status)s.") % {"status": problem.get_status_display()}
        )
    values = {"status": status, "note": note.strip()}
    if missing := STATUSES.missing(status, values):
        raise UnableToAnswer(
            _("Some entries need your attention."), {gate.field: [_(gate.message)] for gate in missing}
        )
    if status == ProblemStatus.CLOSED:
        values["address"] = ""
    with history_context(by, HISTORY[ProblemStatus(status)]):
        save_changes(problem, values)
    if problem.reported_by is not None and status != ProblemStatus.OPEN:
        notify(by=by, to=[problem.reported_by], notice=_notice(problem, NEWS_FOR_READER))
    return problem


def owners_of(problem: FigureProblem) -> QuerySet[User]:
    """Return the active people who hold today a role that owns the figure."""
    roles = roles_that_own(problem.measure)
    memberships = Membership.objects.in_force_on(timezone.now().date()).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user")).order_by("pk")


def _notice(problem: FigureProblem, text: str) -> Notice:
    figure = str(measure_named(problem.measure).label)
    values = {"figure": figure, "value": problem.value}
    return Notice(kind=NoticeKind.N19, text=text, values=values, url=problem.get_absolute_url())
