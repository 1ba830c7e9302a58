"""Paths of the documents of a country programme, each with its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from ilo_dc.core.documents import api as core
from ilo_dc.core.models import Document
from portfolio.programmes import policies
from portfolio.programmes.actions import programme_documents as actions
from portfolio.programmes.api.views.programmes import programme_or_404
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.vocab import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict


class ProgrammeDocumentSerializer(core.DocumentSerializer):
    """A document of a programme: its kind, its own date, and the file."""

    kind = serializers.ChoiceField(source="kind_of_document", choices=DocumentKind.choices)
    dated_on = serializers.DateField(allow_null=True)

    class Meta(core.DocumentSerializer.Meta):
        fields = ["id", "kind", "dated_on", *core.DocumentSerializer.Meta.fields[1:]]


class ProgrammeDocumentInput(core.DocumentInput):
    """A document of a programme."""

    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    dated_on = serializers.DateField(required=False, allow_null=True)


class OfProgramme(core.OwnedView):
    """The documents of a programme that the caller sees, as far as their kind lets them."""

    serializer_class = ProgrammeDocumentSerializer
    file_path = "api:country-programmes-document-file"

    def owner(self) -> CountryProgramme:
        """Return the programme."""
        return programme_or_404(self.request, self.kwargs["programme_id"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of programmes."""
        return policies.may_document_programme(user, owner)

    def kinds(self) -> QuerySet[ProgrammeDocument]:
        """Return what the documents are, the latest first."""
        rows = ProgrammeDocument.objects.visible_to(self.request.user).filter(programme=self.owner())
        return rows.current().order_by("-document_id")

    def rows(self) -> QuerySet[Document]:
        """Return the documents."""
        return Document.objects.filter(pk__in=self.kinds().order_by().values("document"))

    def shown(self) -> Iterable[Document]:
        """Return the documents, each with its kind."""
        return [with_kind(one) for one in self.kinds()]


def with_kind(row: ProgrammeDocument) -> Document:
    """Return the document of a row with what the row says of it."""
    document: Any = row.document
    document.kind_of_document, document.dated_on = row.kind, row.dated_on
    return cast("Document", document)


@extend_schema_view(
    get=extend_schema(responses=ProgrammeDocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": ProgrammeDocumentInput},
        responses={201: ProgrammeDocumentSerializer},
    ),
)
class ProgrammeDocuments(OfProgramme, core.DocumentList):
    """The documents of a programme that the caller may read, the latest first; a POST attaches one."""

    input_class = ProgrammeDocumentInput

    def attach(self, owner: Any, values: dict[str, Any]) -> Document:
        """Attach a document with its kind."""
        return with_kind(actions.attach_programme_document(by=self.by, programme=owner, **values))


class ProgrammeDocumentFile(OfProgramme, core.DocumentFile):
    """The file of a programme's document, as what its content is."""


@extend_schema_view(post=extend_schema(request=core.WithdrawDocumentInput, responses={204: None}))
class WithdrawProgrammeDocument(OfProgramme, core.WithdrawDocument):
    """Take a document of a programme away from readers with a reason; the file is kept."""
