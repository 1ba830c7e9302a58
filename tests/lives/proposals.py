"""A proposal for Zimbabwe, which staff alone see, on its way to a partner and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import ClassVar

from ilo_dc.core.life.actions import Step
from ilo_dc.core.versions.actions import present_values
from portfolio.models import Proposal, ProposalState
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from tests.lives.life import Life
from tests.recipes import proposals as cast

WAY = ("proposal", "submitted", "withdrawn")


def retitle(life: ProposalLife) -> None:
    now, word = life.now, life.word()
    text = replace(
        actions.ProposalText(**present_values(actions.ProposalText, now)),
        title=word,
        problem=word,
        language="fr" if now.language == "en" else "en",
        budget_usd=Decimal(1000 + life.count),
    )
    actions.edit_proposal(by=life.people["field_officer"], proposal=now, lock_version=now.version, text=text)


def move_on(life: ProposalLife) -> None:
    before = life.now.status
    following = WAY[WAY.index(before) + 1] if before in WAY[:-1] else WAY[0]
    cast.moved(life.people["field_officer"], life.now, following)


def take_back(life: ProposalLife) -> None:
    PROPOSAL_LIFE.take_back(
        by=life.people["manager"],
        noun=life.now,
        status=ProposalState.objects.current().of(life.now).get(),
        lock_version=life.now.version,
        reason="By mistake",
    )


def correct(life: ProposalLife) -> None:
    status = ProposalState.objects.current().of(life.now).get()
    PROPOSAL_LIFE.correct(
        by=life.people["manager"],
        noun=life.now,
        status=status,
        lock_version=life.now.version,
        step=Step(status.status, status.effective_on, "Said otherwise"),
    )


@dataclass
class ProposalLife(Life):
    """One proposal, lived from its concept on."""

    DOORS: ClassVar = ("proposal-statuses",)
    STEPS: ClassVar[dict[str, Callable[[ProposalLife], None]]] = {
        "retitle": retitle,
        "move on": move_on,
        "take back": take_back,
        "correct": correct,
    }
    WHOLE: ClassVar = (
        "retitle",
        "move on",
        "retitle",
        "move on",
        "take back",
        "retitle",
        "correct",
        "move on",
    )
    ASKED: ClassVar = {"proposal-statuses": ({"status": "submitted"}, {"search": "decent"})}

    proposal: Proposal = field(init=False)

    def begin(self) -> None:
        """Write a concept, and another one that stays as it is."""
        author = self.people["field_officer"]
        cast.concept(author, self.countries["NAM"], title="Middle of the list")
        self.proposal = cast.concept(author, self.countries["ZWE"])

    @property
    def now(self) -> Proposal:
        return cast.fresh(self.proposal)
