"""How a kept file leaves the portal: one way for pages and API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.documents.models import Document

log = structlog.get_logger(__name__)


def serve(rows: QuerySet[Document], pk: int) -> FileResponse:
    """Send one of `rows`: the documents, not withdrawn, of an owner that the reader may see.

    Always as a download under its own name, as what its content is. A document of another owner, a withdrawn
    and a missing one are the same 404; so is one whose file was taken away, as a scanner for viruses does.
    """
    document = get_object_or_404(rows, pk=pk)
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        log.warning("A file is missing.", document=document.pk, file=document.file.name)
        raise Http404 from error
    response = FileResponse(
        file,
        as_attachment=True,
        filename=document.name,
        content_type=document.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{document.checksum}"'
    return response
