"""The life of a country programme, declared: what its statuses ask for, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.life.actions import History, Life, Messages, Notices, UnableToCorrectStatus
from portfolio.programmes import policies
from portfolio.programmes.actions import programme_notices as notices
from portfolio.programmes.actions.milestone_states import record_of_programme
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.rules.programmes import REPORTED_IN, STATUSES
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.life.actions import Place, Problems, Step


def known_of(programme: CountryProgramme) -> dict[str, object]:
    """Return what gates are told of a programme, by gate."""
    annotated = CountryProgramme.objects.with_plan().get(pk=programme.pk)
    return {gate.field: getattr(annotated, gate.field) for gate in STATUSES.gates}


def _problems(programme: CountryProgramme, place: Place[ProgrammeState], step: Step) -> Problems:
    """Return what is wrong with the document of a step and with the end of an extension, by field."""
    problems: Problems = {}
    document, until = step.values.get("document"), step.values.get("extended_until")
    attached = ProgrammeDocument.objects.current().filter(programme=programme)
    if document is not None and not attached.filter(pk=document.pk).exists():
        problems["document"] = [_("Choose a document that is attached to this programme.")]
    if step.status == ProgrammeStatus.EXTENDED and until and not _lies_between(programme, place, until):
        problems["extended_until"] = [
            _("An extension ends after the one before it and before the next one.")
            if place.replaced
            else _("The extension must end after the present end.")
        ]
    return problems


def _lies_between(programme: CountryProgramme, place: Place[ProgrammeState], until: date) -> bool:
    """Return whether an extension ends after the programme and those before it, and before those after it."""
    present = None if place.replaced else programme.extended_until
    earlier = (programme.ends_on, present, *(one.extended_until for one in place.before))
    later = (one.extended_until for one in place.after)
    return all(end < until for end in earlier if end) and all(until < end for end in later if end)


def _why_kept(programme: CountryProgramme, place: Place[ProgrammeState]) -> str:
    """Return why the present status is not taken back; empty: it may be."""
    outcomes = ProgrammeOutcome.objects.filter(programme=programme)
    if place.status_before not in REPORTED_IN and outcomes.reported_on().exists():
        return _("Outcome updates were written under this status. Correct it instead.")
    return ""


def _repeated(
    programme: CountryProgramme, statuses: Sequence[ProgrammeState], new: ProgrammeState
) -> dict[str, Any]:
    """Return the status and the end of the last extension of a life (None: it holds none).

    Raises:
        UnableToCorrectStatus: until when it was extended before was never recorded.
    """
    extensions = [one for one in statuses if one.status == ProgrammeStatus.EXTENDED]
    until = extensions[-1].extended_until if extensions else None
    if extensions and until is None:
        if new.takes_back and new.takes_back.status == ProgrammeStatus.EXTENDED:
            raise UnableToCorrectStatus(
                _("The end of the extension before was not recorded. Correct that extension first.")
            )
        until = programme.extended_until
    return {"status": statuses[-1].status, "extended_until": until}


PROGRAMME_LIFE = Life(
    statuses=STATUSES,
    model=ProgrammeState,
    known=known_of,
    demonstration=lambda programme: programme.demonstration,
    may_record=policies.may_move_programme,
    may_correct=policies.may_correct_programme,
    history=History(
        change="Country programme: %(status)s", corrected="Country programme corrected: %(status)s"
    ),
    notices=Notices(notices.tell_of_programme, corrected=notices.CORRECTED),
    messages=Messages(
        unable=gettext_noop("The programme cannot take this step yet."),
        may_not_follow=gettext_noop("From “%(now)s” the programme cannot move there."),
        to_come=gettext_noop("A step is recorded when it has taken effect, not before."),
        not_in_order=gettext_noop("The stage before took effect later than this."),
        between_days=gettext_noop("The stage before took effect later, or the one after it earlier."),
        between=gettext_noop("This stage does not fit between the one before and the one after it."),
        another_after=gettext_noop("Another stage was recorded after this one. Take that one back first."),
        first=gettext_noop("A programme begins as a draft: there is no stage before it."),
        why=gettext_noop("Say why; the history keeps it."),
    ),
    check=_problems,
    keep=_why_kept,
    repeats=_repeated,
    follow=record_of_programme,
)
