"""Documents of country programmes: attached with their kind, withdrawn with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.documents.actions import attach_document, withdraw_document
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.versions.actions import history_context, save_valid
from portfolio.programmes import policies
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.vocab import DocumentKind

if TYPE_CHECKING:
    from django.core.files.base import File

    from ilo_dc.core.models import Document, User


class UnableToDocument(UnableToAct):
    """The document cannot be attached to the programme like this."""

    title = "Unable to attach this document"


@transaction.atomic
def attach_programme_document(
    *,
    by: User,
    programme: CountryProgramme,
    file: File[bytes],
    kind: str,
    title: str = "",
    dated_on: date | None = None,
) -> ProgrammeDocument:
    """Keep `file` as a document of `programme`, of a kind of `DocumentKind`; `dated_on` is its own date.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToDocument: an unknown kind, or a day to come.
        UnableToAct: what is wrong with the file, by field `file`.
    """
    policy = policies.may_document_programme
    require(policy(by, programme))
    problems: dict[str, list[str]] = {}
    if kind not in DocumentKind.values:
        problems["kind"] = [_("Choose what kind of document it is.")]
    if dated_on and dated_on > timezone.now().date():  # before the file is kept
        problems["dated_on"] = [_("This day is still to come. Give today or an earlier day.")]
    if problems:
        raise UnableToDocument(_("Some entries need your attention."), problems)
    document = attach_document(by=by, owner=programme, file=file, policy=policy, title=title)
    with history_context(by, gettext_noop("Document attached")):
        return save_valid(
            ProgrammeDocument(
                programme=programme,
                document=document,
                kind=kind,
                dated_on=dated_on,
                demonstration=document.demonstration,
            )
        )


def withdraw_programme_document(
    *, by: User, programme: CountryProgramme, document: Document, reason: str
) -> Document:
    """Take a document of `programme` away from readers; the file and the reason are kept.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToWithdraw: no reason, or withdrawn already.
    """
    return withdraw_document(
        by=by, owner=programme, document=document, policy=policies.may_document_programme, reason=reason
    )
