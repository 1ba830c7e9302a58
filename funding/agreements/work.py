"""What awaits a person of agreements: steps that are due, and what is due to partners or from them soon."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.instalment import Instalment
from funding.agreements.policies import may_register_agreement
from funding.agreements.vocab import CONCLUDED, AgreementStatus
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer

AHEAD = timedelta(days=60)  # N6: the first reminder of a report


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the reports that are overdue, and the agreements that began or ended without a word of it."""
    if not user.is_authenticated or not may_register_agreement(user):
        return []
    today = timezone.now().date()
    return list(islice((*_overdue(today), *_steps(today)), MOST))


def coming(user: Viewer) -> list[WorkItem]:
    """Return the reports and the instalments of the next weeks: for PARDEV both, for finance what is paid."""
    if not user.is_authenticated:
        return []
    today = timezone.now().date()
    found: list[WorkItem] = []
    if may_register_agreement(user):
        found += _reports(today, today + AHEAD)
    if may_register_agreement(user) or grants_of(user).has(Role.FINANCE):
        found += _instalments(today, today + AHEAD)
    return found[:MOST]


def _overdue(today: date) -> Iterator[WorkItem]:
    rows = DonorReport.objects.filter(
        sent_on__isnull=True, due_on__lt=today, agreement__status__in=CONCLUDED
    ).select_related("agreement")
    for row in rows.order_by("due_on", "pk")[:MOST]:
        yield _report(row, _("Send the report to the funding partner, and say when"))


def _reports(today: date, until: date) -> Iterator[WorkItem]:
    rows = DonorReport.objects.filter(
        sent_on__isnull=True, due_on__range=(today, until), agreement__status__in=CONCLUDED
    ).select_related("agreement")
    for row in rows.order_by("due_on", "pk")[:MOST]:
        yield _report(row, _("A report to the funding partner is due"))


def _report(row: DonorReport, title: str) -> WorkItem:
    return WorkItem(
        title=title,
        url=f"{reverse('agreement', args=[row.agreement_id])}#reports",
        kind=_("Agreement"),
        since=_start_of(row.due_on),
        subject=together(row.agreement),
        due_on=row.due_on,
        key=f"donor-report:{row.pk}",
    )


def _instalments(today: date, until: date) -> Iterator[WorkItem]:
    rows = Instalment.objects.filter(
        due_on__range=(today, until), agreement__status__in=CONCLUDED
    ).select_related("agreement")
    for row in rows.order_by("due_on", "pk")[:MOST]:
        yield WorkItem(
            title=_("An instalment of the funding partner is due"),
            url=f"{reverse('agreement', args=[row.agreement_id])}#instalments",
            kind=_("Agreement"),
            since=_start_of(row.due_on),
            subject=together(row.agreement),
            due_on=row.due_on,
            key=f"instalment:{row.pk}",
        )


def _steps(today: date) -> Iterator[WorkItem]:
    """Yield the agreements that began, or ended as amended, and whose status does not say so."""
    rows: Any = Agreement.objects.all()
    to_begin = Q(status=AgreementStatus.SIGNED, starts_on__lte=today)
    to_complete = Q(status=AgreementStatus.RUNNING, ends_now__lte=today)
    rows = rows.with_present_terms().filter(to_begin | to_complete)
    for row in rows.order_by("ends_now", "pk")[:MOST]:
        if row.status == AgreementStatus.SIGNED:
            yield _step(row, _("Record that the agreement runs"), row.starts_on)
        else:
            title = _("Record that the agreement was completed, or until when it goes on")
            yield _step(row, title, row.ends_now)


def _step(row: Agreement, title: str, since: date) -> WorkItem:
    return WorkItem(
        title=title,
        url=f"{reverse('agreement', args=[row.pk])}#life",
        kind=_("Agreement"),
        since=_start_of(since),
        subject=together(row),
        due_on=since,
        key=f"agreement-{row.status}:{row.pk}",
    )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
