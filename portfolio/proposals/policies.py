"""Who may write, move, offer and waive, and who asks and answers the help desk (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Country, Region
from ilo_dc.core.people.grants import granted_at, grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.querysets.desks import desks_of
from portfolio.proposals.querysets.proposals import SEEING
from portfolio.proposals.vocab import DRAFTS, OF_APPRAISAL, OVER, WRITTEN_IN, ProposalStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

CREATORS = (Role.FIELD, Role.PARDEV, Role.COORDINATOR)
PARTNERSHIPS = (Role.PARDEV, Role.MANAGER)
NO_PARTNER_ANY_MORE = (ProposalStatus.REJECTED, ProposalStatus.WITHDRAWN)


def is_author(user: Viewer, proposal: Proposal) -> bool:
    """Return whether `user`, or whom they act for, is the author or a co-author of a proposal."""
    persons = persons_of(user)
    if not persons:
        return False
    if proposal.author_id in persons:
        return True
    return ProposalAuthor.objects.filter(proposal=proposal.pk, user__in=persons).exists()


def has_written(user: Viewer, proposal: Proposal) -> bool:
    """Return whether `user`, whom they act for, or who acted for them ever wrote in a proposal."""
    return Proposal.objects.filter(pk=proposal.pk).ever_written_by(user).exists()


def may_see_proposals(user: Viewer) -> Verdict:
    """The staff of the Office sees the register of proposals; which ones, `visible_to` says."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see proposals."))


def may_see_offers(user: Viewer) -> Verdict:
    """Funding partners and the staff of the Office see what is offered."""
    if grants_of(user).is_staff or grants_of(user).has(Role.DONOR):
        return ALLOWED
    return refused(_("Only funding partners and staff of the Office see what is offered."))


def may_create_somewhere(user: Viewer) -> Verdict:
    """Field officers, PARDEV officers and coordinators begin proposals; where, the next one decides."""
    if grants_of(user).has(*CREATORS):
        return ALLOWED
    return refused(_("Only field officers, PARDEV officers and outcome coordinators begin proposals."))


def may_create_proposal(user: Viewer, *, country: Country | None) -> Verdict:
    """Field officers begin proposals of their own countries, PARDEV officers and coordinators everywhere."""
    grants = grants_of(user)
    if grants.has(Role.PARDEV, Role.COORDINATOR):
        return ALLOWED
    if country is not None and grants.places(Role.FIELD).cover(country.pk, country.region_id):
        return ALLOWED
    if grants.has(Role.FIELD):
        return refused(_("A field officer begins proposals of their own countries only."))
    return may_create_somewhere(user)


def beginners_at(proposal: Proposal) -> Q:
    """Return the condition that a membership is of somebody who may begin proposals in the place of one."""
    everywhere = Q(role__in=(Role.PARDEV, Role.COORDINATOR))
    if proposal.country is None:
        return everywhere
    at_home = granted_at(country=proposal.country.pk, region=proposal.country.region_id)
    return everywhere | (at_home & Q(role=Role.FIELD))


def may_hand_over_proposal(user: Viewer, proposal: Proposal) -> Verdict:
    """Its author or a manager names who writes on; what its author left, whoever may begin it takes over."""
    if proposal.status not in WRITTEN_IN:
        return refused(_("It is not being written now: it was submitted, or it is over."))
    is_own = proposal.author_id is not None and proposal.author_id in persons_of(user)
    if is_own or grants_of(user).has(Role.MANAGER):
        return ALLOWED
    if proposal.author_id is None and may_create_proposal(user, country=proposal.country):
        return ALLOWED
    return refused(_("Only its author or a PARDEV manager names who writes this proposal on."))


def places_to_begin(user: Viewer) -> tuple[QuerySet[Country], QuerySet[Region]]:
    """Return the countries and the regions that `user` may begin a proposal of."""
    grants = grants_of(user)
    if grants.has(Role.PARDEV, Role.COORDINATOR):
        return Country.objects.all(), Region.objects.all()
    return Country.objects.filter(grants.places(Role.FIELD).of_countries()), Region.objects.none()


def may_load_proposals(user: Viewer) -> Verdict:
    """Who begins proposals, or writes in one, loads sheets of them; what of a row, its own policy decides."""
    if may_create_somewhere(user):
        return ALLOWED
    if grants_of(user).is_staff and Proposal.objects.written_by(user).exists():
        return ALLOWED
    return refused(_("Only those who begin proposals or write in one load sheets of them."))


def may_see_loaded_proposals(user: Viewer) -> Verdict:
    """Who sees every proposal sees what sheets of others say of them."""
    if grants_of(user).has(*SEEING):
        return ALLOWED
    return refused(_("Only those who see every proposal see sheets of them."))


def may_write_proposal(user: Viewer, proposal: Proposal) -> Verdict:
    """Its authors write it until it is submitted and when it comes back; then a PARDEV officer may, too."""
    if proposal.status not in WRITTEN_IN:
        return refused(_("It is not being written now: it was submitted, or it is over."))
    if is_author(user, proposal):
        return ALLOWED
    if proposal.status == ProposalStatus.REVISE and grants_of(user).has(Role.PARDEV):
        return ALLOWED
    return refused(_("Only its authors write in this proposal."))


