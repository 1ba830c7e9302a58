"""Pages of proposals: the registers, and one proposal with its life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from ilo_dc.core.registers.pages.guarded import OfReaders
from portfolio.proposals import policies
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.registers import (
    DESK_QUESTIONS,
    OFFERED_PROPOSALS,
    PROPOSAL_STATUSES,
    PROPOSALS,
    PROPOSED_PARTNERS,
)

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


def proposal_or_404(user: Viewer, pk: int) -> Proposal:
    """Return a proposal that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(Proposal.objects.visible_to(user).for_list(), pk=pk)


class ProposalsPage(OfReaders):
    """`/proposals/`: proposals."""

    register = PROPOSALS
    template_name = "portfolio/proposals/proposals.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the ways to begin one, and several by a sheet."""
        may_begin = policies.may_create_somewhere(self.request.user)
        return {
            **super().context(listing, page),
            "begin": reverse("portfolio:proposal-new") if may_begin else "",
            "may_load": policies.may_load_proposals(self.request.user),
        }


class ProposalStatusesPage(OfReaders):
    """`/proposals/statuses/`: the pipeline, and what appraisals decided."""

    register = PROPOSAL_STATUSES


class PipelinePage(OfReaders):
    """`/proposals/pipeline/`: the partners of proposals."""

    register = PROPOSED_PARTNERS


class DeskQuestionsPage(OfReaders):
    """`/proposals/help-desk/`: the design help desk."""

    register = DESK_QUESTIONS


class OfferedProposalsPage(OfReaders):
    """`/proposals/offered/`: what funding partners see."""

    register = OFFERED_PROPOSALS
