"""Formats of the API. CSV and XLSX are streamed by the view; their renderers only negotiate."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from ilo_dc.core.registers.exports import CSV_TYPE, XLSX_TYPE


def _other(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


class JSONRenderer(BaseRenderer):
    """JSON; decimals are strings, so that no client reads money as a float."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return `data` as JSON; nothing for an answer without content."""
        return b"" if data is None else orjson.dumps(data, default=_other, option=orjson.OPT_NON_STR_KEYS)


class ProblemRenderer(JSONRenderer):
    """RFC 9457: what an error answers, whatever format was asked for."""

    media_type = "application/problem+json"
    format = "problem"


class CSVRenderer(JSONRenderer):
    """Comma-separated values by `?format=csv`."""

    media_type = CSV_TYPE.split(";")[0]
    format = "csv"


class XLSXRenderer(JSONRenderer):
    """A workbook by `?format=xlsx`."""

    media_type = XLSX_TYPE
    format = "xlsx"
