"""Documents of clearances: whoever sees the clearance sees them, and nobody else."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from funding.clearances import policies
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.pages.clearances import Confidential, clearance_or_404
from funding.clearances.registers import CLEARANCES
from ilo_dc.core.documents import pages as documents
from ilo_dc.core.errors import Verdict


class OfClearance(documents.Owned):
    """The documents of a clearance."""

    def owner(self) -> PartnershipClearance:
        """Return the clearance that the address names."""
        return clearance_or_404(self.request.user, self.kwargs["pk"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of clearances."""
        return policies.may_document(user, owner)

    def back(self) -> str:
        """Return to the clearance."""
        return reverse("funding:clearance", args=[self.kwargs["pk"]])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the clearance."""
        return [(reverse("funding:clearances"), CLEARANCES.label), (self.back(), str(self.owner()))]


class ServeClearanceDocument(OfClearance, documents.ServeDocument):
    """One document of a clearance."""


class AttachClearanceDocument(OfClearance, Confidential, documents.AttachDocument):
    """Add a document."""

    verdict = documents.AttachDocument.verdict


class WithdrawClearanceDocument(OfClearance, Confidential, documents.WithdrawDocument):
    """Take a document away from readers."""

    verdict = documents.WithdrawDocument.verdict
