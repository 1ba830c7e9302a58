"""Paths of documents under their owner's: listed, attached, downloaded, withdrawn.

An app subclasses these three with its owner and policy; what the owner's page refuses, they refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from ilo_dc.core.documents import actions
from ilo_dc.core.documents.downloads import serve
from ilo_dc.core.documents.models import Document
from ilo_dc.core.writing.api.views import WritingView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet
    from django.http import FileResponse
    from rest_framework.request import Request

    from ilo_dc.core.errors import Verdict


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document: what it is by its content, its size in bytes, and where to download it."""

    file = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = [
            "id",
            "title",
            "name",
            "media_type",
            "size",
            "checksum",
            "attached_at",
            "demonstration",
            "file",
        ]

    @extend_schema_field(OpenApiTypes.URI_REF)
    def get_file(self, document: Document) -> str:
        """Return the address of the file."""
        name, address = self.context["file_path"]
        return reverse(name, args=[*address, document.pk])


class DocumentInput(serializers.Serializer[Any]):
    """A file, sent as multipart/form-data, and what it is; its content decides its kind, not its name."""

    file = serializers.FileField(allow_empty_file=True)
    title = serializers.CharField(max_length=200, allow_blank=True, required=False)


class WithdrawDocumentInput(serializers.Serializer[Any]):
    """Why a document is withdrawn."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class OwnedView(WritingView):
    """Whose documents these are, and who may change them."""

    serializer_class: Any = DocumentSerializer
    queryset = Document.objects.none()
    pagination_class = None
    file_path = ""  # the URL name of the file's path, which takes the owner's key and the document's

    def owner(self) -> Model:
        """Return the owner that the address names, among the rows that the caller may see; else 404."""
        raise NotImplementedError

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Return whether `user` may change the documents of `owner`."""
        raise NotImplementedError

    def rows(self) -> QuerySet[Document]:
        """Return the owner's documents that the caller may read, the latest first."""
        return Document.objects.of(self.owner()).current().order_by("-pk")

    def shown(self) -> Iterable[Any]:
        """Return what the list answers, in the serializer's shape."""
        return self.rows()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the documents of the owner; none while the schema is written."""
        return Document.objects.none() if getattr(self, "swagger_fake_view", False) else self.rows()

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the address of the files."""
        owners = [value for name, value in self.kwargs.items() if name != "document"]
        return {**super().get_serializer_context(), "file_path": (self.file_path, owners)}


class DocumentList(OwnedView):
    """The documents of an owner, the latest first; a POST attaches one."""

    parser_classes = (MultiPartParser,)
    input_class = DocumentInput

    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Answer the documents."""
        return Response(self.get_serializer(self.shown(), many=True).data)

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Attach a file; the checks of the page are these."""
        owner = self.owner()
        return Response(self.get_serializer(self.attach(owner, self.field_values())).data, status=201)

    def attach(self, owner: Any, values: dict[str, Any]) -> Any:
        """Call the action and return what the answer shows."""
        return actions.attach_document(by=self.by, owner=owner, policy=self.policy, **values)


@extend_schema(responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)})
class DocumentFile(OwnedView):
    """One document's file, as what its content is."""

    input_class = serializers.Serializer

    def get(self, request: Request, document: int, **_kwargs: Any) -> FileResponse:
        """Send it; hidden, withdrawn and missing are the same 404."""
        return serve(self.rows(), document)


class WithdrawDocument(OwnedView):
    """Take a document away from readers with a reason; the file is kept."""

    input_class = WithdrawDocumentInput

    def create(self, request: Request, *_args: Any, document: int, **_kwargs: Any) -> Response:
        """Withdraw it."""
        found = get_object_or_404(self.rows(), pk=document)
        actions.withdraw_document(
            by=self.by, owner=self.owner(), document=found, policy=self.policy, **self.field_values()
        )
        return Response(status=204)
