"""The envelope of lists, and how the schema describes it."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import BasePagination

from ilo_dc.core.registers.paging import LARGEST_PAGE, PAGE
from ilo_dc.core.registers.shapes import CURSOR, FLAG, order_of, some_of

LIMIT = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}
PARAMETERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("limit", LIMIT, f"Rows a page, 1 to {LARGEST_PAGE}; {PAGE} unless told."),
    ("cursor", CURSOR, "Where a page starts, as `next` and `previous` give it; signed."),
    ("count", FLAG, "`true` adds `count`, capped at 100,000 (`count_is_capped`)."),
    (
        "totals",
        FLAG,
        "`true` adds `totals`: what all rows of the list add up to, and whether that is the figure.",
    ),
    ("ordering", {"type": "string"}, "One of the declared orders; a leading minus turns it round."),
    ("fields", {"type": "string"}, "Comma-separated fields to answer."),
    ("hxl", FLAG, "`true` adds the row of HXL hashtags to a CSV."),
    (
        "bom",
        FLAG,
        "`true` begins a CSV with the mark by which Excel tells UTF-8; browsers get it unless told.",
    ),
)


TOTALS = {
    "type": ["object", "null"],
    "description": "Null: no figure counts these rows, or several that overlap.",
    "properties": {
        "rows": {"type": "integer"},
        "sums": {"type": "object", "additionalProperties": {"type": ["string", "null"], "format": "decimal"}},
        "figures": {"type": "array", "items": {"type": "string"}},
        "matches": {"type": ["boolean", "null"]},
    },
    "required": ["rows", "sums", "figures", "matches"],
}


SHARED = {
    "type": "object",
    "description": "Of a list narrowed to a country: how many rows the country shares with others, and the "
    "address of the list with them. Its own rows alone are what a figure of the country counts.",
    "properties": {"count": {"type": "integer"}, "url": {"type": "string", "format": "uri"}},
    "required": ["count", "url"],
}


class KeysetPagination(BasePagination):
    """Describes the keyset envelope; the paging itself, the same for pages, is `registers.paging`."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of {next, previous, results}."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {"type": "integer"},
                "count_is_capped": {"type": "boolean"},
                "totals": TOTALS,
                "shared": SHARED,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters that every list takes."""
        own = {
            "ordering": order_of(view.register.orderings),
            "fields": some_of(view.get_serializer().fields),
        }
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": own.get(name, shape),
                "description": text,
            }
            for name, shape, text in PARAMETERS
        ]
