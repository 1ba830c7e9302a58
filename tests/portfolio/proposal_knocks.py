"""The way through each door of proposals: where it is, and what a valid sending holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portfolio.models import ProposalState
from tests.portfolio.knock import Knock
from tests.recipes.worlds import TODAY, World

STEP = {"effective_on": TODAY, "reason": "It is time"}
DECIDED = {"reason": "Decided"}
IN_A_WEEK = (timezone.now().date() + timedelta(days=7)).isoformat()
QUESTION = {
    "section": "budget",
    "question": "How much?",
    "language": "en",
    "desk": "finance",
    "due_on": IN_A_WEEK,
}
PIPELINE = {"partner": "Germany", "amount_usd": "900000", "probability": 40}


def _state_of(world: World, name: str, status: str) -> int:
    states = ProposalState.objects.in_life().filter(proposal=world.proposals[name], status=status)
    return int(states.get().pk)


def proposal_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of a proposal."""
    made = world.proposals
    begun, handed_in, offered = ({"pk": made[name].pk} for name in ("begun", "handed in", "offered"))
    question, author, partner = ({"pk": made[name].pk} for name in ("question", "author", "partner"))
    state = {"proposal_id": made["offered"].pk, "pk": _state_of(world, "offered", "with_partner")}
    corrected = {**STEP, **PIPELINE, "status": "with_partner"}
    return {
        "proposal": Knock(begun),
        "portfolio:proposal-new": Knock(values={"title": "Another", "country": "ZWE"}),
        "portfolio:proposal-edit": Knock(begun, {"title": "Another title"}),
        "portfolio:proposal-move to proposal": Knock({**begun, "status": "proposal"}, STEP),
        "portfolio:proposal-move to withdrawn": Knock({**handed_in, "status": "withdrawn"}, STEP),
        "portfolio:proposal-discard": Knock(begun, DECIDED),
        "portfolio:proposal-hand-over": Knock(begun, {**DECIDED, "author": "Petra Partnerships"}),
        "portfolio:proposal-offer": Knock(offered),
        "portfolio:proposal-waive": Knock(handed_in, {**DECIDED, "kind": "emergency"}),
        "portfolio:proposal-status-correct": Knock(state, corrected),
        "portfolio:proposal-status-take-back": Knock(state, DECIDED),
        "portfolio:proposal-author-new": Knock(begun, {"user": "Eva Evaluation"}),
        "portfolio:proposal-author-remove": Knock(author),
        "portfolio:proposed-partner-new": Knock(begun, {"partner": "Sweden", "amount_usd": "500000"}),
        "portfolio:proposed-partner-edit": Knock(partner, {"partner": "Germany", "probability": 60}),
        "portfolio:proposed-partner-remove": Knock(partner),
        "portfolio:desk-ask": Knock(begun, QUESTION),
        "portfolio:desk-answer": Knock(question, {"answer": "Forty per cent."}),
        "portfolio:desk-take-back": Knock(question),
    }


def proposal_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about proposals."""
    made = world.proposals
    begun, handed_in, offered = ({"pk": made[name].pk} for name in ("begun", "handed in", "offered"))
    versions = {name: made[name].version for name in ("begun", "handed in", "offered")}
    step, withdrawn = ({**STEP, "status": status} for status in ("proposal", "withdrawn"))
    of_begun, of_handed_in, of_offered = (
        {"proposal_id": made[name].pk} for name in ("begun", "handed in", "offered")
    )
    number = _state_of(world, "offered", "with_partner")
    state = {**of_offered, "pk": number}
    corrected = {**STEP, **PIPELINE, "partner": "germany", "status": "with_partner"}
    question: dict[str, Any] = {"pk": made["question"].pk}
    of_shared = {"proposal_id": made["author"].proposal_id}
    author = {**of_shared, "pk": made["author"].pk}
    partner = {"pk": made["partner"].pk}
    read = {
        "proposed-partners-detail": partner,
        "proposals-detail": begun,
        "proposals-statuses to proposal": of_begun,
        "proposals-statuses to withdrawn": of_handed_in,
        "proposals-authors": of_shared,
        "proposals-author": author,
        "offered-proposals-detail": offered,
        "proposal-statuses-detail": {"pk": number},
        "desk-questions-detail": question,
    }
    return {
        **{(name, "GET"): Knock(words) for name, words in read.items()},
        ("proposals-list", "POST"): Knock(values={"title": "Another", "country": "ZWE"}),
        ("proposals-detail", "PATCH"): Knock(begun, {"title": "Another title"}, versions["begun"]),
        ("proposals-statuses to proposal", "POST"): Knock(of_begun, step, versions["begun"]),
        ("proposals-statuses to withdrawn", "POST"): Knock(of_handed_in, withdrawn, versions["handed in"]),
        ("proposals-status-correct", "POST"): Knock(state, corrected, versions["offered"]),
        ("proposals-status-take-back", "POST"): Knock(state, DECIDED, versions["offered"]),
        ("proposals-discard", "POST"): Knock(begun, DECIDED, versions["begun"]),
        ("proposals-hand-over", "POST"): Knock(begun, {**DECIDED, "author": "petra"}, versions["begun"]),
        ("proposals-offer", "POST"): Knock(offered, {"offered": False}, versions["offered"]),
        ("proposals-waive", "POST"): Knock(
            handed_in, {**DECIDED, "kind": "emergency"}, versions["handed in"]
        ),
        ("proposals-authors", "POST"): Knock(of_begun, {"user": "eva"}),
        ("proposals-author", "PATCH"): Knock(author, {"user": "eva"}, made["author"].version),
        ("proposals-author", "DELETE"): Knock(author, version=made["author"].version),
        ("proposed-partners-list", "POST"): Knock(
            values={"proposal": made["begun"].code, "partner": "sweden", "amount_usd": "500000"}
        ),
        ("proposed-partners-detail", "PATCH"): Knock(partner, {"probability": 60}, made["partner"].version),
        ("proposed-partners-detail", "DELETE"): Knock(partner, version=made["partner"].version),
        ("proposals-questions", "POST"): Knock(begun, QUESTION),
        ("desk-questions-detail", "DELETE"): Knock(question, version=made["question"].version),
        ("desk-questions-answer", "POST"): Knock(
            question, {"answer": "Forty per cent."}, made["question"].version
        ),
    }
