"""What every page knows: the installation, the main navigation, the languages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info

if TYPE_CHECKING:
    from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page frame. All of it is lazy, so that an error page asks no database."""
    return {
        "installation": SimpleLazyObject(_installation),
        "unread": cache(lambda: _unread(request)),  # called by the template: plurals need a true number
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "languages": [_language(code) for code in settings.OFFERED_LANGUAGES],
    }


def _installation() -> Any:
    """Return the one installation, or None before the first start."""
    return apps.get_model("core", "Installation")._default_manager.first()


def _unread(request: HttpRequest) -> int:
    """Return how many notices the reader has not read, counting no further than 100."""
    notices = apps.get_model("core", "Notification")._default_manager
    return int(notices.visible_to(request.user).unread()[:100].count())


def _language(code: str) -> dict[str, Any]:
    """Return a language as its speakers call it, and whether it is the one in use."""
    info = get_language_info(code)
    name = info["name_local"].capitalize()
    return {"code": code, "name": name, "short": code[:2].upper(), "current": code == get_language()}


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the items this person sees whose page exists; the deepest matching address is current."""
    items = []
    for item in import_string(settings.PORTAL_NAVIGATION)(request.user):
        try:
            items.append({"label": item.label, "url": reverse(item.url_name), "current": False})
        except NoReverseMatch:
            continue
    matching = [item for item in items if _is_within(request.path, str(item["url"]))]
    if matching:
        max(matching, key=lambda item: len(str(item["url"])))["current"] = True
    return items


def _is_within(path: str, url: str) -> bool:
    """Return whether `path` is the page at `url` or below it; everything lies below the front page."""
    return path == url or (url != "/" and path.startswith(url))
