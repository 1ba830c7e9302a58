"""Outcome updates: write a draft, submit, accept or return it, take it back, discard it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.documents.actions import attach_document
from ilo_dc.core.errors import Conflict, UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.history.events import tracked
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import principal_of
from ilo_dc.core.text_search import plain
from ilo_dc.core.versions.actions import (
    check_valid,
    field_values,
    history_context,
    locked,
    save_changes,
    save_valid,
)
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.rules.programmes import REPORTED_IN
from portfolio.programmes.rules.values import problem_of_value, takes_whole
from portfolio.programmes.vocab import TextLanguage
from portfolio.updates import policies, rules
from portfolio.updates.actions import update_notices as notices
from portfolio.updates.actions.reported_periods import period_problems
from portfolio.updates.actions.reported_values import Reported, Values, reported_in, save_values
from portfolio.updates.actions.update_steps import record_step
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from django.core.files.base import File

    from ilo_dc.core.models import User
    from portfolio.programmes.models.programme_outcome import OutcomeIndicator, ProgrammeOutcome
    from portfolio.updates.rules import Period

STARTED = gettext_noop("Outcome update started")
EDITED = gettext_noop("Outcome update edited")
SUBMITTED = gettext_noop("Outcome update submitted")
ACCEPTED = gettext_noop("Outcome update accepted")
RETURNED = gettext_noop("Outcome update returned")  # the note is not public, as a change is
TAKEN_BACK = gettext_noop("Outcome update taken back")
DISCARDED = gettext_noop("Draft of an outcome update discarded")


class UnableToSaveUpdate(UnableToAct):
    """The update cannot be saved like this."""

    title = "Unable to save this outcome update"


class UnableToSubmitUpdate(UnableToAct):
    """The update lacks something that a submission needs."""

    title = "Unable to submit this outcome update"


class UnableToDecide(UnableToAct):
    """The update cannot be accepted, returned or taken back now."""

    title = "Unable to decide on this outcome update"


@dataclass(frozen=True)
class UpdateText:
    """What an update says; `values` by the indicator's number, one left out stays as it is."""

    progress: str = ""
    narrative: str = ""
    language: str = TextLanguage.ENGLISH
    government: bool = False
    government_on: date | None = None
    employers: bool = False
    employers_on: date | None = None
    workers: bool = False
    workers_on: date | None = None
    values: Mapping[int, Reported] = field(default_factory=dict)


@transaction.atomic
def add_update(
    *,
    by: User,
    outcome: ProgrammeOutcome,
    period: Period,
    text: UpdateText,
    submit: bool = False,
    evidence: File[bytes] | None = None,
) -> OutcomeUpdate:
    """Begin the update of an outcome for a period as a draft; with `submit` hand it in at once.

    `evidence` is a first file that is attached to it.

    Raises:
        Refused: no field officer of the country.
        UnableToSaveUpdate: the programme is not reported on now, the period is not one of its, or a value
            cannot be of its indicator.
        UnableToSubmitUpdate: something that a submission needs is missing; nothing was saved.
        UnableToAct: the outcome has an update for the period already, a field is wrong, or the file is not
            taken (by field `file`).
    """
    require(policies.may_write_updates(by, outcome.home))
    entered, values = _values_of(text)
    _check_period(outcome, period)
    update = OutcomeUpdate(
        outcome=outcome,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        author=principal_of(by),
        demonstration=outcome.demonstration,
        **entered,
    )
    _check_answers(update, values, submit=submit)
    with history_context(by, STARTED):
        saved = save_valid(update)
        save_values(saved, values)
    handed_in = _submit(by, saved) if submit else saved
    if evidence is not None:  # last: what else is refused leaves no file behind
        attach_document(by=by, owner=handed_in, file=evidence, policy=policies.may_document)
    return handed_in


@transaction.atomic
def edit_update(
    *, by: User, update: OutcomeUpdate, lock_version: int, text: UpdateText, submit: bool = False
) -> OutcomeUpdate:
    """Change a draft or returned update, read as `lock_version`; with `submit` hand it in as well.

    Raises:
        Refused: no field officer of the country.
        Conflict: somebody changed it meanwhile.
        UnableToSaveUpdate: it was handed in; or a value is of no indicator of the outcome, or cannot be.
        UnableToSubmitUpdate: something that a submission needs is missing, or a returned update says what it
            said; nothing was saved.
        UnableToAct: what the fields found.
    """
    require(policies.may_write_updates(by, update.outcome.home))
    entered, values = _values_of(text)
    now = _lock_update(update, lock_version, entered, values)
    if not now.is_open:
        raise UnableToSaveUpdate(_("It was submitted. Take it back first, or wait until it is returned."))
    written = copy(now)
    for name, value in entered.items():
        setattr(written, name, value)
    _check_answers(written, values, submit=submit)
    reported = reported_in(now)
    changed = {number: one for number, one in values.items() if reported.get(number, Reported()) != one}
    with history_context(by, SUBMITTED if submit else EDITED):
        save_values(now, changed)
        if not submit:
            return save_changes(now, entered, parts_changed=bool(changed))
    return _submit(by, now, entered, changed)


