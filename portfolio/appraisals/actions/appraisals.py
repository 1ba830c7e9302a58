"""Appraisals: take one up, score, hand it over, give an opinion, decide; and the settings of a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.reasons import own_reasons
from ilo_dc.core.people.grants import principal_of
from ilo_dc.core.steps.actions import date_settings, save_opinion
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from portfolio.appraisals import policies, rules
from portfolio.appraisals.actions import appraisal_notices as notices
from portfolio.appraisals.actions.scores import Scored, Scores, problems_of_scores, save_scores
from portfolio.appraisals.models.appraisal import (
    Appraisal,
    AppraisalOpinion,
    AppraisalRule,
    AppraisalScore,
)
from portfolio.appraisals.vocab import (
    BUREAUX,
    EVALUATED,
    HANDED_IN,
    SAVED,
    Criterion,
    Decision,
    EvaluationCriterion,
    RemarkKind,
)
from portfolio.proposals.actions.proposal_life import APPRAISED_LIFE
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.vocab import APPRAISED, ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import User

TAKEN_UP = gettext_noop("Appraisal taken up")
own_reasons(TAKEN_UP)


class UnableToAppraise(UnableToAct):
    """The appraisal cannot be saved like this."""

    title = "Unable to save the appraisal"


class UnableToDecide(UnableToAct):
    """The appraisal cannot be decided on like this."""

    title = "Unable to decide on the appraisal"


@dataclass(frozen=True)
class ScoreSheet:
    """What an appraiser says: scores by criterion, some or all, what they recommend and why."""

    scores: Scores
    recommendation: str = ""
    comment: str = ""

    @property
    def filled(self) -> list[Scored]:
        """The scores of which anything is said."""
        return [one for one in self.scores.values() if any(one.given)]


@dataclass(frozen=True)
class RuleText:
    """Settings of appraisals from a day on; the threshold is in US dollars."""

    effective_on: date
    evaluation_above_usd: Decimal
    reason: str
    one_bars_ready: bool = True
    take_up_days: int = rules.DAYS["take_up"]
    scores_days: int = rules.DAYS["scores"]
    act_emp_days: int = rules.DAYS["act_emp"]
    actrav_days: int = rules.DAYS["actrav"]
    evaluation_days: int = rules.DAYS["evaluation"]
    decision_days: int = rules.DAYS["decision"]
    revise_days: int = rules.DAYS["revise"]


@transaction.atomic
def take_up(*, by: User, proposal: Proposal, lock_version: int, appraiser: User | None = None) -> Appraisal:
    """Begin the next round of a submitted proposal; `appraiser` scores it (None: `by`, or whom they act for).

    The settings in force today and the budget of now decide whether EVAL is asked, and stay with the round.

    Raises:
        Refused: `by` may not appraise it, or it is not submitted.
        Conflict: somebody changed it meanwhile.
        UnableToAppraise: the appraiser may not appraise it.
    """
    require(policies.may_take_up(by, proposal))
    appraiser = appraiser or principal_of(by)
    now = locked(proposal, lock_version=lock_version)
    require(policies.may_take_up(by, now))
    if why := policies.may_appraise(appraiser, now).reason:
        raise UnableToAppraise(why, {"appraiser": [why]})
    today = timezone.now().date()
    rule = AppraisalRule.objects.in_force_on(today)
    submitted = ProposalState.objects.current().get(proposal=now)
    last = Appraisal.objects.filter(proposal=now).order_by("-round").first()
    appraisal = Appraisal(
        proposal=now,
        round=last.round + 1 if last else 1,
        rules=rule,
        budget_usd=now.budget_usd,
        evaluation_needed=rules.needs_evaluation(now.budget_usd, rule.evaluation_above_usd),
        submitted_on=submitted.effective_on,
        taken_up_at=timezone.now(),
        taken_up_by=principal_of(by),
        appraiser=appraiser,
        demonstration=now.demonstration,
    )
    with history_context(by, TAKEN_UP):
        save_valid(appraisal)
        for bureau in BUREAUX:
            save_valid(AppraisalOpinion(appraisal=appraisal, bureau=bureau, demonstration=now.demonstration))
    step = Step(ProposalStatus.APPRAISAL, today, TAKEN_UP)
    APPRAISED_LIFE.record(by=by, noun=now, lock_version=lock_version, step=step)
    notices.tell_of_beginning(by, appraisal)
    return appraisal


@transaction.atomic
def score_proposal(
    *,
    by: User,
    appraisal: Appraisal,
    lock_version: int,
    sheet: ScoreSheet,
    hand_in: bool = False,
) -> Appraisal:
    """Save the six scores, or some of them; with `hand_in` they go to the decision.

    Raises:
        Refused: not the appraiser, an author, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToAppraise: a foreign criterion, a score without its justification, nothing said at all; when
            handed in, now or before, a score, a justification or the recommendation is missing.
    """
    require(policies.may_score(by, appraisal))
    now = locked(appraisal, lock_version=lock_version)
    _require_known(sheet.scores, Criterion.values)
    whole = hand_in or now.scored_at is not None
    problems = problems_of_scores(now, sheet.scores, Criterion.values, whole=whole)
    if whole and not sheet.recommendation:
        problems["recommendation"] = [_("Say what you recommend.")]
    if problems:
        raise UnableToAppraise(_("Something is missing; nothing was saved."), problems)
    values: dict[str, Any] = {"recommendation": sheet.recommendation, "comment": sheet.comment.strip()}
    if not hand_in and not any((*values.values(), *sheet.filled, now.recommendation, now.comment)):
        raise UnableToAppraise(_("Nothing is scored here yet: give a score and its justification."))
    changed = save_scores(by, now, sheet.scores)
    if hand_in:
        values["scored_at"] = now.scored_at or timezone.now()  # said again, the step ended when it first did
    with history_context(by, HANDED_IN if hand_in else SAVED):
        saved = save_changes(now, values, parts_changed=changed)
    if hand_in:
        notices.tell_if_complete(by, saved)
    return saved


@transaction.atomic
def evaluate_proposal(*, by: User, appraisal: Appraisal, lock_version: int, scores: Scores) -> Appraisal:
    """Save EVAL's eight scores, all of them.

    Raises:
        Refused: no evaluation officer, an author, EVAL is not asked, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToAppraise: a foreign criterion, or a score or justification is missing.
    """
    require(policies.may_evaluate(by, appraisal))
    now = locked(appraisal, lock_version=lock_version)
    criteria = list(EvaluationCriterion.values)
    _require_known(scores, criteria)
    if problems := problems_of_scores(now, scores, criteria, whole=True):
        raise UnableToAppraise(_("Something is missing; nothing was saved."), problems)
    save_scores(by, now, scores)
    entered = {"evaluator": by, "evaluated_at": now.evaluated_at or timezone.now()}
    with history_context(by, EVALUATED):
        saved = save_changes(now, entered)
    notices.tell_if_complete(by, saved)
    return saved


@transaction.atomic
def give_opinion(
    *, by: User, appraisal: Appraisal, lock_version: int, bureau: str, opinion: str, text: str = ""
) -> Appraisal:
    """Say what a bureau thinks; what it says later takes the place of the first, which the history keeps.

    Its clock stops with the first opinion: a later one does not make the step late.

    Raises:
        Refused: not of the bureau, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToAppraise: comments or an objection without a text.
    """
    require(policies.may_give_opinion(by, appraisal, bureau))
    now = locked(appraisal, lock_version=lock_version)
    row = AppraisalOpinion.objects.select_for_update().get(appraisal=now, bureau=bureau)
    save_opinion(row, by=by, opinion=opinion, text=text, unable=UnableToAppraise)
    with history_context(by, gettext_noop("Opinion given")):
        saved = save_changes(now, {}, parts_changed=True)
    notices.tell_if_complete(by, saved)
    return saved


@transaction.atomic
def hand_over(
    *, by: User, appraisal: Appraisal, lock_version: int, appraiser: User, reason: str
) -> Appraisal:
    """Let a substitute appraise, who hands the scores in themselves; the history names both.

    Raises:
        Refused: neither the appraiser, a manager nor somebody who may appraise it.
        Conflict: somebody changed it meanwhile.
        UnableToAppraise: no reason, or the substitute is the appraiser or may not appraise it.
    """
    require(policies.may_hand_over(by, appraisal))
    now = locked(appraisal, lock_version=lock_version, values={"appraiser": appraiser})
    problems = {}
    if why := policies.may_appraise(appraiser, now.proposal).reason:
        problems["appraiser"] = [why]
    if not reason.strip():
        problems["reason"] = [_("Say why; the history keeps it.")]
    if now.appraiser_id == appraiser.pk:
        problems["appraiser"] = [_("This person is the appraiser already.")]
    if problems:
        raise UnableToAppraise(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        saved = save_changes(now, {"appraiser": appraiser, "scored_at": None})
    notices.tell_substitute(by, saved)
    return saved


@transaction.atomic
def decide_appraisal(
    *, by: User, appraisal: Appraisal, lock_version: int, decision: str, note: str = ""
) -> Appraisal:
    """Decide: the proposal is ready, to be revised, or rejected; its authors are told at once.

    Raises:
        Refused: no manager, who wrote it or appraised in this round, or it is over.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not scored, something bars “ready”, or a return has no note.
    """
    require(policies.may_decide(by, appraisal))
    now = locked(appraisal, lock_version=lock_version)
    require(policies.may_decide(by, now))
    if problems := problems_of_decision(now, decision, note):
        raise UnableToDecide(next(iter(problems.values()))[0], problems)
    proposal = Proposal.objects.select_for_update(of=("self",), no_key=True).get(pk=now.proposal_id)
    step = Step(decision, timezone.now().date(), APPRAISED)
    APPRAISED_LIFE.record(by=by, noun=proposal, lock_version=proposal.version, step=step)
    entered = {"decision": decision, "note": note.strip(), "decided_by": by, "decided_at": timezone.now()}
    with history_context(by, note.strip() or APPRAISED, typed=bool(note.strip())):
        saved = save_changes(now, entered)
    notices.tell_of_decision(by, saved)
    return saved


@transaction.atomic
def set_rules(*, by: User, text: RuleText) -> AppraisalRule:
    """Date new settings; rounds that began before keep theirs.

    Raises:
        Refused: no manager.
        UnableToAppraise: a day that has passed already.
        UnableToAct: what the fields found, or the day has settings already.
    """
    require(policies.may_set_rules(by))
    rule = AppraisalRule(demonstration=is_demonstration(), **field_values(text))
    return date_settings(by=by, settings=rule, unable=UnableToAppraise)


def problems_of_decision(appraisal: Appraisal, decision: str, note: str = "") -> dict[str, list[str]]:
    """Return what stands against a decision now, by field."""
    if decision not in Decision.values:
        return {"decision": [_("Decide: ready, to be revised or rejected.")]}
    if decision == Decision.READY:
        bars = bars_of(appraisal)
        return {"decision": bars} if bars else {}
    if lacking := undecidable(appraisal):
        return {"decision": lacking}
    if not note.strip():
        return {"note": [_("Say what is to be changed, or why it is rejected; its authors read it.")]}
    return {}


def undecidable(appraisal: Appraisal) -> list[str]:
    """Return what stands against every decision now, in words."""
    return [] if appraisal.scored_at else [_(rules.NOT_HANDED_IN.message)]


def bars_of(appraisal: Appraisal) -> list[str]:
    """Return all that stands against “ready” now, in words: of the round, and of the proposal's own life."""
    changes = appraisal.remarks.filter(kind=RemarkKind.CHANGE)
    appraised = rules.Appraised(
        scores=dict(AppraisalScore.objects.filter(appraisal=appraisal).values_list("criterion", "score")),
        opinions=dict(AppraisalOpinion.objects.filter(appraisal=appraisal).values_list("bureau", "opinion")),
        changes=changes.count(),
        handed_in=appraisal.scored_at is not None,
        evaluated=not appraisal.evaluation_needed or appraisal.evaluated_at is not None,
    )
    bars = rules.bars_to_ready(appraised, one_bars_ready=appraisal.rules.one_bars_ready)
    gates = APPRAISED_LIFE.gates_before(appraisal.proposal, ProposalStatus.READY)
    return [_(text) for text in (*(one.message for one in bars), *(one.message for one in gates))]


def _require_known(scores: Scores, criteria: Collection[str]) -> None:
    """Refuse the score of a criterion that is none of these.

    Raises:
        UnableToAppraise: there is one.
    """
    if foreign := [one for one in scores if one not in criteria]:
        words = {"criterion": foreign[0]}
        raise UnableToAppraise(_("“%(criterion)s” is none of these criteria.") % words)
