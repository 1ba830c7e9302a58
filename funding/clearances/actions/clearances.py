"""Requests for a clearance: ask for one, change it, hand it over, screen the partner, withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.clearances import policies, rules
from funding.clearances.actions import clearance_notices as notices
from funding.clearances.actions.steps import record_step
from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance, ScreeningAnswer
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.querysets import valid_clearance
from funding.clearances.vocab import BUREAUX, EDITED, REQUESTED, SAVED, SCREENED, ClearanceStatus, Step
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.people.grants import principal_of
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid

if TYPE_CHECKING:
    from ilo_dc.core.models import Organisation, User

Answers = Mapping[int, "Answered"]


class UnableToPrepare(UnableToAct):
    """The clearance cannot be saved like this."""

    title = "Unable to save the clearance"


@dataclass(frozen=True)
class RequestText:
    """What is asked for: the partner, and how and what for one would work with it.

    `anew` says why one that is valid is not enough; empty: a valid one is reused.
    """

    organisation: Organisation
    form: str
    purpose: str
    sector: str = ""
    anew: str = ""


@dataclass(frozen=True)
class RequestChange:
    """What may be said otherwise of a request."""

    form: str
    purpose: str
    sector: str = ""


@dataclass(frozen=True)
class Answered:
    """The answer to a criterion, as it is stored, and what was found."""

    answer: str = ""
    note: str = ""


@transaction.atomic
def request_clearance(*, by: User, text: RequestText) -> PartnershipClearance:
    """Ask for the clearance of a partner; `by`, or whom they act for, becomes its officer.

    While a clearance of the partner is valid the request reuses it, unless it says why it asks anew. The
    settings in force today stay with it.

    Raises:
        Refused: no PARDEV officer.
        UnableToAct: what the fields found, or a clearance of this partner is being worked on.
    """
    require(policies.may_prepare(by))
    today, invented = timezone.now().date(), is_demonstration()
    values = field_values(text)
    valid = valid_clearance(text.organisation, today)
    if valid is None:
        values["anew"] = ""  # there is none to be dissatisfied with
    reuses = None if values["anew"] else valid
    clearance = PartnershipClearance(
        **values,
        status=ClearanceStatus.REUSED if reuses else ClearanceStatus.SCREENING,
        reuses=reuses,
        rules=ClearanceRule.objects.in_force_on(today),
        requested_on=today,
        requested_by=principal_of(by),
        officer=principal_of(by),
        demonstration=invented,
    )
    with history_context(by, REQUESTED):
        save_valid(clearance)
        for bureau in () if reuses else BUREAUX:
            save_valid(ClearanceOpinion(clearance=clearance, bureau=bureau, demonstration=invented))
    return clearance


@transaction.atomic
def edit_clearance(
    *, by: User, clearance: PartnershipClearance, lock_version: int, text: RequestChange
) -> PartnershipClearance:
    """Change what is said of an open request; the partner stays.

    Raises:
        Refused: no PARDEV officer, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToAct: what the fields found.
    """
    require(policies.may_edit(by, clearance))
    values = field_values(text)
    now = locked(clearance, lock_version=lock_version, values=values)
    require(policies.may_edit(by, now))
    with history_context(by, EDITED):
        return save_changes(now, values)


@transaction.atomic
def hand_over(
    *, by: User, clearance: PartnershipClearance, lock_version: int, officer: User, reason: str
) -> PartnershipClearance:
    """Let a substitute be the officer; the history names both.

    Raises:
        Refused: neither a PARDEV officer nor a manager, the substitute is no PARDEV officer, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToPrepare: no reason, or the substitute is the officer.
    """
    require(policies.may_hand_over(by, clearance))
    require(policies.may_prepare(officer))
    now = locked(clearance, lock_version=lock_version, values={"officer": officer})
    require(policies.may_hand_over(by, now))
    problems = {}
    if not reason.strip():
        problems["reason"] = [_("Say why; the history keeps it.")]
    if now.officer_id == officer.pk:
        problems["officer"] = [_("This person is the officer already.")]
    if problems:
        raise UnableToPrepare(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        saved = save_changes(now, {"officer": officer})
    notices.tell_officer(by, saved)
    return saved


@transaction.atomic
def screen_partner(
    *,
    by: User,
    clearance: PartnershipClearance,
    lock_version: int,
    answers: Answers,
    findings: str,
    hand_in: bool = False,
) -> PartnershipClearance:
    """Save the answers of a screening, some or all; with `hand_in` both bureaux are asked.

    Raises:
        Refused: not the officer, or it is handed in already.
        Conflict: somebody changed it meanwhile.
        UnableToPrepare: a criterion that is not asked, an answer that is not offered; when handed in, an
            answer or the findings are missing.
    """
    require(policies.may_screen(by, clearance))
    now = locked(clearance, lock_version=lock_version)
    require(policies.may_screen(by, now))
    criteria = {one.pk: one for one in criteria_of(now)}
    given = _save_answers(by, now, criteria, answers)
    values: dict[str, Any] = {"findings": findings.strip()}
    if hand_in:
        problems = {
            f"answer_{one}": [_("Give an answer.")] for one in rules.unanswered(list(criteria), given)
        }
        if not values["findings"]:
            problems["findings"] = [_("Say what the screening found.")]
        if problems:
            raise UnableToPrepare(_("Something is missing; nothing was saved."), problems)
        values |= {"screened_at": timezone.now(), "status": ClearanceStatus.OPINIONS}
    reason = SCREENED if hand_in else SAVED
    with history_context(by, reason):
        saved = save_changes(now, values, parts_changed=True)
    if hand_in:
        record_step(by=by, clearance=saved, step=Step.SCREENING, reason=reason)
        notices.tell_bureaux(by, saved)
    return saved


@transaction.atomic
def withdraw_clearance(
    *, by: User, clearance: PartnershipClearance, lock_version: int, reason: str
) -> PartnershipClearance:
    """Withdraw a request that is not decided on; what was said of it stays.

    Raises:
        Refused: no PARDEV officer, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToPrepare: no reason.
    """
    require(policies.may_withdraw(by, clearance))
    now = locked(clearance, lock_version=lock_version)
    require(policies.may_withdraw(by, now))
    if not reason.strip():
        problems = {"reason": [_("Say why; the history keeps it.")]}
        raise UnableToPrepare(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        return save_changes(now, {"status": ClearanceStatus.WITHDRAWN})


def criteria_of(clearance: PartnershipClearance) -> list[ScreeningCriterion]:
    """Return what the screening of a clearance asks: what was in force when it was requested."""
    return list(ScreeningCriterion.objects.in_force_on(clearance.requested_on))


def _save_answers(
    by: User, clearance: PartnershipClearance, criteria: Mapping[int, ScreeningCriterion], answers: Answers
) -> dict[int, str]:
    """Save what differs of the answers, and return all answers by criterion.

    Raises:
        UnableToPrepare: a criterion that is not asked, or an answer that is not offered.
    """
    rows = {row.criterion_id: row for row in clearance.answers.all()}
    for key, one in answers.items():
        criterion = criteria.get(key)
        if criterion is None:
            raise UnableToPrepare(_("This screening does not ask criterion %(number)s.") % {"number": key})
        if not one.answer:
            continue
        if one.answer not in dict(criterion.choices):
            problems = {f"answer_{key}": [_("Choose one of the listed values.")]}
            raise UnableToPrepare(_("Some entries need your attention."), problems)
        row = rows.get(key) or ScreeningAnswer(
            clearance=clearance, criterion=criterion, demonstration=clearance.demonstration
        )
        given = (one.answer, one.note.strip())
        if given == (row.answer, row.note):
            continue
        row.answer, row.note = given
        with history_context(by, SAVED):
            rows[key] = save_valid(row)
    return {key: row.answer for key, row in rows.items()}
