"""What people are told of instalments (N7) and of reports to funding partners (N6): due soon, and late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.instalment import Instalment
from funding.agreements.policies import REGISTRARS
from funding.agreements.vocab import AgreementStatus
from funding.dues.actions.owed import ENDED, converted_receipts, paid_of, settled_without
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.dues.rules import notice_of
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify_of_each
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.runs.actions.runs import request_daily

if TYPE_CHECKING:
    from ilo_dc.core.models import Run, User

    Addressed = tuple[list[User], Notice]

TELL = "funding.tell_of_dues"
AHEAD = timedelta(days=60)  # N6: the first reminder of a report
INSTALMENT_AHEAD = timedelta(days=30)
ASKED = (AgreementStatus.SIGNED, AgreementStatus.RUNNING, AgreementStatus.COMPLETED)
REPORT_SOON = gettext_noop("A report to a funding partner is due on %(day)s: %(agreement)s.")
REPORT_LATE = gettext_noop("A report to a funding partner was due on %(day)s: %(agreement)s.")
INSTALMENT_SOON = gettext_noop("An instalment is due on %(day)s: %(agreement)s.")
INSTALMENT_LATE = gettext_noop("An instalment was due on %(day)s and is not received in full: %(agreement)s.")


def request_notices() -> Run | None:
    """Ask once a day who is to be told; None: it was asked for already."""
    return request_daily(task=TELL, label=gettext_noop("Notices of instalments and reports that are due"))


def tell_of_dues(*, today: date) -> dict[str, int]:
    """Tell PARDEV of reports due within sixty, thirty and seven days, and of late ones.

    PARDEV and finance are told of instalments due within thirty days that are not paid, and of late ones.
    Each is told once of each due day and notice: another day is told again. Late is what was recorded so.
    Returns {instalments, reports}: how many notices were new.

    Raises:
        UnableToSettle: all were told, but of instalments of agreements with a receipt in another currency
            whose month has no rate; it names them.
    """
    unconverted: dict[int, UnableToConvert] = {}
    counts = _notify(today, unconverted)
    settled_without(unconverted)
    return counts


@transaction.atomic
def _notify(today: date, unconverted: dict[int, UnableToConvert]) -> dict[str, int]:
    pardev = list(holders(*REGISTRARS, country=None, region=None))
    money = list(holders(*REGISTRARS, Role.FINANCE, country=None, region=None))
    return {
        "instalments": len(notify_of_each(by=None, notices=_of_instalments(money, today, unconverted))),
        "reports": len(notify_of_each(by=None, notices=_of_reports(pardev, today))),
    }


def _of_instalments(
    to: list[User], today: date, unconverted: dict[int, UnableToConvert]
) -> Iterator[Addressed]:
    soon = Instalment.objects.filter(
        due_on__range=(today, today + INSTALMENT_AHEAD), agreement__status__in=ASKED
    )
    rows = list(soon.select_related("agreement").order_by("due_on", "pk"))
    for one in _not_paid(rows, unconverted):
        yield to, _notice(NoticeKind.N7, INSTALMENT_SOON, one, f"instalment-soon:{one.pk}")
    late = DueInstalment.objects.still_open().exclude(agreement__status__in=ENDED)
    for due in late.select_related("agreement").order_by("due_on", "pk"):
        yield to, _notice(NoticeKind.N7, INSTALMENT_LATE, due, f"instalment-late:{due.instalment_id}")


def _not_paid(instalments: list[Instalment], unconverted: dict[int, UnableToConvert]) -> list[Instalment]:
    """Return of instalments those that are known not to be paid in full already.

    `unconverted` takes the agreements of which that is not known.
    """
    agreements = {one.agreement_id for one in instalments}
    every = Instalment.objects.filter(agreement__in=agreements).select_related("agreement")
    receipts, without_rate = converted_receipts(agreements)
    unconverted |= without_rate
    paid = paid_of(list(every), receipts)
    known = [one for one in instalments if one.agreement_id not in without_rate]
    return [one for one in known if paid[one.pk].whole_on is None]


def _of_reports(to: list[User], today: date) -> Iterator[Addressed]:
    soon = DonorReport.objects.filter(
        sent_on__isnull=True, due_on__range=(today, today + AHEAD), agreement__status__in=(*ASKED, *ENDED)
    )
    for one in soon.select_related("agreement").order_by("due_on", "pk"):
        days = notice_of(one.due_on, today=today)
        yield to, _notice(NoticeKind.N6, REPORT_SOON, one, f"donor-report-{days}:{one.pk}")
    late = DueDonorReport.objects.still_open().filter(donor_report__sent_on__isnull=True)
    found = set()
    for due in late.select_related("agreement").order_by("due_on", "pk"):
        if due.donor_report_id not in found:
            found.add(due.donor_report_id)
            yield to, _notice(NoticeKind.N6, REPORT_LATE, due, f"donor-report-late:{due.donor_report_id}")


def _notice(kind: NoticeKind, text: str, due: Any, key: str) -> Notice:
    place = "instalments" if kind == NoticeKind.N7 else "reports"
    day = due.due_on.isoformat()
    values = {"agreement": shortened(str(due.agreement), NAME_IN_A_NOTICE), "day": day}
    url = f"{reverse('agreement', args=[due.agreement_id])}#{place}"
    return Notice(kind, text, url, values, key=f"{key}:{day}")
