"""Documents of a country programme: served, attached with their kind, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.documents import pages as core
from ilo_dc.core.models import Document
from portfolio.programmes import policies
from portfolio.programmes.actions import programme_documents as actions
from portfolio.programmes.forms.programmes import AttachDocumentForm
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.registers import COUNTRY_PROGRAMMES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict


class OfProgramme(core.Owned):
    """The documents of a programme: whoever sees the programme sees those whose kind is for them."""

    def owner(self) -> CountryProgramme:
        """Return the programme that the address names."""
        rows = CountryProgramme.objects.visible_to(self.request.user).for_detail()
        found: CountryProgramme = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    def rows(self) -> QuerySet[Document]:
        """Return the documents that the reader may read."""
        readable = ProgrammeDocument.objects.visible_to(self.request.user).current()
        return Document.objects.filter(pk__in=readable.filter(programme=self.owner()).values("document"))

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of programmes."""
        return policies.may_document_programme(user, owner)

    def back(self) -> str:
        """Return to the programme."""
        return reverse("programme", args=[self.kwargs["slug"]])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the programme."""
        register = (reverse("portfolio:programmes"), COUNTRY_PROGRAMMES.label)
        return [register, (self.back(), self.owner().title)]


class ServeProgrammeDocument(OfProgramme, core.ServeDocument):
    """One document, as a download."""


class AttachToProgramme(OfProgramme, core.AttachDocument):
    """Add a document."""

    form_class = AttachDocumentForm

    def act(self, answers: dict[str, Any]) -> str:
        """Attach."""
        row = actions.attach_programme_document(by=self.by, programme=self.owner(), **answers)
        return _("“%(name)s” was attached.") % {"name": row.document}


class WithdrawProgrammeDocument(OfProgramme, core.WithdrawDocument):
    """Take a document away from readers."""

    def act(self, answers: dict[str, Any]) -> str:
        """Withdraw."""
        actions.withdraw_programme_document(
            by=self.by, programme=self.owner(), document=self.document(), **answers
        )
        return _("The document was withdrawn.")
