"""Closing and reopening reporting years: each time a dated fact, of which people are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.notices.actions import Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people import policies
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.models.period import ReportingYear, ReportingYearStatus
from ilo_dc.core.versions.actions import check_valid, history_context

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

CLOSED, REOPENED = gettext_noop("Reporting year closed"), gettext_noop("Reporting year reopened")
# Who records what counts in a year, and who answers for its figures (N13).
CONCERNED = (Role.PARDEV, Role.MANAGER, Role.FINANCE)


class UnableToChangeYear(UnableToAct):
    """The reporting year cannot take this step."""

    title = "Unable to close or reopen this year"


@transaction.atomic
def close_reporting_year(*, by: User, year: ReportingYear) -> ReportingYear:
    """Close a year: what is recorded later and counts in it is marked as late.

    Raises:
        Refused: neither administrator nor partnership manager.
        UnableToChangeYear: closed already.
        UnableToRecord: somebody else records for too long.
    """
    require(policies.may_change_reporting_years(by))
    year = ReportingYear.objects.select_for_update().get(pk=year.pk)
    if year.state == ReportingYear.State.CLOSED:
        raise UnableToChangeYear(_("This year is closed already."))
    text = gettext_noop("The reporting year %(year)s was closed: what counts in it from now on is late.")
    return _record(by, year, ReportingYearStatus(status=ReportingYear.State.CLOSED), text)


@transaction.atomic
def reopen_reporting_year(*, by: User, year: ReportingYear, reason: str) -> ReportingYear:
    """Open a closed year again, with the reason that everyone can read.

    Raises:
        Refused: neither administrator nor partnership manager.
        UnableToChangeYear: not closed, or no reason.
        UnableToRecord: somebody else records for too long.
    """
    require(policies.may_change_reporting_years(by))
    year = ReportingYear.objects.select_for_update().get(pk=year.pk)
    if year.state != ReportingYear.State.CLOSED:
        raise UnableToChangeYear(_("Only a closed year can be reopened."))
    if not reason.strip():
        raise UnableToChangeYear(
            _("Some entries need your attention."), {"reason": [_("Say why the year is reopened.")]}
        )
    status = ReportingYearStatus(status=ReportingYear.State.REOPENED, reason=reason.strip())
    text = gettext_noop("The reporting year %(year)s was reopened: %(reason)s")
    return _record(by, year, status, text)


def _record(by: User, year: ReportingYear, new: ReportingYearStatus, text: str) -> ReportingYear:
    """Record the next status of a year, which its row repeats, and tell those whom it concerns."""
    new.year = year
    year.state, year.reason = new.status, new.reason
    check_valid(year)
    change = REOPENED if new.reason else CLOSED
    with history_context(by, new.reason or change), recording(by=by, reason=change):
        present = ReportingYearStatus.objects.current().filter(year=year).first()
        plan = Plan(changed=[Revision(present, new)]) if present else Plan(created=[new])
        post(plan, edition=None, demonstration=is_demonstration())
    notice = Notice(
        NoticeKind.N13,
        text,
        reverse("core:reporting-year", args=[year.pk]),
        {"year": str(year.pk), "reason": new.reason},
    )
    to = holders(*CONCERNED, country=None, region=None).exclude(pk=by.pk)
    notify(by=by, to=to, notice=notice)
    return ReportingYear.objects.get(pk=year.pk)
