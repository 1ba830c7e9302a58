"""What the rounds of all nouns share: opinions of bureaux, dated settings, reminders of what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.steps.models import DatedSettings, GivenOpinion
from ilo_dc.core.steps.rules import Clock, reminder_due
from ilo_dc.core.steps.vocab import Opinion
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.notices.vocab import NoticeKind
    from ilo_dc.core.people.models.user import User

Settings = TypeVar("Settings", bound=DatedSettings)


def date_settings(*, by: User, settings: Settings, unable: type[UnableToAct]) -> Settings:
    """Save new settings of `by`, whom the caller's policy has let in; rounds that began before keep theirs.

    Raises:
        UnableToAct: a day that has passed already (`unable`), what the fields found, or the day has some.
    """
    if settings.effective_on < timezone.now().date():
        raise unable(
            _("Some entries need your attention."), {"effective_on": [_("Give today or a day to come.")]}
        )
    settings.set_by = by
    with history_context(by, settings.reason):
        return save_valid(settings)


def save_opinion(
    row: GivenOpinion, *, by: User, opinion: str, text: str, unable: type[UnableToAct]
) -> GivenOpinion:
    """Save what a bureau says in a locked `row`; what it said first stays in the history.

    Its clock stops with the first opinion: a later one does not make the step late.

    Raises:
        UnableToAct: comments or an objection without a text (`unable`), or what the fields found.
    """
    if opinion != Opinion.NO_OBJECTION and not text.strip():
        raise unable(
            _("Some entries need your attention."), {"text": [_("Comments and objections need a text.")]}
        )
    row.opinion, row.text, row.given_by = opinion, text.strip(), by
    row.given_at = row.given_at or timezone.now()
    with history_context(by, gettext_noop("Opinion given")):
        return save_valid(row)


@dataclass(frozen=True)
class WaitingStep:
    """A step of which `people` are reminded, and `others` when it is late (None: nobody else).

    `name` is its own among all steps of all rounds, `values` are what the texts name. `barred` may not take
    it (their own earlier steps stand against it) and hear nothing of it; read only where a reminder is due.
    """

    clock: Clock
    people: QuerySet[User]
    name: str
    url: str
    values: Mapping[str, Any]
    others: QuerySet[User] | None = None
    barred: Callable[[], frozenset[int]] = frozenset


def remind_of(
    steps: Iterable[WaitingStep], *, kind: NoticeKind, texts: Mapping[str, str], key: str
) -> dict[str, int]:
    """Remind of the steps of which half of the time has passed, or all: each once of each.

    `texts` by `half` and `whole`; `key` begins the keys under which each is told once. Returns {half, whole}:
    how many notices were new.
    """
    sent = {"half": 0, "whole": 0}
    for step in steps:
        due = reminder_due(step.clock)
        if not due:
            continue
        people = step.people
        if due == "whole" and step.others is not None:
            people |= step.others
        notice = Notice(kind, texts[due], step.url, dict(step.values), key=f"{key}-{due}:{step.name}")
        to = people.exclude(pk__in=step.barred()).distinct()
        sent[due] += len(notify(by=None, to=to, notice=notice))
    return sent
