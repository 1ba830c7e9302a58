from django.urls import include, path

from portfolio.proposals.pages import proposal_forms, proposal_parts, proposals, proposed_partners

PROPOSALS = [
    path("", proposals.ProposalsPage.as_view(), name="proposals"),
    path("new/", proposal_forms.NewProposal.as_view(), name="proposal-new"),
    path("offered/", proposals.OfferedProposalsPage.as_view(), name="offered-proposals"),
    path("statuses/", proposals.ProposalStatusesPage.as_view(), name="proposal-statuses"),
    path("pipeline/", proposals.PipelinePage.as_view(), name="proposed-partners"),
    *proposed_partners.urlpatterns,
    path("help-desk/", proposals.DeskQuestionsPage.as_view(), name="desk-questions"),
    path("help-desk/<int:pk>/answer/", proposal_parts.AnswerQuestion.as_view(), name="desk-answer"),
    path("help-desk/<int:pk>/take-back/", proposal_parts.TakeQuestionBack.as_view(), name="desk-take-back"),
    path("authors/<int:pk>/remove/", proposal_parts.RemoveAuthor.as_view(), name="proposal-author-remove"),
    path("<int:pk>/move/<slug:status>/", proposal_forms.MoveProposal.as_view(), name="proposal-move"),
    path("<int:pk>/discard/", proposal_forms.DiscardProposal.as_view(), name="proposal-discard"),
    path("<int:pk>/hand-over/", proposal_forms.HandOverProposal.as_view(), name="proposal-hand-over"),
    path("<int:pk>/offer/", proposal_forms.OfferProposal.as_view(), name="proposal-offer"),
    path("<int:pk>/authors/new/", proposal_parts.NameAuthor.as_view(), name="proposal-author-new"),
    path("<int:pk>/help-desk/ask/", proposal_parts.AskDesk.as_view(), name="desk-ask"),
    path(
        "<int:proposal_id>/life/<int:pk>/correct/",
        proposal_forms.CorrectProposalStatus.as_view(),
        name="proposal-status-correct",
    ),
    path(
        "<int:proposal_id>/life/<int:pk>/take-back/",
        proposal_forms.TakeBackProposalStatus.as_view(),
        name="proposal-status-take-back",
    ),
]
urlpatterns = [path("proposals/", include(PROPOSALS))]
