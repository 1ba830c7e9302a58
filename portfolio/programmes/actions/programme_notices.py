"""What field and regional officers are told of the life of country programmes (journeys, N9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.runs.actions.runs import request_daily
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.policies import place_of
from portfolio.programmes.rules import programmes as rules

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.models import Run, User
    from portfolio.programmes.policies import Home

TELL_OF_ENDS = "portfolio.tell_of_ends"
OFFICERS = (Role.FIELD, Role.REGIONAL)
A_YEAR = timedelta(days=366)

ENDS: Mapping[int, str] = {
    12: gettext_noop("Within twelve months a country programme ends: %(programme)s, last day %(day)s."),
    6: gettext_noop("Within six months a country programme ends: %(programme)s, last day %(day)s."),
}
CORRECTED = gettext_noop("What was recorded of the life of a country programme was corrected: %(programme)s.")


def request_end_notices() -> Run | None:
    """Ask once a day who is to be told of a programme's end; None: it was asked for already."""
    return request_daily(task=TELL_OF_ENDS, label=gettext_noop("Notices of programmes that end"))


@transaction.atomic
def tell_of_ends(*, today: date) -> dict[str, int]:
    """Tell field and regional officers which running programmes end in twelve and in six months.

    Each of them is told once of each end and notice; an extension is another end. Who is first told when
    less than six months are left is told that. Returns {programmes, notices}: how many end within a year,
    and how many notices were new.
    """
    programmes = notices = 0
    rows = CountryProgramme.objects.ending_by(today + A_YEAR).select_related("country__region", "region")
    for programme in rows:
        end, last = programme.day_after, programme.last_day
        months = rules.end_notice(end, today=today) if end else None
        if months is None or end is None or last is None:
            continue
        programmes += 1
        notice = Notice(
            NoticeKind.N9,
            ENDS[months],
            f"{reverse('programme', args=[programme.slug])}#life",
            {"programme": shortened(programme.title, NAME_IN_A_NOTICE), "day": last.isoformat()},
            key=f"programme-ends-{months}:{programme.pk}:{end.isoformat()}",
        )
        notices += len(notify(by=None, to=officers_of(programme, *OFFICERS), notice=notice))
    return {"programmes": programmes, "notices": notices}


def tell_of_programme(by: User, programme: CountryProgramme, *, text: str) -> None:
    """Tell the officers of a programme's place, but not `by`, what was done to its recorded life."""
    notice = Notice(
        NoticeKind.N9,
        text,
        f"{reverse('programme', args=[programme.slug])}#life",
        {"programme": shortened(programme.title, NAME_IN_A_NOTICE)},
        key=f"programme-corrected:{programme.pk}:{programme.version}",
    )
    notify(by=by, to=officers_of(programme, *OFFICERS).exclude(pk=by.pk), notice=notice)


def officers_of(programme: Home, *roles: str) -> QuerySet[User]:
    """Return the people who hold one of `roles` for the place of a programme."""
    country, region = place_of(programme)
    return holders(*roles, country=country, region=region)
