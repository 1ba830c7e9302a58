"""Finding the pages of the portal themselves: a list by its name or by its code in the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import get_resolver, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.partners.registers import FUNDING_PARTNERS
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.search.hits import Hit, Hits
from ilo_dc.core.text_search import plain

if TYPE_CHECKING:
    from ilo_dc.core.measures.types import Words
    from ilo_dc.core.people.grants import Viewer

# Pages that are no list: URL name, name, what programs call it. The lists are found by their addresses.
PAGES: tuple[tuple[str, Words, str], ...] = (
    ("portal:gaps", gettext_lazy("Resource gaps"), "resource-gaps"),
    ("countries", gettext_lazy("Countries and areas"), "countries"),
    ("data", gettext_lazy("Definitions, data and API"), "figures"),
    ("help", gettext_lazy("Help"), ""),
    (FUNDING_PARTNERS.page, FUNDING_PARTNERS.label, FUNDING_PARTNERS.code),  # a page of figures
)


def find_lists(user: Viewer, text: str, limit: int) -> Hits:
    """Find what `user` may open in whose name, or code, each word of `text` begins one."""
    sought = plain(text).split()
    found = [
        Hit(str(label), reverse(page), texts=((_("Code"), code),))
        for page, label, code in (*PAGES, *_lists_of(user))
        if sought and all(_begins_one(word, f"{label} {code}") for word in sought)
    ]
    return Hits(_("Pages"), tuple(found[:limit]), len(found) > limit)


def _lists_of(user: Viewer) -> list[tuple[str, Words, str]]:
    """Return the lists that `user` may open as `PAGES` has pages, by name."""
    lists = [page.register for page in register_pages() if _opens_for(user, page)]
    named = sorted(lists, key=lambda one: (plain(str(one.label)), one.code))
    return [(one.page, one.label, one.code) for one in named]


@cache
def register_pages() -> tuple[type[RegisterPage], ...]:
    """Return the pages of registers that have an address, each once."""
    found = {
        view.register.page: view
        for view in _views_in(get_resolver().url_patterns)
        if view.register.page and _view_at(view.register.page) is view
    }
    return tuple(found.values())


def _views_in(patterns: Sequence[Any]) -> Iterator[type[RegisterPage]]:
    """Yield the pages of registers among addresses."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views_in(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, RegisterPage):
            yield view


def _view_at(page: str) -> Any:
    return getattr(resolve(reverse(page)).func, "view_class", None)


def _opens_for(user: Viewer, page: type[RegisterPage]) -> bool:
    if not issubclass(page, Guarded):
        return True
    return user.is_authenticated and bool(page().verdict(user))


def _begins_one(word: str, text: str) -> bool:
    return any(one.startswith(word) for one in plain(text).split())
