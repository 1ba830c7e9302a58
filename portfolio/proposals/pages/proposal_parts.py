"""Pages of co-authors and of the design help desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.writing.forms import VersionForm
from portfolio.proposals import forms, policies
from portfolio.proposals.actions import proposal_parts as actions
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.pages.proposal_forms import ProposalPage, language_of
from portfolio.proposals.pages.proposals import proposal_or_404

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

USUAL_DAYS = timedelta(days=7)


class AuthorPage(ProposalPage):
    """A form about the co-authors of a proposal."""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may name them."""
        return policies.may_name_authors(user, self.proposal)

    def get_initial(self) -> dict[str, Any]:
        """Return nothing: a new co-author has no version."""
        return {}


class NameAuthor(AuthorPage):
    """Name a co-author."""

    form_class = forms.AuthorForm
    heading = gettext_lazy("Name a co-author")
    lead = gettext_lazy("Whoever is named sees the proposal and writes in it as its author does.")
    button = gettext_lazy("Name them")

    def act(self, answers: dict[str, Any]) -> str:
        """Name."""
        actions.name_author(by=self.by, owner=self.proposal, data=actions.AuthorData(**answers))
        return _("The co-author is named.")


class RemoveAuthor(AuthorPage):
    """Take a co-author out."""

    form_class = VersionForm
    heading = gettext_lazy("Remove the co-author")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    @cached_property
    def author(self) -> ProposalAuthor:
        """The co-author that the address names."""
        seen = Proposal.objects.visible_to(self.request.user)
        rows = ProposalAuthor.objects.filter(proposal__in=seen).select_related("user")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that they write in."""
        return proposal_or_404(self.request.user, self.author.proposal_id)

    def subject(self) -> str:
        """Return who it is."""
        return str(self.author.user)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.author.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        actions.AUTHORS.remove(by=self.by, row=self.author, lock_version=answers["version"])
        return _("Removed.")


class AskDesk(ProposalPage):
    """Ask the help desk."""

    form_class = forms.QuestionForm
    parameters = ("section",)
    heading = gettext_lazy("Ask the help desk")
    lead = gettext_lazy("Name a desk or a specialist. The answer stands beside the part then.")
    button = gettext_lazy("Ask")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may ask."""
        return policies.may_ask_desk(user, self.proposal)

    def get_initial(self) -> dict[str, Any]:
        """Return the part that the address names, and a week from today."""
        return {
            "section": self.request.GET.get("section", ""),
            "language": language_of(self.by),
            "due_on": timezone.now().date() + USUAL_DAYS,
        }

    def act(self, answers: dict[str, Any]) -> str:
        """Ask."""
        actions.ask_desk(by=self.by, proposal=self.proposal, text=actions.QuestionText(**answers))
        return _("The help desk was asked.")


class QuestionPage(ProposalPage):
    """A form about a question to the help desk."""

    template_name = "portfolio/proposals/desk_question.html"

    @cached_property
    def question(self) -> DeskQuestion:
        """The question that the address names."""
        rows = DeskQuestion.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that it is about."""
        return proposal_or_404(self.request.user, self.question.proposal_id)

    def back(self) -> str:
        """Return to the part of the proposal's page that it asks about."""
        return f"{reverse('proposal', args=[self.question.proposal_id])}#{self.question.section}"

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read, and what was answered."""
        return {"version": self.question.version, "answer": self.question.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        return {**super().get_context_data(**kwargs), "question": self.question}


class AnswerQuestion(QuestionPage):
    """Answer a question."""

    form_class = forms.AnswerForm
    heading = gettext_lazy("Answer the question")
    button = gettext_lazy("Answer")
    keeps_draft = True

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may answer."""
        return policies.may_answer(user, self.question)

    def act(self, answers: dict[str, Any]) -> str:
        """Answer."""
        actions.answer_question(
            by=self.by,
            question=self.question,
            lock_version=answers["version"],
            answer=answers["answer"],
        )
        return _("The answer stands beside the proposal.")


class TakeQuestionBack(QuestionPage):
    """Take an unanswered question back."""

    form_class = VersionForm
    heading = gettext_lazy("Take the question back")
    button = gettext_lazy("Take it back")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may take it back."""
        return policies.may_remove_question(user, self.question)

    def act(self, answers: dict[str, Any]) -> str:
        """Take it back."""
        actions.take_question_back(by=self.by, question=self.question, lock_version=answers["version"])
        return _("The question was taken back.")
