"""What people are told of outcome updates: due and overdue (N8), submitted, returned, accepted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.history.four_eyes import without_takers
from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.runs.actions.runs import request_daily
from ilo_dc.core.work.rules import DueDate
from portfolio.programmes.actions.programme_notices import officers_of
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.updates import rules
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.policies import reviewers_of, writers_of
from portfolio.updates.querysets import SUBMITTING
from portfolio.updates.rules import Period
from portfolio.updates.vocab import HANDED_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.models import Run, User

REMIND = "portfolio.remind_of_updates"

SUBMITTED = gettext_noop("An outcome update is waiting for you: %(outcome)s, %(period)s.")
RETURNED = gettext_noop("An outcome update was returned: %(outcome)s, %(period)s. “%(note)s”")
ACCEPTED = gettext_noop("An outcome update was accepted: %(outcome)s, %(period)s.")
DUE = gettext_noop("Outcome updates are due until %(day)s: %(programme)s, %(period)s.")
OVERDUE = gettext_noop("Outcome updates are overdue since %(day)s: %(programme)s, %(period)s.")
# Notices keep their source text: those of earlier releases are still read, in the reader's language.
OF_EARLIER_RELEASES = (
    gettext_noop("An outcome update awaits your decision: %(outcome)s, %(period)s."),  # SUBMITTED
)
NOTE_IN_A_NOTICE = 120  # characters


@dataclass(frozen=True)
class Due:
    """An outcome and a period whose update was not handed in; `update`: what there is of it."""

    outcome: ProgrammeOutcome
    programme: CountryProgramme
    period: Period
    update: OutcomeUpdate | None = None


def updates_due(programmes: QuerySet[CountryProgramme], *, today: date) -> Iterator[Due]:
    """Yield what is due of `programmes` in three queries, by period and outcome."""
    running = programmes.filter(status__in=rules.DUE_IN).select_related("country__region", "region")
    yield from due_among(running, today=today)


def due_among(programmes: Iterable[CountryProgramme], *, today: date) -> Iterator[Due]:
    """Yield what is due of programmes that were read with their places, in two queries more."""
    for due in asked_among(programmes, today=today):
        if due.update is None or due.update.state not in HANDED_IN:
            yield due


def asked_among(programmes: Iterable[CountryProgramme], *, today: date) -> Iterator[Due]:
    """Yield what is asked for of programmes, handed in or not; read as `due_among`."""
    running = {one.pk: one for one in programmes if one.status in rules.DUE_IN}
    periods = {pk: periods_due_of(one, today=today) for pk, one in running.items()}
    asked = {period for found in periods.values() for period in found}
    if not asked:
        return
    outcomes = ProgrammeOutcome.objects.filter(programme__in=running).order_by("code", "pk")
    written: dict[int, list[OutcomeUpdate]] = defaultdict(list)
    lately = OutcomeUpdate.objects.filter(ends_on__gt=min(asked).starts_on, outcome__programme__in=running)
    for row in lately:
        written[row.outcome_id].append(row)
    for outcome in outcomes:
        programme = outcome.programme = running[outcome.programme_id]
        for period in periods[outcome.programme_id]:
            update = next((row for row in written[outcome.pk] if row.period.overlaps(period)), None)
            yield Due(outcome, programme, period, update)


def periods_due_of(programme: CountryProgramme, *, today: date) -> list[Period]:
    """Return the periods of a running programme whose updates are asked for now."""
    ends_on = programme.extended_until or programme.ends_on
    if programme.status not in rules.DUE_IN or programme.starts_on is None or ends_on is None:
        return []
    return rules.periods_due(settings.PORTAL_UPDATE_PERIOD, programme.starts_on, ends_on, today=today)


def tell_reviewers(*, by: User, update: OutcomeUpdate) -> None:
    """Tell those who decide on an update that it awaits them: not who submitted it, for whomever."""
    home = update.outcome.home
    to = without_takers(officers_of(home, *reviewers_of(home)), update.pk, SUBMITTING).exclude(pk=by.pk)
    notify(by=by, to=to, notice=Notice(NoticeKind.N8, SUBMITTED, _address(update), _values(update)))


def tell_author(*, by: User, update: OutcomeUpdate, text: str) -> None:
    """Tell who began and who submitted an update what was decided, by mail at once."""
    people = [one for one in (update.author, update.submitted_by) if one is not None]
    values = {**_values(update), "note": _shortened(update.note)}
    notice = Notice(NoticeKind.N8, text, _address(update), values, presses=True)
    notify(by=by, to=people, notice=notice)


def request_due_reminders() -> Run | None:
    """Ask for the reminders once a day; None: they were asked for already."""
    return request_daily(task=REMIND, label=gettext_noop("Reminders of outcome updates"))


@transaction.atomic
def remind_of_updates(*, today: date) -> dict[str, int]:
    """Tell field officers what is due, them and the region what is overdue: once a programme and period.

    Returns {due, overdue}: how many notices were new.
    """
    waiting = {
        (one.programme.pk, one.period): one.programme
        for one in updates_due(CountryProgramme.objects.all(), today=today)
    }
    sent = {"due": 0, "overdue": 0}
    for (_pk, period), programme in waiting.items():
        writers = officers_of(programme, writers_of(programme))
        sent["due"] += len(notify(by=None, to=writers, notice=_reminder("due", DUE, programme, period)))
        if DueDate(period.due_on, today).is_overdue:
            people = officers_of(programme, writers_of(programme), Role.REGIONAL)
            notice = _reminder("overdue", OVERDUE, programme, period)
            sent["overdue"] += len(notify(by=None, to=people, notice=notice))
    return sent


def _reminder(kind: str, text: str, programme: CountryProgramme, period: Period) -> Notice:
    values = {
        "programme": shortened(programme.title, NAME_IN_A_NOTICE),
        "period": period.code,
        "day": period.due_on.isoformat(),
    }
    url = f"{reverse('programme', args=[programme.slug])}#results"
    return Notice(NoticeKind.N8, text, url, values, key=f"update-{kind}:{programme.pk}:{period.code}")


def _address(update: OutcomeUpdate) -> str:
    return reverse("portfolio:update", args=[update.pk])


def _values(update: OutcomeUpdate) -> dict[str, str]:
    return {"outcome": update.outcome.code, "period": update.period.code}


def _shortened(note: str) -> str:
    return note if len(note) <= NOTE_IN_A_NOTICE else f"{note[: NOTE_IN_A_NOTICE - 1]}…"
