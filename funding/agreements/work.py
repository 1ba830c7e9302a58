"""What awaits a person of agreements: steps that are due, and what is due to partners or from them soon."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Value
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
from ilo_dc.core.work.items import MOST, WorkItem, most_urgent
from ilo_dc.core.work.reading import read_once

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

AHEAD = timedelta(days=60)  # N6: the first reminder of a report


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the reports that are overdue, and the agreements that began or ended without a word of it."""
    if not user.is_authenticated or not may_register_agreement(user):
        return []
    due = _due(user)
    return most_urgent((*due["overdue"], *due["began"], *due["ended"]))


def coming(user: Viewer) -> list[WorkItem]:
    """Return the reports and the instalments of the next weeks: for PARDEV both, for finance what is paid."""
    if not user.is_authenticated:
        return []
    registers = may_register_agreement(user)
    if not registers and not grants_of(user).has(Role.FINANCE):
        return []
    due = _due(user)
    return most_urgent((*(due["report"] if registers else ()), *due["instalment"]))


@read_once
def _due(_user: Viewer) -> dict[str, list[WorkItem]]:
    """Return what is due of agreements, by kind, each in the order of its days; all in one query."""
    today = timezone.now().date()
    until = today + AHEAD
    reports = DonorReport.objects.filter(sent_on__isnull=True, agreement__status__in=CONCLUDED)
    instalments = Instalment.objects.filter(agreement__status__in=CONCLUDED)
    agreements: Any = Agreement.objects.all()
    arms = (
        _arm("overdue", reports.filter(due_on__lt=today), "due_on"),
        _arm("report", reports.filter(due_on__range=(today, until)), "due_on"),
        _arm("instalment", instalments.filter(due_on__range=(today, until)), "due_on"),
        _arm(
            "began", agreements.filter(status=AgreementStatus.SIGNED, starts_on__lte=today), "starts_on", ""
        ),
        _arm(
            "ended",
            agreements.with_present_terms().filter(status=AgreementStatus.RUNNING, ends_now__lte=today),
            "ends_now",
            "",
        ),
    )
    found: dict[str, list[WorkItem]] = defaultdict(list)
    for what, key, day, *named in sorted(arms[0].union(*arms[1:], all=True), key=itemgetter(2, 1)):
        found[what].append(_item(what, key, day, named))
    return found


def _arm(what: str, rows: Any, day: str, path: str = "agreement__") -> Any:
    """Return rows as (what, number, day, and of the agreement number, reference, title and language)."""
    named = [f"{path}{name}" for name in ("pk", "reference", "title", "language")]
    arm = rows.annotate(what=Value(what, CharField()), day=F(day)).order_by(day, "pk")
    return arm.values_list("what", "pk", "day", *named)[:MOST]


def _item(what: str, key: int, day: date, named: list[Any]) -> WorkItem:
    number, reference, title, language = named
    agreement = Agreement(pk=number, reference=reference, title=title, language=language)
    words, place, noun = {
        "overdue": (_("Send the report to the funding partner, and say when"), "reports", "donor-report"),
        "report": (_("A report to the funding partner is due"), "reports", "donor-report"),
        "instalment": (_("An instalment of the funding partner is due"), "instalments", "instalment"),
        "began": (_("Record that the agreement runs"), "life", "agreement-signed"),
        "ended": (
            _("Record that the agreement was completed, or until when it goes on"),
            "life",
            "agreement-running",
        ),
    }[what]
    return WorkItem(
        title=words,
        url=f"{reverse('agreement', args=[number])}#{place}",
        kind=_("Agreement"),
        since=datetime.combine(day, time.min, UTC),
        subject=together(agreement),
        due_on=day,
        key=f"{noun}:{key}",
    )