@transaction.atomic
def submit_update(*, by: User, update: OutcomeUpdate, lock_version: int) -> OutcomeUpdate:
    """Hand in a draft or a mended update, as it was saved.

    Raises:
        Refused: no field officer of the country.
        Conflict: somebody changed it meanwhile.
        UnableToSubmitUpdate: it was handed in already, something is missing, or nothing was changed since it
            was returned.
    """
    require(policies.may_write_updates(by, update.outcome.home))
    return _submit(by, locked(update, lock_version=lock_version))


@transaction.atomic
def accept_update(*, by: User, update: OutcomeUpdate, lock_version: int) -> OutcomeUpdate:
    """Accept a submitted update; the outcome's progress follows the latest accepted period.

    Raises:
        Refused: no regional officer of the region, or the one who submitted it.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not submitted.
    """
    require(policies.may_decide(by, update))
    now = locked(update, lock_version=lock_version)
    _check_move(now, UpdateState.ACCEPTED)
    # The acceptance is what measures count: it bears the time of its change, in commit order.
    with history_context(by, ACCEPTED), recording(by=by, reason=ACCEPTED) as change:
        entered = {"state": UpdateState.ACCEPTED, "decided_by": by, "decided_at": change.recorded_at}
        saved = save_changes(now, entered)
        record_step(saved)
        _rate_outcome(saved)
    notices.tell_author(by=by, update=saved, text=notices.ACCEPTED)
    return saved


@transaction.atomic
def return_update(*, by: User, update: OutcomeUpdate, lock_version: int, note: str) -> OutcomeUpdate:
    """Give a submitted update back to the field office, with a note that says what to mend.

    Raises:
        Refused: no regional officer of the region, or the one who submitted it.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not submitted, or there is no note.
    """
    require(policies.may_decide(by, update))
    now = locked(update, lock_version=lock_version)
    _check_move(now, UpdateState.RETURNED)
    note = _whole(note, "note", _("Say what to correct; the field office reads it."))
    with history_context(by, note), recording(by=by, reason=RETURNED) as change:
        entered = {
            "state": UpdateState.RETURNED,
            "decided_by": by,
            "decided_at": change.recorded_at,
            "note": note,
        }
        saved = save_changes(now, entered)
        record_step(saved)
    notices.tell_author(by=by, update=saved, text=notices.RETURNED)
    return saved


@transaction.atomic
def withdraw_update(*, by: User, update: OutcomeUpdate, lock_version: int, reason: str) -> OutcomeUpdate:
    """Take a submitted update back before it is decided on: it is a draft again.

    Raises:
        Refused: no field officer of the country, or somebody else submitted it of a global product.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not submitted, or no reason is given.
    """
    require(policies.may_withdraw(by, update))
    now = locked(update, lock_version=lock_version)
    _check_move(now, UpdateState.DRAFT)
    reason = _whole(reason, "reason", _("Say why; the history keeps it."))
    with history_context(by, reason), recording(by=by, reason=TAKEN_BACK):
        saved = save_changes(now, {"state": UpdateState.DRAFT})
        record_step(saved)
    return saved


@transaction.atomic
def discard_update(*, by: User, update: OutcomeUpdate, lock_version: int) -> None:
    """Remove a draft that was never submitted; its history stays.

    Raises:
        Refused: no field officer of the country, or it was submitted once.
        Conflict: somebody changed it meanwhile.
    """
    require(policies.may_discard(by, update))
    now = locked(update, lock_version=lock_version)
    require(policies.may_discard(by, now))
    with history_context(by, DISCARDED):
        now.delete()


def _submit(
    by: User, now: OutcomeUpdate, entered: Mapping[str, Any] | None = None, values: Values | None = None
) -> OutcomeUpdate:
    """Hand in an update that this transaction has locked or made, with what was `entered`, in one save.

    `values` are the reported values that it changed.
    """
    if not rules.STATUSES.may_follow(now.state, UpdateState.SUBMITTED):
        raise UnableToSubmitUpdate(_("This update was submitted already."))
    lacking = _lacking(now, entered or {})
    if lacking:
        raise UnableToSubmitUpdate(
            _("Something is missing for the submission; nothing was saved now."), lacking
        )
    if now.state == UpdateState.RETURNED and not (values or _was_mended(now, entered or {})):
        raise UnableToSubmitUpdate(
            _(
                "Nothing was changed since it was returned. Correct what the note asks for, or say in the "
                "text why it stays as it is."
            )
        )
    with history_context(by, SUBMITTED), recording(by=by, reason=SUBMITTED) as change:
        submitted = {
            **(entered or {}),
            "state": UpdateState.SUBMITTED,
            "submitted_by": by,
            "submitted_at": change.recorded_at,
            "decided_by": None,
            "decided_at": None,
            "note": "",
        }
        saved = save_changes(now, submitted)
        record_step(saved)
    notices.tell_reviewers(by=by, update=saved)
    return saved


