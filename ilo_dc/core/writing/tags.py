"""Parts of pages about work: one-time keys, documents, what awaits, notices; loaded in every template."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ilo_dc.core.writing.digests import ONCE

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()


@register.simple_tag
def once() -> str:
    """Write a form's one-time key: the page calls `answer_once`, and sending the form again saves once."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(16))


@register.inclusion_tag("ui/documents.html", takes_context=True)
def documents(context: Context, rows: Iterable[Any]) -> dict[str, Any]:
    """List the documents of a record: what `ilo_dc.core.documents.pages.listed` returns."""
    return {"rows": rows, "request": context.get("request")}


@register.inclusion_tag("ui/work_items.html")
def work_items(rows: Iterable[Any], caption: str = "", part: str = "yours") -> dict[str, Any]:
    """List what awaits somebody: `item` (a WorkItem), `days` and `due` (a DueDate) of each.

    `part`: `yours`, `others` (it says who has to act) or `coming` (it says from when on).
    """
    return {"rows": rows, "caption": caption or _("Waiting for you"), "part": part}


@register.inclusion_tag("ui/notice_list.html")
def notice_list(rows: Iterable[Any]) -> dict[str, Any]:
    """List notifications, each with the way to its page."""
    return {"rows": rows}


@register.simple_tag
def form_scripts(user: Any) -> str:
    """Load the script that closes menus; for who is signed in also those that keep drafts and count."""
    menus = format_html('<script src="{}" defer></script>', static("js/menus.js"))
    if not getattr(user, "is_authenticated", False):
        return menus
    return format_html(
        '{}\n<script src="{}" data-user="{}" data-probe="{}" defer></script>\n'
        '<script src="{}" defer></script>',
        menus,
        static("js/drafts.js"),
        user.pk,
        static("img/favicon.svg"),
        static("js/counts.js"),
    )
