"""Components for reading: the marks of demonstration data in tables, legends of bars, the page's address.

Loaded in every template.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ilo_dc.core.charts.theme import AVAILABLE, GAP, MARK, SPENT, TARGET, TRACK
from ilo_dc.core.languages import foreign_language, unmarked
from ilo_dc.core.ui.paper import address_of
from ilo_dc.core.ui.tags import legend

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()
register.filter(unmarked)


@register.simple_tag
def demo_row(applies: object = "yes") -> str:
    """Mark one row of demonstration data by a letter; the table says once, by `demo`, what it means."""
    return (
        format_html(
            '<span class="demo" title="{0}"><span aria-hidden="true">{1}</span>'
            '<span class="vh">{0}</span></span>',
            _("Demonstration data"),
            pgettext("the letter that marks a row of demonstration data", "D"),
        )
        if applies
        else ""
    )


@register.filter
def holds_demonstration(rows: Iterable[Any], name: str = "") -> bool:
    """Return whether one of the rows, or what it holds under `name`, is demonstration data.

    A table then says so once.
    """
    return any(is_demonstration(getattr(row, name) if name else row) for row in rows)


def is_demonstration(record: Any) -> bool:
    """Return whether a record, or what was described of it, is demonstration data."""
    return bool(
        getattr(record, "demonstration", False) or getattr(record, "described_as_demonstration", False)
    )


@register.simple_tag
def lang_of(written: object) -> str:
    """Write the attribute `lang` of an element that holds this one text, if it is not the page's language."""
    language = foreign_language(written)
    return format_html(' lang="{}"', language) if language else ""


@register.inclusion_tag("ui/legend.html")
def gap_legend() -> dict[str, Any]:
    """Say what the parts of a `gap_bar` are."""
    return legend(((_("Spent"), SPENT), (_("Available, not spent"), AVAILABLE), (_("Gap"), GAP)))


@register.inclusion_tag("ui/legend.html")
def target_legend() -> dict[str, Any]:
    """Say what the parts of a `target_bar` are that shows a baseline, and milestones as marks."""
    parts = (
        (_("Baseline"), TRACK[1]),
        (_("Actual"), AVAILABLE),
        (_("Milestone"), MARK),
        (_("Target"), TARGET),
    )
    return legend(parts)


@register.simple_tag(takes_context=True)
def page_address(context: Context) -> str:
    """Write the address of the page, for paper."""
    request = context.get("request")
    if request is None:
        return ""
    return format_html('<p class="only-print wrap small">{}</p>', address_of(request))


@register.simple_tag(takes_context=True)
def paper_address(context: Context, url: str) -> str:
    """Write the whole address of what a link leads to, for paper."""
    request = context.get("request")
    return url if request is None else address_of(request, url)
