"""How a kept file leaves the portal: one way for pages and API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import get_object_or_404

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.documents.models import Document


def serve(rows: QuerySet[Document], pk: int) -> FileResponse:
    """Send one of `rows`: the documents, not withdrawn, of an owner that the reader may see.

    Always as a download under its own name, as what its content is. A document of another owner, a withdrawn
    and a missing one are the same 404.
    """
    document = get_object_or_404(rows, pk=pk)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type=document.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{document.checksum}"'
    return response
