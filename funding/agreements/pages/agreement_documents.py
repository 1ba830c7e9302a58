"""Documents of an agreement: served, attached, withdrawn; read by staff and the partner that signed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from funding.agreements import policies
from funding.agreements.models.agreement import Agreement
from funding.agreements.pages.agreement_forms import agreement_or_404
from funding.agreements.registers import AGREEMENTS
from ilo_dc.core.documents import pages as core
from ilo_dc.core.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict


class OfAgreement(core.Owned):
    """The documents of an agreement."""

    def owner(self) -> Agreement:
        """Return the agreement that the address names."""
        return agreement_or_404(self.request.user, self.kwargs["agreement"])

    def rows(self) -> QuerySet[Document]:
        """Return the documents that the reader may read."""
        agreement = self.owner()
        documents = super().rows()
        return documents if policies.reads_documents(self.request.user, agreement) else documents.none()

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of agreements."""
        return policies.may_document_agreement(user, owner)

    def back(self) -> str:
        """Return to the agreement."""
        return f"{reverse('agreement', args=[self.kwargs['agreement']])}#documents"

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the agreement."""
        return [(reverse("funding:agreements"), AGREEMENTS.label), (self.back(), self.owner())]


class ServeAgreementDocument(OfAgreement, core.ServeDocument):
    """One document, as a download."""


class AttachToAgreement(OfAgreement, core.AttachDocument):
    """Add a document."""


class WithdrawAgreementDocument(OfAgreement, core.WithdrawDocument):
    """Take a document away from readers."""
