"""Documents of an evaluation, its report first of all: who sees the evaluation reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ilo_dc.core.documents import pages as core
from portfolio.evaluations import policies
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.pages.evaluations import evaluation_or_404
from portfolio.evaluations.registers import EVALUATIONS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict


class OfEvaluation(core.Owned):
    """The documents of an evaluation."""

    def owner(self) -> Evaluation:
        """Return the evaluation that the address names."""
        return evaluation_or_404(self.request.user, self.kwargs["evaluation"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of evaluations."""
        return policies.may_edit_evaluation(user, owner)

    def back(self) -> str:
        """Return to the evaluation."""
        return f"{reverse('portfolio:evaluation', args=[self.kwargs['evaluation']])}#documents"

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the evaluation."""
        return [(reverse("portfolio:evaluations"), EVALUATIONS.label), (self.back(), self.owner().title)]


class ServeEvaluationDocument(OfEvaluation, core.ServeDocument):
    """One document, as a download."""


class AttachToEvaluation(OfEvaluation, core.AttachDocument):
    """Add a document."""


class WithdrawEvaluationDocument(OfEvaluation, core.WithdrawDocument):
    """Take a document away from readers; a published evaluation keeps a report."""

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of evaluations."""
        return policies.may_withdraw_document(user, owner)
