"""Documents under their owner's address: served, attached, withdrawn; the owner's visibility decides.

An app subclasses these three with its owner and policy and routes them below the owner's page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from ilo_dc.core.documents import actions
from ilo_dc.core.documents.downloads import serve
from ilo_dc.core.documents.forms import AttachForm
from ilo_dc.core.documents.models import Document
from ilo_dc.core.writing.forms import ReasonForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class Listed:
    """A document as a page lists it; no `withdraw_url`: the reader may not.

    `about` is what kind of document the owner calls it; `who` attached it, for those who may know.
    """

    document: Document
    url: str
    withdraw_url: str = ""
    about: str = ""
    who: str = ""


def listed(owner: Model, *, serve: str, withdraw: str = "") -> list[Listed]:
    """Return the documents of `owner`, the latest first, for `{% documents %}`.

    `serve` and `withdraw` are the URL names of the pages, which take the owner's key and the document's.
    """
    return [
        Listed(
            document,
            reverse(serve, args=[owner.pk, document.pk]),
            reverse(withdraw, args=[owner.pk, document.pk]) if withdraw else "",
        )
        for document in Document.objects.of(owner).current()
    ]


class Owned:
    """Whose documents these are, and who may change them."""

    kwargs: dict[str, Any]
    request: HttpRequest

    def owner(self) -> Model:
        """Return the owner that the address names, among the rows that the reader may see; else 404."""
        raise NotImplementedError

    def rows(self) -> QuerySet[Document]:
        """Return the owner's documents that the reader may read."""
        return Document.objects.of(self.owner()).current()

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Return whether `user` may change the documents of `owner`."""
        raise NotImplementedError


class ServeDocument(Owned, View):
    """One document, as a download."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> FileResponse:
        """Send it."""
        return serve(self.rows(), self.kwargs["document"])


class OwnedAction(Owned, ActionPage):
    """A change of an owner's documents; who may not see the owner learns nothing of it."""

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the owner's policy."""
        return self.policy(user, self.owner())

    def subject(self) -> str:
        """Return the owner's name."""
        return str(self.owner())


class AttachDocument(OwnedAction):
    """Add a document."""

    form_class = AttachForm
    heading = gettext_lazy("Attach a document")
    button = gettext_lazy("Attach")

    def act(self, answers: dict[str, Any]) -> str:
        """Attach."""
        document = actions.attach_document(by=self.by, owner=self.owner(), policy=self.policy, **answers)
        return _("“%(name)s” was attached.") % {"name": document}


class WithdrawDocument(OwnedAction):
    """Take a document away from readers."""

    form_class = ReasonForm
    heading = gettext_lazy("Withdraw a document")
    lead = gettext_lazy("It is no longer shown or served. The file and your reason are kept.")
    button = gettext_lazy("Withdraw")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the owner's policy; a document that the reader does not read is missing."""
        self.document()
        return super().verdict(user)

    def document(self) -> Document:
        """Return the document that the address names."""
        return get_object_or_404(self.rows(), pk=self.kwargs["document"])

    def subject(self) -> str:
        """Return which document it is."""
        return str(self.document())

    def act(self, answers: dict[str, Any]) -> str:
        """Withdraw."""
        actions.withdraw_document(
            by=self.by, owner=self.owner(), document=self.document(), policy=self.policy, **answers
        )
        return _("The document was withdrawn.")
