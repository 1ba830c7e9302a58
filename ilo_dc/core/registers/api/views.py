"""Views that every API path is made of: a list, an object."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from orjson import Fragment
from rest_framework import generics, mixins
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.errors import UnableToRead, require
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.measures.question import values_of
from ilo_dc.core.registers.api.etags import etag_of, is_known, tag_of
from ilo_dc.core.registers.api.keyset import KeysetPagination
from ilo_dc.core.registers.api.rows import ROW, written
from ilo_dc.core.registers.exports import register_response
from ilo_dc.core.registers.paging import COUNT_CAP, capped_count
from ilo_dc.core.registers.register import Listing, Register, read_listing
from ilo_dc.core.registers.totals import answered, totals_of


class RegisterView(generics.GenericAPIView[Any]):
    """What list and object share: the register's rows for the caller."""

    register: ClassVar[Register]
    public: ClassVar[bool] = True
    filter_backends = (DjangoFilterBackend,)
    pagination_class = KeysetPagination

    @property
    def filterset_class(self) -> type[Any]:
        """The register's filters, for the schema."""
        return self.register.filterset

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows the caller may see."""
        return self.register.rows(self.request.user)

    def seen_by(self) -> str:
        """Return the permission scope of the answer's tag."""
        user = self.request.user
        if self.public or not user.is_authenticated:
            return "public"
        return f"user:{user.pk}:{user.acting_for.pk}" if user.acting_for else f"user:{user.pk}"


class RegisterListView(mixins.ListModelMixin, RegisterView):
    """A list: `{"next", "previous", "results"}`, or CSV and XLSX of exactly the filtered rows."""

    def get(self, request: Request) -> Any:
        """Answer the page that the address asks for."""
        self.let_in()
        listing = read_listing(self.register, self.parameters(), user=request.user)
        etag = self.tag(listing)
        if etag and is_known(request, etag):
            return Response(status=304, headers={"ETag": etag})
        extension = request.accepted_renderer.format
        if extension in {"csv", "xlsx"}:
            self.answered_shape()  # a file has all columns; an unknown field is refused here too
            response = register_response(request, listing, extension)
        else:
            response = Response(self.envelope(listing))
        if etag:
            response["ETag"] = etag
        return response

    def let_in(self) -> None:
        """Let in the readers of the list, as its page does.

        Raises:
            NotAuthenticated: the list has readers, and nobody is signed in.
            Refused: the caller is none of them.
        """
        user = self.request.user
        if self.register.readers is not None:
            if not user.is_authenticated:
                raise NotAuthenticated
            require(self.register.readers(user))

    def parameters(self) -> QueryDict:
        """Return what the address asks of the register."""
        return self.request.query_params

    def tag(self, listing: Listing) -> str:
        """Return the tag of a list of facts that shows nothing else: the data version says all of it.

        Other lists are tagged by their content, and so are facts beside which a row shows what is edited in
        place: an edit of it makes no change of the data version.
        """
        rows: Any = listing.rows
        is_of_facts_alone = issubclass(rows.model, Fact) and not rows.EDITED
        return etag_of(self.request, seen_by=self.seen_by()) if is_of_facts_alone else ""

    def envelope(self, listing: Listing) -> dict[str, Any]:
        """Return one page of the list with links to its neighbours."""
        serializer = self.answered_shape()
        fetch = written(serializer, listing.rows.model, listing.moment)
        page = listing.page(fetch)
        body: dict[str, Any] = {
            "next": self.link(page.next_cursor),
            "previous": self.link(page.previous_cursor),
        }
        if listing.parameters.get("count") == "true":
            count = capped_count(listing.rows)
            body["count"], body["count_is_capped"] = min(count, COUNT_CAP), count > COUNT_CAP
        shared = listing.shared
        if shared is not None:
            body["shared"] = {"count": capped_count(shared), "url": self.address(shared="true")}
        if listing.parameters.get("totals") == "true":
            totals = totals_of(listing, self.request.user)
            body["totals"] = answered(totals) if totals else None
        if fetch is None:
            body["results"] = [serializer.to_representation(row) for row in page.rows]
        else:
            body["results"] = [Fragment(row[ROW]) for row in page.rows]
        return body

    def link(self, cursor: str) -> str | None:
        """Return the address of the page at `cursor`."""
        return self.address(cursor=cursor) if cursor else None

    def address(self, **parameters: str) -> str:
        """Return the address of this list with other parameters, from its first page unless they name one."""
        query = self.request.query_params.copy()
        query.pop("cursor", None)
        for name, value in parameters.items():
            query[name] = value
        return f"{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}"

    def answered_shape(self) -> Any:
        """Return the serializer of a row, cut to `fields` where asked."""
        serializer: Any = self.get_serializer()
        asked = values_of(",".join(self.request.query_params.getlist("fields")))
        if asked:
            known = serializer.fields
            unknown = [name for name in asked if name not in known]
            if unknown:
                raise UnableToRead(
                    _("Unknown fields: %(names)s.") % {"names": ", ".join(unknown)},
                    {"fields": [_("Fields: %(names)s.") % {"names": ", ".join(known)}]},
                )
            for name in set(known) - set(asked):
                known.pop(name)
            serializer.context["fields"] = tuple(known)
        return serializer


class RegisterObjectView(RegisterView):
    """One object; hidden and missing are the same 404."""

    lookup_field = "pk"

    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Answer the object; the tag of one that is edited in place is its version."""
        row = self.get_object()
        version = self.version_of(row)
        headers = {} if version is None else {"ETag": tag_of(version)}
        return Response(self.get_serializer(row).data, headers=headers)

    def version_of(self, row: Any) -> int | None:
        """Return the version that a write must name; None for what is not written through the API."""
        return getattr(row, "version", None)

    def get_object(self) -> Any:
        """Return the row of the address among those the caller may see.

        Raises:
            Http404: there is none.
        """
        value = self.kwargs[self.lookup_field]
        try:
            found = self.get_queryset().filter(**{self.lookup_field: value}).first()
        except (ValueError, OverflowError) as error:
            raise Http404 from error
        if found is None:
            raise Http404
        return found
