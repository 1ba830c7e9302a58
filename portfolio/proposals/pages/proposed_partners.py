"""Pages of the partners of a proposal: add, edit, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from ilo_dc.core.languages import together
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import DONE, PartForm, part_pages
from portfolio.proposals import forms
from portfolio.proposals.actions.proposed_partners import PARTNERS
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.proposals.pages.proposals import proposal_or_404
from portfolio.proposals.registers import PROPOSALS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ToProposal(pages.PartPage):
    """Add a partner to a proposal, which the address names."""

    @cached_property
    def owner(self) -> Any:
        """The proposal."""
        return proposal_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        return PARTNERS.policy(user, self.owner)

    def subject(self) -> str:
        """Return the proposal."""
        return together(self.owner)

    def back(self) -> str:
        """Return to the part's place on the proposal's page."""
        return f"{reverse('proposal', args=[self.owner.pk])}#pipeline"

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the proposal."""
        return [(reverse("portfolio:proposals"), PROPOSALS.label), (self.back(), self.owner.code)]


class OfPartner(ToProposal):
    """A form about a partner of a proposal, which the address names by number."""

    @cached_property
    def row(self) -> Any:
        """The partner that the address names."""
        rows = ProposedPartner.objects.visible_to(self.request.user).select_related("proposal", "partner")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def owner(self) -> Any:
        """The proposal of the partner."""
        return proposal_or_404(self.request.user, self.row.proposal_id)

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.row.version)


PARTNER = PartForm(
    part=PARTNERS,
    form=forms.PartnerFields,
    headings=(
        gettext_lazy("Add a partner"),
        gettext_lazy("Edit the partner"),
        gettext_lazy("Remove the partner"),
    ),
    messages=(gettext_lazy("The partner was added."), DONE[1], gettext_lazy("The partner was removed.")),
    add_button=gettext_lazy("Add the partner"),
)

urlpatterns = part_pages(
    "partners", PARTNER, (ToProposal, OfPartner), noun="proposed-partner", add="<int:pk>/partners/new/"
)