def may_name_authors(user: Viewer, proposal: Proposal) -> Verdict:
    """Its authors name who writes with them, while they write."""
    if not is_author(user, proposal):
        return refused(_("Only its authors name the co-authors of this proposal."))
    if proposal.status in WRITTEN_IN:
        return ALLOWED
    if proposal.status in OVER:
        return refused(_("This proposal is over: nobody writes in it any more."))
    return refused(_("It was submitted: its co-authors stay as they are."))


def may_propose_partners(user: Viewer, proposal: Proposal) -> Verdict:
    """Its authors propose partners while they write; the partnerships department keeps them till the end."""
    if proposal.status in NO_PARTNER_ANY_MORE:
        return refused(_("This proposal is over: it goes to no partner any more."))
    if grants_of(user).has(*PARTNERSHIPS):
        return ALLOWED
    if not is_author(user, proposal):
        return refused(_("Only its authors and PARDEV name the partners of a proposal."))
    if proposal.status not in WRITTEN_IN:
        return refused(_("It was submitted: PARDEV keeps its partners now."))
    return ALLOWED


def may_move_proposal(user: Viewer, proposal: Proposal, to: str) -> Verdict:
    """Authors develop and submit it; the partnerships department records what comes of it with a partner.

    What an appraisal says, an appraisal records (`may_record_appraised`).
    """
    if to in OF_APPRAISAL:
        return refused(_("An appraisal decides this: take it up, or decide on it, on its own page."))
    partnerships = grants_of(user).has(*PARTNERSHIPS)
    if to == ProposalStatus.WITHDRAWN:
        if partnerships or is_author(user, proposal):
            return ALLOWED
        return refused(_("Only its authors and PARDEV withdraw a proposal."))
    if to in {*DRAFTS, ProposalStatus.SUBMITTED}:
        if is_author(user, proposal):
            return ALLOWED
        return refused(_("Only its authors submit a proposal."))
    if partnerships:
        return ALLOWED
    return refused(_("Only PARDEV officers and managers record what happens with a partner."))


def may_record_appraised(_user: Viewer, _proposal: Proposal, to: str) -> Verdict:
    """The actions of an appraisal, which ask their own policies, record what it says and nothing else."""
    if to in OF_APPRAISAL:
        return ALLOWED
    return refused(_("This is no status that an appraisal gives."))


def may_correct_proposal(user: Viewer, proposal: Proposal) -> Verdict:
    """A manager mends what was recorded by mistake."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a PARDEV manager corrects what was recorded of a proposal."))


def may_discard_proposal(user: Viewer, proposal: Proposal) -> Verdict:
    """Its author gives a draft up."""
    if proposal.author_id is None or proposal.author_id not in persons_of(user):
        return refused(_("Only its author discards a proposal."))
    if proposal.status not in DRAFTS:
        return refused(_("Only a draft is discarded. What was submitted is withdrawn."))
    return ALLOWED


def may_offer_proposal(user: Viewer, proposal: Proposal) -> Verdict:
    """A manager says which proposals funding partners see, by title, country and budget."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a PARDEV manager offers a proposal to funding partners."))


def may_waive_appraisal(user: Viewer, proposal: Proposal) -> Verdict:
    """A manager who did not write it waives the appraisal of a proposal that was submitted."""
    if not grants_of(user).has(Role.MANAGER):
        return refused(_("Only a PARDEV manager waives an appraisal."))
    if has_written(user, proposal):
        return refused(_("An author does not waive the appraisal of their own proposal."))
    if proposal.status not in {ProposalStatus.SUBMITTED, ProposalStatus.REVISE, ProposalStatus.APPRAISAL}:
        return refused(_("An appraisal is waived of a proposal that was submitted and not decided on."))
    return ALLOWED


def may_ask_desk(user: Viewer, proposal: Proposal) -> Verdict:
    """Its authors ask the help desk while they write."""
    if not is_author(user, proposal):
        return refused(_("Only its authors ask the help desk about a proposal."))
    if proposal.status not in WRITTEN_IN:
        return refused(_("The help desk is asked while a proposal is being written."))
    return ALLOWED


def may_answer(user: Viewer, question: DeskQuestion) -> Verdict:
    """The specialist who was asked answers, or anybody of the desk that was."""
    asked = question.specialist_id is not None and question.specialist_id in persons_of(user)
    if asked or question.desk in desks_of(user):
        return ALLOWED
    return refused(_("Only the specialist or the desk that was asked answers this."))


def may_remove_question(user: Viewer, question: DeskQuestion) -> Verdict:
    """Its authors take an unanswered question back."""
    verdict = may_ask_desk(user, question.proposal)
    if verdict and question.answered_at is not None:
        return refused(_("A question that was answered stays."))
    return verdict
