"""The partners of a proposal, declared: whom it is meant for, what each is asked, what each answered.

The statuses of a proposal name one partner at a time; whoever they name stands here, too (`follow_life`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.versions.actions import history_context, save_changes, save_valid
from ilo_dc.core.writing.part import NOTHING, Conditions, Part, Words
from portfolio.proposals import policies
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.proposals.vocab import PIPELINE, PartnerAnswer, ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Organisation, User

ASKED_IN = (ProposalStatus.WITH_PARTNER, ProposalStatus.AGREED)  # another partner may be asked, too
WAS_ASKED_IN = (*ASKED_IN, ProposalStatus.DECLINED)  # a submission that was answered already is noted late
FOLLOWED = gettext_noop("Partner as recorded in the life of the proposal")


class UnableToNamePartner(UnableToAct):
    """The partner cannot be recorded like this."""

    title = "Unable to record this partner"


@dataclass(frozen=True)
class PartnerData:
    """A partner, how much it is asked for, how probable an agreement is, since when, and what it answered."""

    partner: Organisation
    amount_usd: Decimal | None = None
    probability: int | None = None
    submitted_on: date | None = None
    answer: str = ""
    answered_on: date | None = None


def _check_partner(proposal: Proposal, data: PartnerData) -> None:
    if problems := _problems(proposal, data):
        raise UnableToNamePartner(
            _("Some entries need your attention."), {name: [text] for name, text in problems.items()}
        )


def _problems(proposal: Proposal, data: PartnerData) -> dict[str, str]:
    """Return what stands against what is said of a partner, by field."""
    if data.answer and not (data.submitted_on and data.answered_on):
        missing = "answered_on" if data.submitted_on else "submitted_on"
        return {missing: _("An answer needs its day, and the day of the submission.")}
    if data.answer == PartnerAnswer.AGREED and proposal.status != ProposalStatus.AGREED:
        return {"answer": _("Record the step “Agreed” of the proposal: it names this partner.")}
    problems = {}
    if data.submitted_on and not data.answer:
        if proposal.status not in ASKED_IN:
            problems["submitted_on"] = _("Record the step “Submitted to a partner” of the proposal first.")
        if data.amount_usd is None:
            problems["amount_usd"] = _("Say how much is asked for, or was agreed, in US dollars.")
        if data.probability is None:
            problems["probability"] = _("Say how probable an agreement is, in per cent.")
    return problems


def _check_submission(proposal: Proposal, data: PartnerData) -> None:
    """Need of a new submission that the proposal went to a partner, also of one that was answered already."""
    now = Proposal.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal.pk)
    if data.submitted_on and data.answer and now.status not in WAS_ASKED_IN:
        text = _("Record the step “Submitted to a partner” of the proposal first.")
        raise UnableToNamePartner(_("Some entries need your attention."), {"submitted_on": [text]})


def _only_proposed(row: ProposedPartner) -> None:
    if row.submitted_on:
        raise UnableToNamePartner(_("What was submitted to a partner stays. Say that it was withdrawn."))


def _need_another(row: ProposedPartner, *, field: str) -> None:
    """Need that another partner of the proposal than `row` is asked."""
    if ProposedPartner.objects.asked().filter(proposal=row.proposal_id).exclude(pk=row.pk).exists():
        return
    text = _("Nobody else is asked. Record the step “Declined” or “Withdrawn” of the proposal.")
    raise UnableToNamePartner(_("Some entries need your attention."), {field: [text]})


@dataclass(frozen=True, kw_only=True)
class PartnersPart(Part[ProposedPartner]):
    """The partners of a proposal: while it is with a partner, at least one of them is asked."""

    @transaction.atomic
    def edit(
        self,
        *,
        by: User,
        row: ProposedPartner,
        lock_version: int,
        data: PartnerData,
        own: Mapping[str, Any] = NOTHING,
    ) -> ProposedPartner:
        """Save what is said of a partner.

        Raises:
            UnableToNamePartner: nobody would be asked any more of a proposal that is with a partner, or a
                submission is new and the proposal went to none.
            Refused, Conflict, UnableToAct: as every part.
        """
        proposal = Proposal.objects.select_for_update(of=("self",), no_key=True).get(pk=row.proposal_id)
        require(self.policy(by, proposal))
        if row.submitted_on is None:
            _check_submission(proposal, data)
        stays_asked = data.submitted_on is not None and not data.answer
        if proposal.status == ProposalStatus.WITH_PARTNER and row.is_asked and not stays_asked:
            _need_another(row, field="answer" if data.answer else "submitted_on")
        return super().edit(by=by, row=row, lock_version=lock_version, data=data, own=own)


PARTNERS = PartnersPart(
    model=ProposedPartner,
    data=PartnerData,
    owner="proposal",
    policy=policies.may_propose_partners,
    check=_check_partner,
    conditions=Conditions(add=_check_submission, remove=_only_proposed),
    unable=UnableToNamePartner,
    history=Words(
        added=gettext_noop("Partner proposed"),
        changed=gettext_noop("Partner changed"),
        removed=gettext_noop("Partner removed"),
    ),
)


def others_asked(proposal: Proposal, partner: Organisation | None) -> list[str]:
    """Return the names of the partners that are asked and have not answered, but for `partner`."""
    rows = ProposedPartner.objects.asked().filter(proposal=proposal).select_related("partner")
    return [str(one.partner) for one in rows.order_by("pk") if one.partner != partner]


def follow_life(by: User, proposal: Proposal, new: ProposalState) -> None:
    """Let the partners of a proposal follow a status that was recorded, corrected or taken back.

    Raises:
        UnableToAct: a partner cannot be so.
    """
    taken_back: Any = new.takes_back  # of the same life, so a status of proposals
    replaced: Any = new.replaces
    with history_context(by, FOLLOWED):
        if taken_back is not None:
            _undo(taken_back)
            return
        rows = [] if replaced is None else _rows_of(replaced)
        if rows and replaced.status != new.status:
            _undo(replaced)
            rows = []
        rows = rows or _rows_to_answer(proposal, new)
        for row in rows:
            save_changes(row, _values(new, row))
        if not rows and new.partner_id and new.status in PIPELINE:
            save_valid(_first_heard_of(proposal, new))


def _undo(state: ProposalState) -> None:
    """Let the partners that a status speaks of be as if it never was."""
    for row in _rows_of(state):
        save_changes(row, _undone(state))


def _rows_of(state: ProposalState) -> list[ProposedPartner]:
    """Return the partners that a status speaks of: whom it was submitted to, or who answered."""
    rows = ProposedPartner.objects.select_for_update(of=("self",), no_key=True).filter(
        proposal=state.proposal_id
    )
    if state.status == ProposalStatus.WITH_PARTNER:
        return list(rows.filter(partner=state.partner_id, submitted_on=state.effective_on).order_by("pk"))
    if state.status not in PartnerAnswer.values:
        return []
    rows = rows.filter(answer=state.status, answered_on=state.effective_on)
    named = rows.filter(partner=state.partner_id) if state.partner_id else rows
    return list(named.order_by("pk"))


def _rows_to_answer(proposal: Proposal, new: ProposalState) -> list[ProposedPartner]:
    """Return the partners without an answer that a new status speaks of."""
    rows = ProposedPartner.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(proposal=proposal, answer="")
    if new.status == ProposalStatus.WITHDRAWN:
        return list(rows.filter(submitted_on__isnull=False).order_by("pk"))
    return list(rows.filter(partner=new.partner_id)) if new.status in PIPELINE and new.partner_id else []


def _values(state: ProposalState, row: ProposedPartner) -> dict[str, Any]:
    """Return what a status says of a partner."""
    values: dict[str, Any] = {"partner": state.partner} if state.partner_id else {}
    if state.status == ProposalStatus.WITH_PARTNER:
        values |= {"submitted_on": state.effective_on, "probability": state.probability}
        has_agreed = row.answer == PartnerAnswer.AGREED  # to another amount, which stays
        return values if has_agreed else {**values, "amount_usd": state.amount_usd}
    amount = {} if state.amount_usd is None else {"amount_usd": state.amount_usd}
    submitted = {"submitted_on": row.submitted_on or state.effective_on}
    return {**values, **amount, **submitted, "answer": state.status, "answered_on": state.effective_on}


def _undone(state: ProposalState) -> dict[str, Any]:
    """Return what a partner is again where a status never was."""
    if state.status == ProposalStatus.WITH_PARTNER:
        return {"submitted_on": None, "answer": "", "answered_on": None}
    return {"answer": "", "answered_on": None}


def _first_heard_of(proposal: Proposal, new: ProposalState) -> ProposedPartner:
    row = ProposedPartner(
        proposal=proposal,
        partner=new.partner,
        amount_usd=new.amount_usd,
        probability=new.probability,
        demonstration=proposal.demonstration,
    )
    for name, value in _values(new, row).items():
        setattr(row, name, value)
    return row
