"""What people are told of funding calls: that one closes soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from funding.calls import policies, rules
from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from ilo_dc.core.languages import shortened
from ilo_dc.core.models import User
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.runs.actions.runs import request_daily

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.models import Run

TELL_OF_DEADLINES = "funding.tell_of_call_deadlines"
CLOSES: Mapping[int, str] = {
    rules.SOON: gettext_noop("Within thirty days a funding call closes: %(call)s, last day %(day)s."),
    rules.VERY_SOON: gettext_noop("Within seven days a funding call closes: %(call)s, last day %(day)s."),
}


def request_deadline_notices() -> Run | None:
    """Ask once a day who is to be told that a call closes; None: it was asked for already."""
    return request_daily(task=TELL_OF_DEADLINES, label=gettext_noop("Notices of funding calls that close"))


@transaction.atomic
def tell_of_deadlines(*, today: date) -> dict[str, int]:
    """Tell PARDEV and the units with a bid of each call that closes within thirty and within seven days.

    Each is told once of each last day and notice; another last day is told again. Returns {calls, notices}:
    how many close within thirty days, and how many notices were new.
    """
    calls = notices = 0
    for call in FundingCall.objects.closing_soon(today).order_by("closes_on", "pk"):
        closes_on = call.closes_on
        days = rules.days_of_notice(closes_on, today=today) if closes_on else None
        if closes_on is None or days is None:
            continue
        calls += 1
        day = closes_on.isoformat()
        notice = Notice(
            NoticeKind.N14,
            CLOSES[days],
            reverse("funding:funding-call", args=[call.pk]),
            {"call": shortened(call.title, NAME_IN_A_NOTICE), "day": day},
            key=f"call-closes-{days}:{call.pk}:{day}",
        )
        notices += len(notify(by=None, to=_concerned(call), notice=notice))
    return {"calls": calls, "notices": notices}


def _concerned(call: FundingCall) -> QuerySet[User]:
    units = list(Bid.objects.undecided().filter(call=call).values_list("unit", flat=True))
    pardev = holders(*policies.WRITERS, country=None, region=None)
    return (pardev | policies.people_of(units)).distinct()
