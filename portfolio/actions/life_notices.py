"""What field and regional officers are told of the life of programmes and frameworks (journeys, N9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.actions.notifications import Notice, holders, notify
from ilo_dc.core.actions.runs import request_daily
from ilo_dc.core.vocab import NoticeKind, Role
from portfolio.actions.update_notices import officers_of
from portfolio.models import CountryProgramme
from portfolio.rules import programmes as rules
from portfolio.vocab.frameworks import FrameworkStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Run, User
    from portfolio.models import CooperationFramework

TELL_OF_ENDS = "portfolio.tell_of_ends"
TOLD = (Role.FIELD, Role.REGIONAL)
NAME_IN_A_NOTICE = 150  # characters
A_YEAR = timedelta(days=366)

ENDS: Mapping[int, str] = {
    12: gettext_noop("Within twelve months a country programme ends: %(programme)s, last day %(day)s."),
    6: gettext_noop("Within six months a country programme ends: %(programme)s, last day %(day)s."),
}
CORRECTED = gettext_noop("What was recorded of the life of a country programme was corrected: %(programme)s.")
RECORDED = gettext_noop("A cooperation framework was recorded: %(framework)s.")
DESCRIBED = gettext_noop("A cooperation framework was described: %(framework)s.")
PUBLISHED = gettext_noop("A cooperation framework was published: %(framework)s.")
WITHDRAWN = gettext_noop("A cooperation framework is no longer published: %(framework)s.")
STATUS_CORRECTED = gettext_noop("The status of a cooperation framework was corrected: %(framework)s.")
STATUS_TOLD: Mapping[str, str] = {
    FrameworkStatus.PREPARATION: gettext_noop("A cooperation framework is in preparation: %(framework)s."),
    FrameworkStatus.SIGNED: gettext_noop("A cooperation framework was signed: %(framework)s."),
    FrameworkStatus.RUNNING: gettext_noop("A cooperation framework is running: %(framework)s."),
    FrameworkStatus.EXTENDED: gettext_noop("A cooperation framework was extended: %(framework)s."),
    FrameworkStatus.ENDED: gettext_noop("A cooperation framework ended: %(framework)s."),
}


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
        months = rules.end_told(end, today=today) if end else None
        if months is None or end is None or last is None:
            continue
        programmes += 1
        notice = Notice(
            NoticeKind.N9,
            ENDS[months],
            f"{reverse('portal:programme', args=[programme.slug])}#life",
            {"programme": programme.title[:NAME_IN_A_NOTICE], "day": last.isoformat()},
            key=f"programme-ends-{months}:{programme.pk}:{end.isoformat()}",
        )
        notices += len(notify(by=None, to=officers_of(programme, *TOLD), notice=notice))
    return {"programmes": programmes, "notices": notices}


def tell_of_correction(*, by: User, programme: CountryProgramme) -> None:
    """Tell the officers of a programme's place, but not `by`, that its recorded life was corrected."""
    notice = Notice(
        NoticeKind.N9,
        CORRECTED,
        f"{reverse('portal:programme', args=[programme.slug])}#life",
        {"programme": programme.title[:NAME_IN_A_NOTICE]},
        key=f"programme-corrected:{programme.pk}:{programme.version}",
    )
    notify(by=by, to=officers_of(programme, *TOLD).exclude(pk=by.pk), notice=notice)


def tell_of_framework(*, by: User, framework: CooperationFramework, text: str) -> None:
    """Tell the officers of a framework's countries, but not `by`, what was done: once for each version."""
    countries = list(framework.countries.all())
    people = {
        person.pk: person
        for country in countries
        for person in holders(*TOLD, country=country.pk, region=country.region_id).exclude(pk=by.pk)
    }
    notice = Notice(
        NoticeKind.N9,
        text,
        reverse("portfolio:framework", args=[framework.slug]),
        {"framework": framework.written_name()[:NAME_IN_A_NOTICE]},
        key=f"framework-changed:{framework.pk}:{framework.version}",
    )
    notify(by=by, to=people.values(), notice=notice)
