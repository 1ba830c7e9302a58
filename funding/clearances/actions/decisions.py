"""What is said of a partner once it is screened: opinions, legal advice, the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.clearances import policies, rules
from funding.clearances.actions import clearance_notices as notices
from funding.clearances.actions.steps import record_step
from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance, ScreeningAnswer
from funding.clearances.vocab import (
    ADVISED,
    CLEARING,
    DECIDED,
    ClearanceStatus,
    CriterionKind,
    Decision,
    ExclusionAnswer,
    Step,
)
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.steps.actions import save_opinion
from ilo_dc.core.versions.actions import history_context, locked, save_changes

if TYPE_CHECKING:
    from ilo_dc.core.models import User


class UnableToAdvise(UnableToAct):
    """The opinion or advice cannot be saved like this."""

    title = "Unable to save what is said of the partner"


class UnableToClear(UnableToAct):
    """The clearance cannot be decided on like this."""

    title = "Unable to decide on the clearance"


@dataclass(frozen=True)
class DecisionText:
    """A decision: until when it holds and under which conditions, why an objection is overruled, a note."""

    decision: str
    valid_until: date | None = None
    conditions: str = ""
    overruling: str = ""
    note: str = ""


@transaction.atomic
def give_opinion(
    *,
    by: User,
    clearance: PartnershipClearance,
    lock_version: int,
    bureau: str,
    opinion: str,
    text: str = "",
) -> PartnershipClearance:
    """Say what a bureau thinks; what it says later takes the place of the first, which the history keeps.

    Raises:
        Refused: not of the bureau, the screening is not handed in, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToAdvise: comments or an objection without a text.
    """
    require(policies.may_give_opinion(by, clearance, bureau))
    now = locked(clearance, lock_version=lock_version)
    require(policies.may_give_opinion(by, now, bureau))
    row = ClearanceOpinion.objects.select_for_update().get(clearance=now, bureau=bureau)
    save_opinion(row, by=by, opinion=opinion, text=text, unable=UnableToAdvise)
    reason = gettext_noop("Opinion given")
    status = rules.status_of(is_screened=True, opinions=_opinions_of(now), is_advised=bool(now.advised_at))
    was_last = status != now.status
    with history_context(by, reason):
        saved = save_changes(now, {"status": status}, parts_changed=True)
    record_step(by=by, clearance=saved, step=bureau, reason=reason, result=opinion)
    if was_last:
        notices.tell_to_advise(by, saved)
    return saved


@transaction.atomic
def record_advice(
    *, by: User, clearance: PartnershipClearance, lock_version: int, advice: str
) -> PartnershipClearance:
    """Record what the legal office says; what is recorded later takes the place of the first.

    Raises:
        Refused: no PARDEV officer, a bureau has not answered yet, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToAdvise: no text.
    """
    require(policies.may_advise(by, clearance))
    now = locked(clearance, lock_version=lock_version)
    require(policies.may_advise(by, now))
    if not advice.strip():
        problems = {"advice": [_("Say what the legal office advises.")]}
        raise UnableToAdvise(_("Some entries need your attention."), problems)
    is_first = now.advised_at is None
    values = {
        "advice": advice.strip(),
        "advised_by": by,
        "advised_at": now.advised_at or timezone.now(),
        "status": ClearanceStatus.DECISION,
    }
    with history_context(by, ADVISED):
        saved = save_changes(now, values)
    if is_first:
        record_step(by=by, clearance=saved, step=Step.LEGAL, reason=ADVISED)
        notices.tell_managers(by, saved)
    return saved


@transaction.atomic
def decide_clearance(
    *, by: User, clearance: PartnershipClearance, lock_version: int, text: DecisionText
) -> PartnershipClearance:
    """Clear a partner, with conditions or without, or refuse it; its officer is told at once.

    Refusing needs no more than the screening. What a decision does not ask for is not kept with it.

    Raises:
        Refused: no manager, who prepared it, the screening is not handed in, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToClear: something bars clearing; a day, conditions, reasons or a note are missing.
    """
    require(policies.may_decide(by, clearance))
    now = locked(clearance, lock_version=lock_version)
    require(policies.may_decide(by, now))
    if problems := problems_of_decision(now, text):
        raise UnableToClear(next(iter(problems.values()))[0], problems)
    clears = text.decision in CLEARING
    overrules = clears and rules.is_overruled(_opinions_of(now))
    values = {
        "status": text.decision,
        "decision": text.decision,
        "valid_until": text.valid_until if clears else None,
        "conditions": text.conditions.strip() if text.decision == Decision.CONDITIONAL else "",
        "overruling": text.overruling.strip() if overrules else "",
        "note": text.note.strip(),
        "decided_by": by,
        "decided_at": timezone.now(),
    }
    with history_context(by, DECIDED):
        saved = save_changes(now, values)
    record_step(by=by, clearance=saved, step=Step.DECISION, reason=DECIDED, result=text.decision)
    notices.tell_of_decision(by, saved)
    return saved


def problems_of_decision(clearance: PartnershipClearance, text: DecisionText) -> dict[str, list[str]]:
    """Return what stands against a decision now, by field."""
    if text.decision not in Decision.values:
        return {"decision": [_("Decide: clear it, with conditions or without, or refuse it.")]}
    if text.decision == Decision.REFUSED:
        return {} if text.note.strip() else {"note": [_("Say why it is refused.")]}
    if bars := bars_of(clearance):
        return {"decision": bars}
    problems = _problems_of_validity(clearance, text.valid_until)
    if text.decision == Decision.CONDITIONAL and not text.conditions.strip():
        problems["conditions"] = [_("Name the conditions.")]
    if rules.is_overruled(_opinions_of(clearance)) and not text.overruling.strip():
        problems["overruling"] = [_("A bureau objects: say in writing why it is overruled.")]
    return problems


def bars_of(clearance: PartnershipClearance) -> list[str]:
    """Return what stands against clearing now, in words."""
    bars = rules.bars_to_clearing(
        excluded=ScreeningAnswer.objects.filter(
            clearance=clearance, criterion__kind=CriterionKind.EXCLUSION, answer=ExclusionAnswer.APPLIES
        ).exists(),
        opinions=_opinions_of(clearance),
        is_advised=clearance.advised_at is not None,
    )
    return [_(bar) for bar in bars]


def latest_day(clearance: PartnershipClearance) -> date:
    """Return the last day until which a decision of today may hold."""
    return rules.valid_until(timezone.now().date(), clearance.rules.valid_months)


def _problems_of_validity(clearance: PartnershipClearance, day: date | None) -> dict[str, list[str]]:
    if day is None:
        return {"valid_until": [_("Say until when it holds.")]}
    if day < timezone.now().date():
        return {"valid_until": [_("Give today or a day to come.")]}
    if day > latest_day(clearance):
        words = {"months": clearance.rules.valid_months}
        return {"valid_until": [_("By the settings in force it holds %(months)s months at most.") % words]}
    return {}


def _opinions_of(clearance: PartnershipClearance) -> list[str]:
    return list(ClearanceOpinion.objects.filter(clearance=clearance).values_list("opinion", flat=True))
