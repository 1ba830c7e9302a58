"""Appraisals for tests, written through the actions as people would write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ilo_dc.core.models import User
from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.actions.remarks import REMARKS, RemarkData
from portfolio.appraisals.vocab import Criterion, EvaluationCriterion
from portfolio.models import Appraisal, Proposal
from tests.recipes import proposals


def fresh(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.for_list().get(pk=appraisal.pk)


def begun(by: User, proposal: Proposal, appraiser: User | None = None) -> Appraisal:
    now = proposals.fresh(proposal)
    return fresh(actions.take_up(by=by, proposal=now, lock_version=now.version, appraiser=appraiser))


def scores_of(criteria: Any = Criterion, **differing: str) -> dict[str, actions.Scored]:
    """Return a score of 2 for each criterion, but for those named."""
    return {one: actions.Scored(differing.get(one, "2"), f"Because of {one}.") for one in criteria.values}


def scored(by: User, appraisal: Appraisal, **differing: str) -> Appraisal:
    """Return an appraisal whose six scores are handed in."""
    now = fresh(appraisal)
    sheet = actions.ScoreSheet(scores_of(**differing), "ready", "Fine.")
    actions.score_proposal(by=by, appraisal=now, lock_version=now.version, sheet=sheet, hand_in=True)
    return fresh(now)


def evaluated(by: User, appraisal: Appraisal) -> Appraisal:
    now = fresh(appraisal)
    given = scores_of(EvaluationCriterion)
    actions.evaluate_proposal(by=by, appraisal=now, lock_version=now.version, scores=given)
    return fresh(now)


def opined(
    by: User, appraisal: Appraisal, bureau: str, *, opinion: str = "no_objection", text: str = ""
) -> Appraisal:
    now = fresh(appraisal)
    actions.give_opinion(
        by=by, appraisal=now, lock_version=now.version, bureau=bureau, opinion=opinion, text=text
    )
    return fresh(now)


def decided(by: User, appraisal: Appraisal, decision: str, note: str = "") -> Appraisal:
    now = fresh(appraisal)
    actions.decide_appraisal(by=by, appraisal=now, lock_version=now.version, decision=decision, note=note)
    return fresh(now)


def make_appraisal(people: dict[str, User], country: Any, mark: str) -> dict[str, Any]:
    """Return an appraisal of a large proposal that is scored, and waits for all others; with a remark."""
    field, pardev = people["field officer"], people["PARDEV officer"]
    large = {"title": f"{mark} large", "problem": mark, "budget_usd": Decimal(6_000_000)}
    appraisal = begun(pardev, proposals.submitted(field, country, **large))
    appraisal = scored(pardev, appraisal)
    data = RemarkData("change", f"{mark}: name the target.", section="results")
    remark = REMARKS.add(by=pardev, owner=appraisal, data=data)
    return {"appraisal": appraisal, "remark": remark}
