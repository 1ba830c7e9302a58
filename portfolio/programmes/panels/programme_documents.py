"""The documents of a country programme as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from ilo_dc.core.documents.pages import Listed
from ilo_dc.core.people.grants import grants_of
from portfolio.programmes import policies
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class DocumentsPanel:
    """The documents that the reader reads, and whether there is a way to attach one."""

    programme: CountryProgramme
    documents: list[Listed]
    may_document: bool
    template: str = "portfolio/programmes/panels/documents_of_programme.html"


def documents_of(user: Viewer, programme: CountryProgramme) -> DocumentsPanel:
    """Return the documents of a programme that `user` reads; who attached one is for staff."""
    rows = ProgrammeDocument.objects.visible_to(user).filter(programme=programme).for_list()
    may_document = bool(policies.may_document_programme(user, programme))
    is_staff = grants_of(user).is_staff
    listed = [
        Listed(
            row.document,
            _address("portfolio:programme-document", programme, row),
            _address("portfolio:programme-document-withdraw", programme, row) if may_document else "",
            about=row.get_kind_display(),
            who=str(row.document.attached_by) if is_staff else "",
        )
        for row in rows
    ]
    return DocumentsPanel(programme, listed, may_document)


def _address(name: str, programme: CountryProgramme, row: ProgrammeDocument) -> str:
    return reverse(name, args=[programme.slug, row.document_id])
