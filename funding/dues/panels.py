"""Pieces of the pages of agreements and projects: instalments received, reports that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.agreements import policies
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.agreements.panels import compared
from funding.agreements.tables import report_badge
from funding.dues import rules
from funding.dues.actions.owed import ended_on, paid_of, receipts_of
from funding.dues.tables import instalment_badge, late_in_words
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.documents.pages import Listed
from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.ui.tags import badge

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


@dataclass(frozen=True)
class InstalmentLine:
    """An instalment with what was received of it (None: not known), its badge and by how much it is late."""

    instalment: Any
    paid: rules.Paid | None
    status: str
    late: str


@dataclass(frozen=True)
class InstalmentsPanel:
    """The instalments that a reader sees, their `total` and `received`, and what is `missing` to a whole.

    `problem` says why nothing is known of receipts.
    """

    agreement: Agreement
    rows: list[InstalmentLine]
    may_change: bool
    total: Decimal | None
    missing: Decimal | None
    received: Decimal | None
    problem: str
    recorded_url: str
    template: str = "funding/dues/panels/instalments_of_agreement.html"


@dataclass(frozen=True)
class ReportLine:
    """A report with its badge, by how much it is late, and its documents."""

    report: Any
    state: str
    late: str
    documents: list[Listed]


@dataclass(frozen=True)
class ReportsPanel:
    """The reports that a reader sees."""

    agreement: Agreement
    rows: list[ReportLine]
    may_change: bool
    recorded_url: str
    template: str = "funding/dues/panels/reports_of_agreement.html"


@dataclass(frozen=True)
class ReportsOfProject:
    """The reports that a reader sees of the agreements that fund a project, each beside its agreement."""

    rows: list[ReportLine]
    template: str = "funding/dues/panels/reports_of_project.html"


def instalments_of(user: Viewer, found: Agreement) -> InstalmentsPanel:
    """Return the instalments that `user` sees; staff read what they leave of the amended total."""
    rows = Instalment.objects.visible_to(user).filter(agreement=found).select_related("partner")
    instalments = list(rows.order_by("due_on", "pk"))
    paid, problem = _paid(found) if instalments else ({}, "")
    ends = ended_on([found.pk]).get(found.pk) if instalments else None
    is_staff = grants_of(user).is_staff
    total, missing = compared(instalments, found.amended_total) if is_staff else (None, None)
    received = sum((paid[one.pk].amount for one in instalments), Decimal(0)) if paid and is_staff else None
    return InstalmentsPanel(
        found,
        [_instalment_line(one, paid.get(one.pk), ends) for one in instalments],
        bool(policies.may_edit_agreement(user, found)),
        total,
        missing,
        received,
        problem,
        _recorded(user, "funding:due-instalments", found),
    )


def reports_of(user: Viewer, found: Agreement) -> ReportsPanel:
    """Return the reports that `user` sees, each with its badge and the documents that were sent."""
    rows = DonorReport.objects.visible_to(user).filter(agreement=found).select_related("partner")
    reports = list(rows.order_by("due_on", "pk"))
    may_change = bool(policies.may_edit_agreement(user, found))
    lines = _report_lines(reports, may_change=may_change)
    return ReportsPanel(found, lines, may_change, _recorded(user, "funding:due-donor-reports", found))


def reports_of_project(user: Viewer, project: Project) -> ReportsOfProject | None:
    """Return the reports that `user` sees of the agreements that fund a project, as their pages show them.

    None: there is none; staff read that none is due where an agreement funds it.
    """
    funding = FundedProject.objects.visible_to(user).filter(project=project)
    rows = DonorReport.objects.visible_to(user).filter(agreement__in=funding.values("agreement"))
    reports = list(rows.select_related("agreement", "partner").order_by("due_on", "pk"))
    if not reports and not (grants_of(user).is_staff and funding.exists()):
        return None
    return ReportsOfProject(_report_lines(reports, may_change=False))


def _report_lines(reports: list[Any], *, may_change: bool) -> list[ReportLine]:
    documents = _documents(reports, may_change=may_change)
    return [
        ReportLine(
            one, report_badge(one), late_in_words(one.due_on, one.sent_on), documents.get(str(one.pk), [])
        )
        for one in reports
    ]


def _paid(found: Agreement) -> tuple[dict[int, rules.Paid], str]:
    """Return what was received of all instalments; where a month has no rate, nothing and why."""
    every = list(Instalment.objects.filter(agreement=found).select_related("agreement"))
    try:
        return paid_of(every, receipts_of([found.pk])), ""
    except UnableToConvert as error:
        return {}, str(error)


def _instalment_line(one: Any, paid: rules.Paid | None, ends: date | None) -> InstalmentLine:
    today = timezone.now().date()
    if paid is None:
        return InstalmentLine(one, None, "", "")
    is_whole = paid.whole_on is not None
    if is_whole or rules.fell_due(one.due_on, today=today, ended_on=ends, is_whole=is_whole):
        status = rules.status_of_instalment(one.amount, paid, due_on=one.due_on)
        late = late_in_words(one.due_on, paid.whole_on)
        return InstalmentLine(one, paid, instalment_badge(status), late)
    no_longer = ends is not None and ends <= one.due_on
    label = _("No longer owed") if no_longer else _("Not yet due")
    return InstalmentLine(one, paid, badge(label, "" if no_longer else "note"), "")


def _documents(reports: list[Any], *, may_change: bool) -> dict[str, list[Listed]]:
    """Return the documents of reports by the number of each, in one query."""
    if not reports:
        return {}
    keys = [str(one.pk) for one in reports]
    found: dict[str, list[Listed]] = {}
    rows = Document.objects.filter(owner_noun=noun_of(DonorReport), owner_id__in=keys).current()
    for row in rows.order_by("pk"):
        address = [int(row.owner_id), row.pk]
        listed = Listed(
            row,
            reverse("funding:donor-report-document", args=address),
            reverse("funding:donor-report-document-withdraw", args=address) if may_change else "",
        )
        found.setdefault(row.owner_id, []).append(listed)
    return found


def _recorded(user: Viewer, page: str, found: Agreement) -> str:
    """Return where what fell due of the agreement is recorded; empty: the reader sees none of it."""
    grants = grants_of(user)
    if not grants.is_staff and not grants.organisations:
        return ""
    return f"{reverse(page)}?agreement={found.pk}"