def _was_mended(now: OutcomeUpdate, entered: Mapping[str, Any]) -> bool:
    """Return whether a returned update says something else now, or was given evidence since."""
    if any(getattr(now, name) != value for name, value in entered.items()):
        return True
    events: Any = tracked()["portfolio.outcomeupdate"]._default_manager.filter(pgh_obj_id=now.pk)
    returned = events.filter(state=UpdateState.RETURNED, decided_at=now.decided_at).order_by("pgh_id").first()
    evidence = Document.objects.of(now).filter(attached_at__gt=now.decided_at)
    return returned is None or now.version > returned.version or evidence.exists()


def _values_of(text: UpdateText) -> tuple[dict[str, Any], Values]:
    """Return what is said by field, and the reported values apart."""
    entered = field_values(text)
    entered["narrative"] = entered["narrative"].replace(
        "\r\n", "\n"
    )  # a browser's lines: a break is one character
    values = {number: Reported(one.value, one.words.strip()) for number, one in entered.pop("values").items()}
    return entered, values


def _lock_update(
    update: OutcomeUpdate, lock_version: int, entered: Mapping[str, Any], values: Values
) -> OutcomeUpdate:
    """Return the update as `locked`; a conflict compares the reported values, too, as a form names them."""
    try:
        return locked(update, lock_version=lock_version, values=entered)
    except Conflict as conflict:
        reported = reported_in(update)
        for number, one in values.items():
            theirs = reported.get(number, Reported())
            for name in ("value", "words"):
                if getattr(theirs, name) != getattr(one, name):
                    conflict.theirs[f"{name}_{number}"] = getattr(theirs, name)
                    conflict.yours[f"{name}_{number}"] = getattr(one, name)
        raise


def _check_period(outcome: ProgrammeOutcome, period: Period) -> None:
    """Refuse a period in which there is nothing to report on; without a programme any that has begun will do.

    The programme is locked: nobody closes it meanwhile.
    """
    programme = None
    if outcome.programme_id is not None:
        programme = CountryProgramme.objects.select_for_update(of=("self",)).get(pk=outcome.programme_id)
        if programme.status not in REPORTED_IN:
            raise UnableToSaveUpdate(
                _("Outcomes are reported on while their programme runs, and at its end.")
            )
    if problems := period_problems(programme, period):
        raise UnableToSaveUpdate(_("Some entries need your attention."), {"period": problems})


def _check_answers(update: OutcomeUpdate, values: Values, *, submit: bool) -> None:
    """Refuse what an update would say, and with `submit` what it lacks, all at once; nothing is saved."""
    known = update.outcome.indicators.in_bulk(values)
    problems = {
        f"indicator_{number}": [_("Indicator %(number)s is none of this outcome.") % {"number": number}]
        for number in values
        if number not in known
    }
    for number, indicator in known.items():
        if texts := _problems_of(indicator, values[number]):
            problems[f"value_{number}"] = texts
    try:
        check_valid(update)
    except UnableToAct as error:
        problems |= error.problems
    if problems and submit:
        problems = {**_lacking(update, {}), **problems}
    if problems:
        raise UnableToSaveUpdate(_("Some entries need your attention."), problems)


def takes_whole_numbers(indicator: OutcomeIndicator) -> bool:
    """Return whether the values of an indicator are whole numbers only, so that 1,234 can mean one thing."""
    known = (indicator.baseline_value, indicator.target_value)
    return takes_whole(plain(indicator.unit), known, whole_numbers=indicator.whole_numbers)


def _problems_of(indicator: OutcomeIndicator, reported: Reported) -> list[str]:
    message = problem_of_value(
        reported.value,
        unit=plain(indicator.unit),
        known=(indicator.baseline_value, indicator.target_value),
        whole_numbers=indicator.whole_numbers,
    )
    return [_(message)] if message else []


def _lacking(update: OutcomeUpdate, entered: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what an update, with what is `entered`, lacks for its submission, by field, in words."""
    saved = {one.name: getattr(update, one.name, None) for one in fields(UpdateText)}
    return {name: [_(message)] for name, message in rules.missing({**saved, **entered}).items()}


def _check_move(update: OutcomeUpdate, to: str) -> None:
    if not rules.STATUSES.may_follow(update.state, to):
        words = {"state": update.get_state_display()}
        raise UnableToDecide(_("This is possible for a submitted update only; it is now: %(state)s.") % words)


def _whole(text: str, name: str, message: str) -> str:
    if not text.strip():
        raise UnableToDecide(_("Some entries need your attention."), {name: [message]})
    return text.strip()


def _rate_outcome(update: OutcomeUpdate) -> None:
    """Let the outcome's progress follow its update, so that nobody types the rating twice."""
    later = OutcomeUpdate.objects.filter(
        outcome=update.outcome_id, state=UpdateState.ACCEPTED, starts_on__gt=update.starts_on
    )
    if not later.exists():
        outcome = type(update.outcome).objects.select_for_update().get(pk=update.outcome_id)
        save_changes(outcome, {"progress": update.progress})
