"""The registers of proposals: all of them, what is offered, their statuses, the help desk."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.proposals import policies
from portfolio.proposals.filters import (
    DeskQuestionFilterSet,
    OfferedProposalFilterSet,
    ProposalFilterSet,
    ProposalStateFilterSet,
    ProposedPartnerFilterSet,
)
from portfolio.proposals.measures import MEASURES
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.proposals.tables import (
    DeskQuestionTable,
    OfferedProposalTable,
    ProposalStateTable,
    ProposalTable,
    ProposedPartnerTable,
)

PROPOSALS = Register(
    code="proposals",
    readers=policies.may_see_proposals,
    label=_("Proposals"),
    lead=_(
        "Ideas for projects on their way to an agreement, from the first concept. Only staff of the Office "
        "sees them; amounts are estimates and stand in no total of money."
    ),
    rows=lambda user: Proposal.objects.visible_to(user).for_list(),
    filterset=ProposalFilterSet,
    table=ProposalTable,
    orderings={
        "code": ("code",),
        "title": ("title__folded",),
        "country": ("country__name__folded__or_last",),
        "status": ("status",),
        "status_since": ("status_since__or_last",),
        "budget_usd": ("budget_usd__or_last",),
        "office": ("office__code__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-code",
    page="portfolio:proposals",
)
OFFERED_PROPOSALS = Register(
    code="offered-proposals",
    readers=policies.may_see_offers,
    label=_("Offered proposals"),
    lead=_("Appraised proposals that the Office offers to funding partners. Ask PARDEV about any of them."),
    rows=lambda user: Proposal.objects.offered_to(user).select_related("country", "region"),
    filterset=OfferedProposalFilterSet,
    table=OfferedProposalTable,
    orderings={
        "title": ("title__folded",),
        "country": ("country__name__folded__or_last",),
        "budget_usd": ("budget_usd__or_last",),
    },
    ordering="title",
    page="portfolio:offered-proposals",
)
PROPOSAL_STATUSES = Register(
    code="proposal-statuses",
    readers=policies.may_see_proposals,
    label=_("Statuses and decisions"),
    lead=_(
        "What happened to proposals, each with its day: submitted, decided by an appraisal, with a partner, "
        "agreed. Amounts of the pipeline stand in no total of money."
    ),
    rows=lambda user: ProposalState.objects.visible_to(user).for_list(),
    filterset=ProposalStateFilterSet,
    table=ProposalStateTable,
    orderings={
        "effective_on": ("effective_on",),
        "code": ("proposal__code",),
        "title": ("proposal__title__folded",),
        "country": ("proposal__country__name__folded__or_last",),
        "status": ("status",),
        "amount_usd": ("amount_usd__or_last",),
        "probability": ("probability__or_last",),
    },
    orderings_then={"title": ("title_then__folded",)},
    ordering="-effective_on",
    page="portfolio:proposal-statuses",
    measures=MEASURES,
)
PROPOSED_PARTNERS = Register(
    code="proposed-partners",
    readers=policies.may_see_proposals,
    label=_("Pipeline by partner"),
    lead=_(
        "The partners that each proposal is meant for: what each is asked, since when, and what it answered. "
        "Only staff of the Office sees them; amounts stand in no total of money."
    ),
    rows=lambda user: ProposedPartner.objects.visible_to(user).for_list(),
    filterset=ProposedPartnerFilterSet,
    table=ProposedPartnerTable,
    orderings={
        "submitted_on": ("submitted_on__or_last",),
        "proposal": ("proposal__code",),
        "title": ("proposal__title__folded",),
        "country": ("proposal__country__name__folded__or_last",),
        "partner": ("partner__name__folded",),
        "amount_usd": ("amount_usd__or_last",),
        "probability": ("probability__or_last",),
        "answer": ("answer",),
        "answered_on": ("answered_on__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-proposal",
    page="portfolio:proposed-partners",
)
DESK_QUESTIONS = Register(
    code="desk-questions",
    readers=policies.may_see_proposals,
    label=_("Design help desk"),
    lead=_("What the authors of proposals asked specialists and bureaux, and what they answered."),
    rows=lambda user: DeskQuestion.objects.visible_to(user).for_list(),
    filterset=DeskQuestionFilterSet,
    table=DeskQuestionTable,
    orderings={
        "due_on": ("due_on",),
        "code": ("proposal__code",),
        "title": ("proposal__title__folded",),
        "section": ("section",),
        "updated_at": ("updated_at",),
    },
    ordering="-due_on",
    page="portfolio:desk-questions",
)
