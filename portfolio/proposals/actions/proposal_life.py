"""The life of a proposal, declared: what its statuses ask for, who records them, who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.history.events import tracked
from ilo_dc.core.life.actions import History, Life, Messages, Notices
from ilo_dc.core.life.reasons import own_reasons
from ilo_dc.core.models import Document
from portfolio.proposals import policies
from portfolio.proposals.actions import proposal_notices as notices
from portfolio.proposals.actions.proposed_partners import follow_life, others_asked
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.rules import STATUSES, gate_values
from portfolio.proposals.vocab import APPRAISED, BEGUN, OF_APPRAISAL, ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.life.actions import Place, Problems, Step

own_reasons(BEGUN, APPRAISED)
# Why an agreement stays recorded, asked of the features above, by name; empty: none of them keeps it.
AGREEMENT_KEPT_BY: dict[str, Callable[[Proposal], str]] = {}


def known_of(proposal: Proposal) -> dict[str, object]:
    """Return what gates are told of a proposal, by gate."""
    annotated = Proposal.objects.with_clearance().get(pk=proposal.pk)
    known = {
        gate.field: getattr(annotated, gate.field)
        for gate in STATUSES.gates
        if hasattr(annotated, gate.field)
    }
    return {**known, **gate_values(vars(annotated))}


def _problems(proposal: Proposal, place: Place[ProposalState], step: Step) -> Problems:
    """Return what else stands against a step: what an appraisal said is not corrected here."""
    named = {step.status, place.replaced.status} if place.replaced else set()
    if named & set(OF_APPRAISAL):
        return {"status": [_("An appraisal decided this. A further round decides anew.")]}
    if place.replaced is not None and (kept := _why_agreed(proposal, place.replaced)):
        return {"status": [kept]}
    if step.status == ProposalStatus.SUBMITTED and place.replaced is None and not _was_mended(proposal):
        text = _(
            "Nothing was changed since it was returned. Correct what the note asks for, or say in the "
            "text why it stays as it is."
        )
        return {"": [text]}
    if step.status == ProposalStatus.DECLINED and place.replaced is None:
        return _problems_of_refusal(proposal, step)
    return {}


def _was_mended(proposal: Proposal) -> bool:
    """Return whether a returned proposal was changed since: its text, its partners or its documents."""
    if proposal.status != ProposalStatus.REVISE:
        return True
    events: Any = tracked()["portfolio.proposal"]._default_manager.filter(pgh_obj_id=proposal.pk)
    before = events.filter(status=ProposalStatus.APPRAISAL).aggregate(last=Max("pgh_id"))["last"] or 0
    returned = events.filter(pgh_id__gt=before).order_by("pgh_id").first()
    columns = _text_columns()
    if returned is None or any(getattr(proposal, name) != getattr(returned, name) for name in columns):
        return True
    since = returned.pgh_created_at
    documents = Document.objects.of(proposal).filter(attached_at__gt=since)
    partners: Any = tracked()["portfolio.proposedpartner"]._default_manager.filter(proposal=proposal.pk)
    return documents.exists() or partners.filter(pgh_created_at__gt=since).exists()


def _text_columns() -> list[str]:
    """Return the columns of a proposal that somebody writes."""
    fields = Proposal._meta.concrete_fields
    return [field.attname for field in fields if field.editable and not field.primary_key]


def _problems_of_refusal(proposal: Proposal, step: Step) -> Problems:
    """Return what stands against “declined” while another partner has not answered."""
    others = others_asked(proposal, step.values.get("partner"))
    if not others:
        return {}
    text = _("Another partner has not answered yet: %(names)s. Note this answer in the list of partners.")
    return {"partner": [text % {"names": ", ".join(others)}]}


def _why_kept(proposal: Proposal, place: Place[ProposalState]) -> str:
    """Return why the present status is not taken back; empty: it may be."""
    if place.replaced is not None and place.replaced.status in OF_APPRAISAL:
        return _("An appraisal decided this. A further round decides anew.")
    return _why_agreed(proposal, place.replaced) if place.replaced is not None else ""


def _why_agreed(proposal: Proposal, recorded: ProposalState) -> str:
    """Return why a recorded agreement stays as it is; empty: nothing above keeps it, or it is none."""
    if recorded.status != ProposalStatus.AGREED:
        return ""
    return next((why for kept in AGREEMENT_KEPT_BY.values() if (why := kept(proposal))), "")


PROPOSAL_LIFE = Life(
    statuses=STATUSES,
    model=ProposalState,
    known=known_of,
    demonstration=lambda proposal: proposal.demonstration,
    may_record=policies.may_move_proposal,
    may_correct=policies.may_correct_proposal,
    history=History(change="Proposal: %(status)s", corrected="Proposal corrected: %(status)s"),
    notices=Notices(
        notices.tell_of_proposal,
        corrected=notices.CORRECTED,
        recorded={"submitted": notices.SUBMITTED, "agreed": notices.AGREED},
    ),
    messages=Messages(
        unable=gettext_noop("The proposal cannot take this step yet."),
        may_not_follow=gettext_noop("From “%(now)s” the proposal cannot move there."),
        to_come=gettext_noop("A step is recorded when it has taken effect, not before."),
        not_in_order=gettext_noop("The status before took effect later than this."),
        first=gettext_noop("A proposal begins as a concept: there is no status before it."),
        why=gettext_noop("Say why; the history keeps it."),
    ),
    check=_problems,
    keep=_why_kept,
    repeats=lambda _proposal, statuses, _new: {"status": statuses[-1].status},
    follow=follow_life,
)
# The same life as appraisals write in it: they ask their own policies first, and tell themselves.
APPRAISED_LIFE = replace(
    PROPOSAL_LIFE,
    may_record=policies.may_record_appraised,
    notices=Notices(notices.tell_of_proposal, corrected=notices.CORRECTED),
)
