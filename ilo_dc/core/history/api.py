"""`/changes/`: what was created, changed and withdrawn since a change, in commit order."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import data_version, write_moment
from ilo_dc.core.history.changelog import START, Item, Position, fact_models, items_after
from ilo_dc.core.measures.question import values_of
from ilo_dc.core.parameters import joined
from ilo_dc.core.registers.api.etags import etag_of, is_known
from ilo_dc.core.registers.api.keyset import LIMIT
from ilo_dc.core.registers.paging import read_limit
from ilo_dc.core.registers.shapes import CURSOR, REFERENCE

PARAMETERS = ("since", "cursor", "limit", "noun", "format")
SALT = "changes"
SINCE = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}


class ChangeItemSerializer(serializers.Serializer[Item]):
    """One object that a change created, changed or withdrew."""

    change = serializers.IntegerField(help_text="The change's number: the data version.")
    recorded_at = serializers.SerializerMethodField()
    reason = serializers.CharField()
    noun = serializers.CharField(help_text="The API path of the object.")
    id = serializers.CharField(source="subject", help_text="The object's id on that path.")
    verb = serializers.ChoiceField(choices=["created", "changed", "withdrawn"])
    demonstration = serializers.BooleanField()
    url = serializers.SerializerMethodField()

    def get_recorded_at(self, item: Item) -> str:
        """Return the change's time."""
        return write_moment(item.recorded_at)

    def get_url(self, item: Item) -> str:
        """Return the object's address; it shows withdrawn objects as far as the caller still sees them."""
        return reverse(f"api:{item.noun}-detail", args=[item.subject])


class ChangeListSerializer(serializers.Serializer[Any]):
    """A page of the log (schema only)."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    data_version = serializers.IntegerField()
    results = ChangeItemSerializer(many=True)


class ChangesView(APIView):
    """The log of facts; it is read forwards only, so `previous` is always null."""

    @extend_schema(
        operation_id="changes",
        parameters=[
            OpenApiParameter("since", SINCE, description="Only changes after this number."),
            OpenApiParameter("noun", REFERENCE, description="API paths, comma-separated."),
            OpenApiParameter("limit", LIMIT),
            OpenApiParameter("cursor", CURSOR),
        ],
        responses=ChangeListSerializer,
    )
    def get(self, request: Request) -> Response:
        """Answer the log after `since` or after the cursor."""
        etag = etag_of(request, seen_by=f"user:{request.user.pk}")
        if is_known(request, etag):
            return Response(status=304, headers={"ETag": etag})
        _refuse_unknown(request.query_params)
        query = joined(request.query_params, several=("noun",))
        limit = read_limit(query.get("limit", ""))
        position = _open(str(query["cursor"])) if query.get("cursor") else _since(query.get("since", ""))
        found = items_after(position, user=request.user, limit=limit + 1, nouns=_nouns(query.get("noun", "")))
        page, more = found[:limit], len(found) > limit
        body = {
            "next": self.link(request, page[-1]) if more else None,
            "previous": None,
            "data_version": data_version(),
            "results": [ChangeItemSerializer(item).data for item in page],
        }
        return Response(body, headers={"ETag": etag})

    def link(self, request: Request, item: Item) -> str:
        """Return the address of the page after `item`."""
        query = request.query_params.copy()
        query.pop("since", None)
        query["cursor"] = signing.dumps(list(item.position), salt=SALT)
        return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"


def _refuse_unknown(query: Any) -> None:
    unknown = [name for name in query if name not in PARAMETERS]
    if unknown:
        raise UnableToRead(
            _("Unknown parameters: %(names)s.") % {"names": ", ".join(unknown)[:200]},
            {name[:40]: [_("Unknown parameter.")] for name in unknown},
        )


def _nouns(text: str) -> tuple[str, ...]:
    known = {model.NOUN for model in fact_models()}
    asked = values_of(text)
    if not set(asked) <= known:
        raise UnableToRead(
            _("Unknown noun."), {"noun": [_("Nouns: %(names)s.") % {"names": ", ".join(sorted(known))}]}
        )
    return asked


def _since(text: str) -> Position:
    if not text:
        return START
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise UnableToRead(_("“since” is the number of a change."), {"since": [_("Write a whole number.")]})
    return (int(text), "\uffff", 0)


def _open(cursor: str) -> Position:
    try:
        change, noun, fact = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnableToRead(_("This cursor was not made here."), {"cursor": [_("Leave it out.")]}) from error
    return (change, noun, fact)
