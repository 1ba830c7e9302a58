"""Who may write the results of projects, and who decides on reports (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.history.four_eyes import taken_by
from ilo_dc.core.people.grants import grants_of
from portfolio.project_results import rules
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.querysets import SUBMITTING
from portfolio.project_results.vocab import ReportState
from portfolio.projects.models.project_links import CountryShare
from portfolio.projects.policies import (
    REGISTRARS,
    may_change_plan,
    may_edit_project,
    projects_edited_by,
    projects_of_officer,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


def may_write_plan(user: Viewer, project: Project) -> Verdict:
    """Who changes what a project is tied to writes its results and risks, until it is over."""
    return may_change_plan(user, project)


def may_write_reports(user: Viewer, project: Project) -> Verdict:
    """Who edits a project reports on it."""
    return may_edit_project(user, project)


def may_decide(user: Viewer, report: ProgressReport) -> Verdict:
    """PARDEV decides, but nobody on what they submitted, for whomever and by whomever."""
    if not grants_of(user).has(*REGISTRARS):
        return refused(_("Only PARDEV officers and managers accept or return progress reports."))
    if ProgressReport.objects.filter(taken_by(user, SUBMITTING), pk=report.pk).exists():
        return refused(_("Somebody else decides on what you submitted yourself."))
    return ALLOWED


def may_extend_project(user: Viewer, project: Project) -> Verdict:
    """PARDEV records what was agreed with the partner: that a project goes on longer."""
    if grants_of(user).has(*REGISTRARS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers record extensions of projects."))


def may_schedule_reports(user: Viewer, _project: Project | None = None) -> Verdict:
    """PARDEV knows what an agreement asks for: it says how often projects report."""
    if grants_of(user).has(*REGISTRARS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers schedule progress reports."))


def reports_decided_by(user: Viewer) -> QuerySet[ProgressReport]:
    """Return the reports that await a decision of `user`, first what has waited longest."""
    rows = ProgressReport.objects.filter(state=ReportState.SUBMITTED)
    if not grants_of(user).has(*REGISTRARS):
        return rows.none()
    return rows.exclude(taken_by(user, SUBMITTING)).order_by("submitted_at", "pk")


def projects_reported_by(user: Viewer) -> QuerySet[Project]:
    """Return the projects on which `user` reports now; `may_write_reports` says the same of one."""
    return projects_edited_by(user).filter(status__in=rules.DUE_IN)


def projects_asked_of(user: Viewer) -> QuerySet[Project]:
    """Return the projects whose reports are asked of `user`.

    Officers are asked for those of their countries; PARDEV, which edits every project, for those alone that
    are of no single country.
    """
    rows = projects_reported_by(user)
    if not grants_of(user).has(*REGISTRARS):
        return rows
    shares = CountryShare.objects.current().filter(project=OuterRef("pk")).order_by()
    count = Coalesce(Subquery(shares.values("project").annotate(count=Count("pk")).values("count")), 0)
    return rows.alias(countries=count).filter(
        ~Q(countries=1) | Q(pk__in=projects_of_officer(user).values("pk"))
    )
