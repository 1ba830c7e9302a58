"""Paths of proposals: registers, one proposal, its life, co-authors, the help desk."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.life.api import StatusView
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.proposals.actions import proposal_parts as parts
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from portfolio.proposals.api import serializers as shapes
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.registers import DESK_QUESTIONS, PROPOSALS


def proposal_or_404(request: Request, pk: int) -> Proposal:
    """Return a proposal that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(Proposal.objects.visible_to(request.user).for_list(), pk=pk)


class ProposalList(WritingView, RegisterListView):
    """Proposals, which only staff of the Office sees; a POST begins one as a concept."""

    register = PROPOSALS
    public = False
    serializer_class = shapes.ProposalSerializer
    input_class = shapes.NewProposalInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Begin a proposal as a concept."""
        values = self.field_values()
        place = {"country": values.pop("country", None), "region": values.pop("region", None)}
        begun = actions.create_proposal(by=self.by, text=actions.ProposalText(**values), **place)
        row = self.get_queryset().get(pk=begun.pk)
        return self.answer(row, version=row.version, status=201)


class ProposalObject(WritingView, RegisterObjectView):
    """One proposal."""

    register = PROPOSALS
    public = False
    serializer_class = shapes.ProposalSerializer
    input_class = shapes.ProposalInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change what is said in the proposal; `If-Match` names the version that was read."""
        proposal = self.get_object()
        version = version_read(request, proposal.version)
        values = {**present_values(actions.ProposalText, proposal), **self.field_values(partial=True)}
        text = actions.ProposalText(**values)
        actions.edit_proposal(by=self.by, proposal=proposal, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)


class ProposalStatusView(StatusView):
    """What the paths of a proposal's life share."""

    life = PROPOSAL_LIFE
    serializer_class = shapes.ProposalStateSerializer
    step_input = shapes.ProposalStepInput
    correction_input = shapes.ProposalCorrectionInput
    reason_input = shapes.ProposalReasonInput
    queryset = ProposalState.objects.none()

    def find_noun(self, key: int) -> Proposal:
        """Return the proposal."""
        return proposal_or_404(self.request, key)

    def visible(self, noun: Proposal) -> Any:
        """Return the statuses that the caller sees with their partners."""
        return super().visible(noun).select_related("partner")


class ProposalVerb(WritingView):
    """A verb about a proposal; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.ProposalSerializer
    queryset = Proposal.objects.none()

    def act(self, proposal: Proposal, version: int, values: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Do it, and answer the proposal as it is then."""
        proposal = proposal_or_404(request, pk)
        self.act(proposal, version_read(request, proposal.version), self.field_values())
        saved = proposal_or_404(request, pk)
        return self.answer(saved, version=saved.version)


@extend_schema_view(post=extend_schema(request=shapes.ProposalReasonInput, responses={204: None}))
class DiscardProposal(ProposalVerb):
    """Give up a draft with a reason; nobody sees it any more."""

    input_class = shapes.ProposalReasonInput

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Discard it."""
        proposal = proposal_or_404(request, pk)
        version = version_read(request, proposal.version)
        actions.discard_proposal(by=self.by, proposal=proposal, lock_version=version, **self.field_values())
        return Response(status=204)


@extend_schema_view(post=extend_schema(request=shapes.AuthorInput, responses=shapes.ProposalSerializer))
class HandOverProposal(ProposalVerb):
    """Let somebody else be the author, or take over what its author left."""

    input_class = shapes.AuthorInput

    def act(self, proposal: Proposal, version: int, values: dict[str, Any]) -> None:
        """Hand it over."""
        actions.hand_over_proposal(by=self.by, proposal=proposal, lock_version=version, **values)


@extend_schema_view(post=extend_schema(request=shapes.OfferInput, responses=shapes.ProposalSerializer))
class OfferProposal(ProposalVerb):
    """Show title, country and budget to funding partners, or no longer."""

    input_class = shapes.OfferInput

    def act(self, proposal: Proposal, version: int, values: dict[str, Any]) -> None:
        """Offer it, or take the offer away."""
        actions.offer_proposal(by=self.by, proposal=proposal, lock_version=version, **values)


@extend_schema_view(post=extend_schema(request=shapes.WaiverInput, responses=shapes.ProposalSerializer))
class WaiveAppraisal(ProposalVerb):
    """Let a submitted proposal go to a partner without an appraisal."""

    waive: Any = None  # the action, given where its address is composed: it asks who appraised the proposal
    input_class = shapes.WaiverInput

    def act(self, proposal: Proposal, version: int, values: dict[str, Any]) -> None:
        """Waive it."""
        self.waive(by=self.by, proposal=proposal, lock_version=version, **values)


@extend_schema_view(
    post=extend_schema(request=shapes.NewQuestionInput, responses={201: shapes.DeskQuestionSerializer})
)
class AskDesk(WritingView):
    """Ask the design help desk about the proposal of the address."""

    serializer_class = shapes.DeskQuestionSerializer
    input_class = shapes.NewQuestionInput
    queryset = DeskQuestion.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Ask it."""
        proposal = proposal_or_404(request, pk)
        text = parts.QuestionText(**self.field_values())
        asked = parts.ask_desk(by=self.by, proposal=proposal, text=text)
        row = DESK_QUESTIONS.rows(request.user).get(pk=asked.pk)
        return self.answer(row, version=row.version, status=201)


class DeskQuestionList(RegisterListView):
    """Questions to the design help desk."""

    register = DESK_QUESTIONS
    public = False
    serializer_class = shapes.DeskQuestionSerializer


class DeskQuestionObject(WritingView, RegisterObjectView):
    """One question to the design help desk."""

    register = DESK_QUESTIONS
    public = False
    serializer_class = shapes.DeskQuestionSerializer
    input_class = shapes.DeskAnswerInput

    def delete(self, request: Request, pk: int) -> Response:
        """Take an unanswered question back; `If-Match` names its version."""
        row = self.get_object()
        version = version_read(request, row.version)
        parts.take_question_back(by=self.by, question=row, lock_version=version)
        return Response(status=204)


@extend_schema_view(
    post=extend_schema(request=shapes.DeskAnswerInput, responses=shapes.DeskQuestionSerializer)
)
class AnswerQuestion(WritingView):
    """Answer a question; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.DeskQuestionSerializer
    input_class = shapes.DeskAnswerInput
    queryset = DeskQuestion.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Answer it."""
        row = self.row(pk)
        version = version_read(request, row.version)
        parts.answer_question(by=self.by, question=row, lock_version=version, **self.field_values())
        saved = self.row(pk)
        return self.answer(saved, version=saved.version)

    def row(self, pk: int) -> DeskQuestion:
        """Return the question that the caller sees; hidden and missing are the same 404."""
        return get_object_or_404(DESK_QUESTIONS.rows(self.request.user), pk=pk)
