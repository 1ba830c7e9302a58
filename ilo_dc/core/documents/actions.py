"""Documents: attached to a row of any noun, withdrawn with a reason, never deleted.

Both functions take the policy of the owner's app, because core knows no owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.documents.media import MediaType, breaks_off, lies, media_type_of, name_as
from ilo_dc.core.documents.models import Document
from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.documents.uploads import checksum_of_upload, kept_name, shown_name, too_large
from ilo_dc.core.errors import UnableToAct, Verdict, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.base import File
    from django.db.models import Model

    from ilo_dc.core.people.models.user import User

    Policy = Callable[[User, Any], Verdict]


class UnableToAttach(UnableToAct):
    """The file cannot be attached; nothing was saved."""

    title = "Unable to attach"


class UnableToWithdraw(UnableToAct):
    """The document cannot be withdrawn."""

    title = "Unable to withdraw"


@transaction.atomic
def attach_document(
    *, by: User, owner: Model, file: File[bytes], policy: Policy, title: str = ""
) -> Document:
    """Keep `file` as a document of `owner`; `policy(by, owner)` says whether they may.

    Raises:
        Refused: what the policy says.
        UnableToAct: too large, empty, cut off, of a kind that is not kept, named as another kind, or
            attached already; by field `file`.
    """
    require(policy(by, owner))
    kind = _checked(file)
    checksum = checksum_of_upload(file)
    document = Document(
        owner_noun=noun_of(owner),
        owner_id=str(owner.pk),
        name=name_as(kind, shown_name(file)),
        title=title.strip(),
        media_type=kind.code,
        size=file.size,
        checksum=checksum,
        attached_by=by,
        demonstration=is_demonstration(),
    )
    with history_context(by, gettext_noop("Document attached")):
        if Document.objects.of(owner).current().filter(checksum=checksum).exists():
            _refuse(_("This very file is attached already."))
        document.file.save(kept_name(checksum, document.name), file, save=False)
        try:
            return save_valid(document)
        except UnableToAct:
            document.file.delete(save=False)
            raise


@transaction.atomic
def withdraw_document(*, by: User, owner: Model, document: Document, policy: Policy, reason: str) -> Document:
    """Take a document of `owner` away from readers; the file and the reason are kept.

    Raises:
        Refused: what the policy says.
        UnableToWithdraw: no reason, or withdrawn already.
    """
    require(policy(by, owner))
    if not reason.strip():
        raise UnableToWithdraw(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    document = Document.objects.of(owner).select_for_update().get(pk=document.pk)
    if document.withdrawn_at is not None:
        raise UnableToWithdraw(_("This document was withdrawn already."))
    document.withdrawn_at = timezone.now()
    with history_context(by, reason.strip()):
        return save_valid(document)


def _checked(file: File[bytes]) -> MediaType:
    """Return what the file is, or refuse it at the door."""
    if (message := too_large(file)) is not None:
        _refuse(message)
    if not file.size:
        _refuse(_("The file is empty."))
    kind = media_type_of(file)
    if kind is None:
        _refuse(
            _(
                "Only PDF, Word, Excel, PowerPoint and OpenDocument files without macros, PNG and JPEG "
                "pictures and UTF-8 text are kept. What counts is the content, not the name."
            )
        )
    if breaks_off(kind, file):
        _refuse(_("This file breaks off: its end is missing. Save it anew, and attach that one."))
    name = shown_name(file)
    if lies(kind, name):
        _refuse(
            _(
                "“%(name)s” is %(kind)s by its content: rename it so that it ends in %(ending)s, or attach "
                "another."
            )
            % {"name": name, "kind": kind.label, "ending": kind.extensions[0]}
        )
    return kind


def _refuse(message: str) -> NoReturn:
    raise UnableToAttach(message, {"file": [message]})
