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
from funding.agreements.policies import REGISTRARS, may_register_agreement
from funding.agreements.vocab import CONCLUDED, AgreementStatus
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, Doers, WorkItem
from ilo_dc.core.work.policies import may_oversee

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer

AHEAD = timedelta(days=60)  # N6: the first reminder of a report


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the reports that are overdue, and the agreements that began or ended without a word of it."""
    if not user.is_authenticated or not may_register_agreement(user):
        return []
    return list(islice(_waiting(), MOST))


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield the same for whoever may have a colleague do it."""
    if may_oversee(user):
        yield from _waiting(waits_on=str(Role.PARDEV.label), doers=Doers(Q(role__in=REGISTRARS)))


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


def _waiting(**more: Any) -> Iterator[WorkItem]:
    """Yield what waits for PARDEV; `more` is of every item."""
    today = timezone.now().date()
    yield from _overdue(today, **more)
    yield from _to_begin(today, **more)
    yield from _to_complete(today, **more)


def _overdue(today: date, **more: Any) -> Iterator[WorkItem]:
    rows = DonorReport.objects.filter(
        sent_on__isnull=True, due_on__lt=today, agreement__status__in=CONCLUDED
    ).select_related("agreement")
    for row in rows.order_by("due_on", "pk")[:MOST]:
        yield _report(row, _("Send the report to the funding partner, and say when"), **more)


def _reports(today: date, until: date) -> Iterator[WorkItem]:
    rows = DonorReport.objects.filter(
        sent_on__isnull=True, due_on__range=(today, until), agreement__status__in=CONCLUDED
    ).select_related("agreement")
    for row in rows.order_by("due_on", "pk")[:MOST]:
        yield _report(row, _("A report to the funding partner is due"))


def _report(row: DonorReport, title: str, **more: Any) -> WorkItem:
    return WorkItem(
        title=title,
        url=f"{reverse('agreement', args=[row.agreement_id])}#reports",
        kind=_("Agreement"),
        since=_start_of(row.due_on),
        subject=together(row.agreement),
        due_on=row.due_on,
        key=f"donor-report:{row.pk}",
        **more,
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
        )


def _to_begin(today: date, **more: Any) -> Iterator[WorkItem]:
    rows = Agreement.objects.filter(status=AgreementStatus.SIGNED, starts_on__lte=today)
    for row in rows.order_by("starts_on", "pk")[:MOST]:
        since = row.starts_on or today
        yield _step(row, _("Record that the agreement runs"), since, key=f"agreement-begin:{row.pk}", **more)


def _to_complete(today: date, **more: Any) -> Iterator[WorkItem]:
    rows: Any = Agreement.objects.filter(status=AgreementStatus.RUNNING)
    ended = rows.with_present_terms().filter(ends_now__lte=today)
    for row in ended.order_by("ends_now", "pk")[:MOST]:
        title = _("Record that the agreement was completed, or until when it goes on")
        yield _step(row, title, row.ends_now, key=f"agreement-end:{row.pk}", **more)


def _step(row: Agreement, title: str, since: date, **more: Any) -> WorkItem:
    return WorkItem(
        title=title,
        url=f"{reverse('agreement', args=[row.pk])}#life",
        kind=_("Agreement"),
        since=_start_of(since),
        subject=together(row),
        due_on=since,
        **more,
    )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
