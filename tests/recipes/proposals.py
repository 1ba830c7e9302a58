"""Proposals for tests, written through the actions as people would write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Organisation, User
from ilo_dc.core.versions.actions import present_values
from portfolio.models import Proposal
from portfolio.proposals.actions import proposal_parts as parts
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from portfolio.proposals.actions.proposed_partners import PARTNERS, PartnerData

WHOLE: dict[str, Any] = {
    "title": "Decent jobs for young people",
    "problem": "Young people find no decent jobs.",
    "need_source": "request",
    "need_text": "The ministry asked for it.",
    "need_on": date(2026, 2, 1),
    "government": True,
    "government_on": date(2026, 2, 3),
    "workers": True,
    "workers_on": date(2026, 2, 4),
    "target_groups": "Young women and men.",
    "results": "Two outcomes, each with an indicator.",
    "budget_usd": Decimal("1200000.00"),
    "partners_proposed": "The ministry, a foundation.",
    "duration_months": 36,
    "turin_role": "Two courses.",
    "gender": "Half of those trained are women.",
    "labour_standards": "Convention No. 122.",
}


def concept(by: User, country: Any, **entered: Any) -> Proposal:
    """Return a whole text that is still a concept."""
    text = actions.ProposalText(**{**WHOLE, **entered})
    return actions.create_proposal(by=by, text=text, country=country)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.for_list().get(pk=proposal.pk)


def moved(by: User, proposal: Proposal, status: str, **values: Any) -> Proposal:
    """Return a proposal that took a step today."""
    step = Step(status, values.pop("on", timezone.now().date()), values.pop("reason", "It is time"), **values)
    now = fresh(proposal)
    PROPOSAL_LIFE.record(by=by, noun=now, lock_version=now.version, step=step)
    return fresh(proposal)


def retitled(by: User, proposal: Proposal, title: str) -> Proposal:
    """Return a proposal that has another title."""
    now = fresh(proposal)
    text = replace(actions.ProposalText(**present_values(actions.ProposalText, now)), title=title)
    return actions.edit_proposal(by=by, proposal=now, lock_version=now.version, text=text)


def submitted(by: User, country: Any, **entered: Any) -> Proposal:
    """Return a proposal that was submitted for appraisal."""
    proposal = moved(by, concept(by, country, **entered), "proposal")
    return moved(by, proposal, "submitted")


def make_proposals(people: dict[str, User], country: Any, mark: str) -> dict[str, Any]:
    """Return one of each noun: a concept with a question, one of two authors, one handed in, one offered."""
    field, manager, pardev = people["field officer"], people["manager"], people["PARDEV officer"]
    begun = concept(field, country, title=f"{mark} begun", problem=mark)
    text = parts.QuestionText("gender", f"{mark}?", timezone.now().date(), desk="actrav")
    question = parts.ask_desk(by=field, proposal=begun, text=text)
    shared = concept(field, country, title=f"{mark} shared", problem=mark)
    author = parts.name_author(by=field, owner=shared, data=parts.AuthorData(people["finance officer"]))
    germany = Organisation.objects.get(slug="germany")
    meant_for = PartnerData(germany, Decimal(400_000), 40)
    named = PARTNERS.add(by=field, owner=begun, data=meant_for)
    handed_in = submitted(field, country, title=f"{mark} handed in", problem=mark)
    offered = submitted(field, country, title=f"{mark} offered", problem=mark)
    offered = actions.waive_appraisal(
        by=manager, proposal=offered, lock_version=offered.version, kind="deadline", reason="A call"
    )
    asked = {"partner": germany, "amount_usd": Decimal(1000000), "probability": 50}
    offered = moved(pardev, offered, "with_partner", **asked)
    offered = actions.offer_proposal(by=manager, proposal=offered, lock_version=offered.version, offered=True)
    return {
        "begun": fresh(begun),
        "handed in": handed_in,
        "offered": fresh(offered),
        "question": question,
        "author": author,
        "partner": named,
    }
