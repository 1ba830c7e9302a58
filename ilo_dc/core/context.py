"""What every page knows: the installation, the main navigation, the languages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info

if TYPE_CHECKING:
    from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page frame. All of it is lazy, so that an error page asks no database."""
    installation = cache(lambda: _installation(request))
    return {
        "installation": SimpleLazyObject(installation),
        # Called by the template: plurals need a true number.
        "unread": lambda: len(getattr(installation(), "unread", None) or ()),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "has_single_sign_on": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "contact": settings.PORTAL_CONTACT,
        "languages": [_language(code) for code, _name in settings.LANGUAGES],
    }


def _installation(request: HttpRequest) -> Any:
    """Return the one installation with the first 100 notices that the reader has not read, in one statement.

    None: before the first start.
    """
    notices = apps.get_model("core", "Notification")._default_manager
    unread = (
        notices.visible_to(getattr(request, "user", AnonymousUser())).unread().order_by().values("pk")[:100]
    )
    installations = apps.get_model("core", "Installation")._default_manager
    return installations.annotate(unread=ArraySubquery(unread)).first()


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
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        count = item.count(request.user) if item.count else None
        items.append({"label": item.label, "url": url, "aside": item.aside, "count": count, "current": False})
    matching = [item for item in items if _is_within(request.path, str(item["url"]))]
    if matching:
        max(matching, key=lambda item: len(str(item["url"])))["current"] = True
    return items


def _is_within(path: str, url: str) -> bool:
    """Return whether `path` is the page at `url` or below it; everything lies below the front page."""
    return path == url or (url != "/" and path.startswith(url))
