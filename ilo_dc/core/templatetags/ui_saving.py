"""Parts of pages that save: one-time keys, documents; loaded in every template."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html

from ilo_dc.core.repeats import ONCE

register = template.Library()


@register.simple_tag
def once() -> str:
    """Write a form's one-time key: the page calls `answer_once`, and sending the form again saves once."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(16))


@register.inclusion_tag("ui/documents.html")
def documents(rows: Iterable[Any]) -> dict[str, Any]:
    """List the documents of a record: what `ilo_dc.core.pages.documents.listed` returns."""
    return {"rows": rows}
