from django.urls import path

from ilo_dc.core.life.api import status_paths
from ilo_dc.core.writing.api.paths import nested_paths_of, paths_of
from portfolio.proposals import registers
from portfolio.proposals.actions import proposal_parts as parts
from portfolio.proposals.actions.proposed_partners import PARTNERS
from portfolio.proposals.api import serializers as shapes
from portfolio.proposals.api import views
from portfolio.proposals.models.proposal import Proposal

urlpatterns = [
    path("proposals/", views.ProposalList.as_view(), name="proposals-list"),
    path("proposals/<int:pk>/", views.ProposalObject.as_view(), name="proposals-detail"),
    *status_paths("proposals", views.ProposalStatusView),
    path("proposals/<int:pk>/discard/", views.DiscardProposal.as_view(), name="proposals-discard"),
    path("proposals/<int:pk>/hand-over/", views.HandOverProposal.as_view(), name="proposals-hand-over"),
    path("proposals/<int:pk>/offer/", views.OfferProposal.as_view(), name="proposals-offer"),
    *nested_paths_of(
        parts.AUTHORS,
        "proposals/<int:proposal_id>/authors/",
        ("proposals-authors", "proposals-author"),
        serializer=shapes.ProposalAuthorSerializer,
        owners=Proposal.objects.visible_to,
        rows=lambda rows: rows.select_related("proposal", "user").order_by("pk"),
        input_class=shapes.ProposalAuthorInput,
        add=parts.name_author,
    ),
    *paths_of(registers.OFFERED_PROPOSALS, shapes.OfferedProposalSerializer, public=False),
    *paths_of(registers.PROPOSAL_STATUSES, shapes.ProposalStatusSerializer, public=False),
    *paths_of(registers.PROPOSED_PARTNERS, shapes.ProposedPartnerSerializer, part=PARTNERS),
    path("proposals/<int:pk>/questions/", views.AskDesk.as_view(), name="proposals-questions"),
    path("desk-questions/", views.DeskQuestionList.as_view(), name="desk-questions-list"),
    path("desk-questions/<int:pk>/", views.DeskQuestionObject.as_view(), name="desk-questions-detail"),
    path("desk-questions/<int:pk>/answer/", views.AnswerQuestion.as_view(), name="desk-questions-answer"),
]
