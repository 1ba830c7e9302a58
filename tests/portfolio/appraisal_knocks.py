"""The way through each door of appraisals: where it is, and what a valid sending holds."""

from __future__ import annotations

from typing import Any

from portfolio.appraisals.vocab import Criterion, EvaluationCriterion
from tests.portfolio.knock import Knock
from tests.recipes.worlds import TODAY, World

OPINION = {"opinion": "comments", "text": "Ask the workers of the sector."}
SUBSTITUTE = {"appraiser": "Eva Evaluation", "reason": "On mission"}
RETURN = {"do": "revise", "note": "Name the target."}
REMARK = {"kind": "flag", "team": "finance", "text": "Check the costs."}
RULES = {"effective_on": TODAY, "evaluation_above_usd": "4000000", "reason": "The board asked for it"}


def _typed(criteria: Any) -> dict[str, str]:
    """Return the scores as a form sends them."""
    return {f"score_{one}": "2" for one in criteria.values} | {f"why_{one}": "So" for one in criteria.values}


def _sent(criteria: Any) -> list[dict[str, str]]:
    """Return the scores as the API takes them."""
    return [{"criterion": one, "score": "2", "justification": "So"} for one in criteria.values]


def appraisal_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of an appraisal."""
    appraisal = {"pk": world.proposals["appraisal"].pk}
    return {
        "portfolio:appraisal-rule-new": Knock(values=RULES),
        "portfolio:appraisal-new": Knock({"pk": world.proposals["handed in"].pk}, {"appraiser": ""}),
        "portfolio:appraisal": Knock(appraisal),
        "portfolio:appraisal-score": Knock(appraisal, {**_typed(Criterion), "do": "draft"}),
        "portfolio:appraisal-evaluate": Knock(appraisal, {**_typed(EvaluationCriterion), "do": "submit"}),
        "portfolio:appraisal-opinion": Knock({**appraisal, "bureau": "actrav"}, OPINION),
        "portfolio:appraisal-hand-over": Knock(appraisal, SUBSTITUTE),
        "portfolio:appraisal-decide": Knock(appraisal, RETURN),
        "portfolio:remark-new": Knock(appraisal, REMARK),
        "portfolio:remark-remove": Knock({"pk": world.proposals["remark"].pk}),
    }


def appraisal_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about appraisals."""
    made = world.proposals["appraisal"]
    appraisal, version = {"pk": made.pk}, made.version
    remark = {"appraisal_id": made.pk, "pk": world.proposals["remark"].pk}
    handed_in = world.proposals["handed in"]
    decision = {"decision": "revise", "note": "Name the target."}
    return {
        ("proposals-appraise", "POST"): Knock({"pk": handed_in.pk}, {}, handed_in.version),
        ("appraisals-detail", "GET"): Knock(appraisal),
        ("appraisals-score", "POST"): Knock(appraisal, {"scores": _sent(Criterion)}, version),
        ("appraisals-evaluate", "POST"): Knock(appraisal, {"scores": _sent(EvaluationCriterion)}, version),
        ("appraisals-opinion", "POST"): Knock({**appraisal, "bureau": "actrav"}, OPINION, version),
        ("appraisals-hand-over", "POST"): Knock(appraisal, {**SUBSTITUTE, "appraiser": "eva"}, version),
        ("appraisals-decide", "POST"): Knock(appraisal, decision, version),
        ("appraisals-remarks", "GET"): Knock({"appraisal_id": made.pk}),
        ("appraisals-remarks", "POST"): Knock({"appraisal_id": made.pk}, REMARK),
        ("appraisals-remark", "GET"): Knock(remark),
        ("appraisals-remark", "PATCH"): Knock(remark, {"text": "Another text"}, 1),
        ("appraisals-remark", "DELETE"): Knock(remark, version=1),
        ("appraisal-rules-list", "POST"): Knock(values=RULES),
        ("appraisal-rules-detail", "GET"): Knock({"pk": made.rules_id}),
    }
