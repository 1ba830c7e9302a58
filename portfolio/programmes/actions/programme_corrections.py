"""What was recorded of a programme's life by mistake: corrected or taken back, never overwritten.

A correction is a new fact; every figure as known before it stays what it was (DESIGN 3.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.life.rules import fits, in_effect
from ilo_dc.core.versions.actions import history_context, locked, save_valid
from portfolio.programmes import policies
from portfolio.programmes.actions.programme_notices import tell_of_correction
from portfolio.programmes.actions.programmes import (
    Step,
    check_as,
    document_problem,
    gate_messages,
    plan_of,
    state_of,
)
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.rules import programmes as rules
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilo_dc.core.models import User


class UnableToCorrect(UnableToAct):
    """What was recorded cannot be corrected like this."""

    title = "Unable to correct what was recorded"


@dataclass(frozen=True)
class Place:
    """A stage that holds, between its neighbours in the life (None: there is none)."""

    state: ProgrammeState
    life: Sequence[ProgrammeState]
    index: int

    @property
    def before(self) -> ProgrammeState | None:
        """The stage before it."""
        return self.life[self.index - 1] if self.index else None

    @property
    def after(self) -> ProgrammeState | None:
        """The stage after it."""
        return self.life[self.index + 1] if self.index + 1 < len(self.life) else None


@transaction.atomic
def correct_programme_status(
    *, by: User, programme: CountryProgramme, state: ProgrammeState, lock_version: int, step: Step
) -> CountryProgramme:
    """Say what a stage of the life, present or past, really was: status, day, end of an extension.

    `version` is the programme's that was read; `step.reason` says what was wrong.

    Raises:
        Refused: neither a regional officer of the region nor a manager.
        Conflict: somebody changed the programme meanwhile.
        UnableToCorrect: the stage does not hold any more, nothing differs, or it does not fit its neighbours.
        UnableToAct: another programme of the country is in force in part of the period.
    """
    require(policies.may_correct_programme(by, programme))
    now = locked(programme, lock_version=lock_version)
    place = _place_of(now, state)
    problems = _problems_of(now, place, step)
    if problems:
        raise UnableToCorrect(_("Some entries need your attention."), problems)
    new = state_of(now, step)
    new.replaces, new.past = place.state, place.after is not None
    life = [*place.life[: place.index], new, *place.life[place.index + 1 :]]
    _save(by, now, life, new)
    return _told(by, now)


@transaction.atomic
def take_back_programme_status(
    *, by: User, programme: CountryProgramme, state: ProgrammeState, lock_version: int, reason: str
) -> CountryProgramme:
    """Say that the present stage (`state`) never was: the one before it holds again.

    Raises:
        Refused: neither a regional officer of the region nor a manager.
        Conflict: somebody changed the programme meanwhile.
        UnableToCorrect: not the present stage, the first one, no reason, or updates were written under it.
        UnableToAct: another programme of the country is in force in part of the period.
    """
    require(policies.may_correct_programme(by, programme))
    now = locked(programme, lock_version=lock_version)
    place = _place_of(now, state)
    before = place.before
    if place.after is not None:
        raise UnableToCorrect(_("Another stage was recorded after this one. Take that one back first."))
    if before is None:
        raise UnableToCorrect(_("A programme begins as a draft: there is no stage before it."))
    if not reason.strip():
        raise UnableToCorrect(
            _("Some entries need your attention."), {"reason": [_("Say why; the history keeps it.")]}
        )
    reported_on = ProgrammeOutcome.objects.filter(programme=now).reported_on()
    if before.status not in rules.REPORTED_IN and reported_on.exists():
        raise UnableToCorrect(_("Outcome updates were written under this status. Correct it instead."))
    holds_again = ProgrammeState(
        programme=now,
        status=before.status,
        effective_on=before.effective_on,
        extended_until=before.extended_until,
        document=before.document,
        reason=reason.strip(),
        replaces=before,
        takes_back=place.state,
    )
    _save(by, now, [*place.life[: place.index - 1], holds_again], holds_again)
    return _told(by, now)


def _place_of(programme: CountryProgramme, state: ProgrammeState) -> Place:
    life = in_effect(ProgrammeState.objects.of(programme))
    index = next((number for number, one in enumerate(life) if one.pk == state.pk), None)
    if index is None:
        raise UnableToCorrect(_("This was corrected already. Correct what holds now."))
    return Place(life[index], life, index)


def _problems_of(programme: CountryProgramme, place: Place, step: Step) -> dict[str, list[str]]:
    """Return what stands against a correction, by the field that repairs it."""
    old, problems = place.state, document_problem(programme, step)
    if not step.reason.strip():
        problems["reason"] = [_("Say what was wrong; the history keeps it.")]
    if step.effective_on > timezone.now().date():
        problems["effective_on"] = [_("A step is recorded when it has taken effect, not before.")]
    elif not fits(
        step.effective_on,
        after=place.before.effective_on if place.before else None,
        before=place.after.effective_on if place.after else None,
    ):
        problems["effective_on"] = [_("The stage before took effect later, or the one after it earlier.")]
    if not _follows(place, step.status):
        problems["status"] = [_("This stage does not fit between the one before and the one after it.")]
    elif step.status == ProgrammeStatus.EXTENDED:
        problems |= _extension_problem(programme, place, step)
    elif step.status != old.status and place.after is None:
        problems |= gate_messages(rules.missing(plan_of(programme), step.status))
    if not problems and _same(old, step):
        problems[""] = [_("This is what is recorded. Change what was wrong.")]
    return problems


def _follows(place: Place, status: str) -> bool:
    if status not in rules.MOVES:
        return False
    first = place.before is None
    fits_before = (
        status == ProgrammeStatus.DRAFT if first else rules.may_follow(_status(place.before), status)
    )
    return fits_before and (place.after is None or rules.may_follow(status, place.after.status))


def _status(state: ProgrammeState | None) -> str:
    return state.status if state else ProgrammeStatus.DRAFT


def _extension_problem(programme: CountryProgramme, place: Place, step: Step) -> dict[str, list[str]]:
    """Return what is wrong with the end of an extension: it lies between those before and after it."""
    if step.extended_until is None:
        return {"extended_until": [_("Say until when the programme is extended.")]}
    earlier = [one.extended_until for one in place.life[: place.index] if one.extended_until]
    later = [one.extended_until for one in place.life[place.index + 1 :] if one.extended_until]
    ends = [end for end in (programme.ends_on, *earlier) if end]
    if any(step.extended_until <= end for end in ends) or any(step.extended_until >= end for end in later):
        return {"extended_until": [_("An extension ends after the one before it and before the next one.")]}
    return {}


def _same(old: ProgrammeState, step: Step) -> bool:
    until = step.extended_until if step.status == ProgrammeStatus.EXTENDED else None
    return old.field_values == (
        step.status,
        step.effective_on,
        until,
        step.document.pk if step.document else None,
    )


def _save(by: User, programme: CountryProgramme, life: Sequence[ProgrammeState], new: ProgrammeState) -> None:
    """Post `new` and let the programme follow its life as it is now known.

    Raises:
        UnableToCorrect: until when it was extended before was never recorded.
        UnableToAct: another programme of the country is in force in part of the period.
    """
    until, status = _extended_until(programme, life, new), life[-1].status
    check_as(programme, status, extended_until=until)
    reason = new.reason
    try:
        with (
            transaction.atomic(),
            history_context(by, reason),
            recording(by=by, reason=f"Country programme corrected: {new.status}"),
        ):
            programme.extended_until = until
            programme.version += 1
            save_valid(programme)
            _post(programme, new)
    except IntegrityError:
        check_as(programme, status, extended_until=until)
        raise


def _post(programme: CountryProgramme, new: ProgrammeState) -> None:
    """Supersede the present stage by `new`; after the correction of a past one it is said again."""
    present = ProgrammeState.objects.current().get(programme=programme)
    post(Plan(changed=[Revision(present, new)]), edition=None, demonstration=programme.demonstration)
    if new.past:
        again = ProgrammeState(
            programme=programme,
            status=present.status,
            effective_on=present.effective_on,
            extended_until=present.extended_until,
            document=present.document,
            reason=present.reason,
            replaces=present,
        )
        post(Plan(changed=[Revision(new, again)]), edition=None, demonstration=programme.demonstration)


def _extended_until(
    programme: CountryProgramme, life: Sequence[ProgrammeState], new: ProgrammeState
) -> date | None:
    """Return the end of the last extension of a life; None: it holds none."""
    extensions = [one for one in life if one.status == ProgrammeStatus.EXTENDED]
    if not extensions:
        return None
    if extensions[-1].extended_until is not None:
        return extensions[-1].extended_until
    if ProgrammeState.objects.filter(pk=new.takes_back_id or 0, status=ProgrammeStatus.EXTENDED).exists():
        raise UnableToCorrect(
            _("The end of the extension before was not recorded. Correct that extension first.")
        )
    return programme.extended_until


def _told(by: User, programme: CountryProgramme) -> CountryProgramme:
    saved = CountryProgramme.objects.select_related("country", "region").get(pk=programme.pk)
    tell_of_correction(by=by, programme=saved)
    return saved
