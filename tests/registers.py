"""Every list that the API offers, by its code: a new one stands in each matrix without being named there."""

from __future__ import annotations

from typing import Any

from django.urls import get_resolver, resolve, reverse

from ilo_dc.core.registers.api.views import RegisterListView
from ilo_dc.core.registers.register import Register

# Who reads them finds their own rows there.
OF_ONE_PERSON = {"runs", "notifications", "imports", "api-keys", "figure-problems"}


def lists_in(patterns: Any) -> dict[str, type[RegisterListView]]:
    """Return the lists among addresses, by code."""
    found: dict[str, type[RegisterListView]] = {}
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            found |= lists_in(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, RegisterListView):
            found[view.register.code] = view
    return found


def public_registers() -> dict[str, Register]:
    """Return the registers that the lists of the API answer from, without those of one person."""
    found = lists_in(get_resolver("ilo_dc.api").url_patterns)
    return {code: found[code].register for code in sorted(found) if code not in OF_ONE_PERSON}


def page_of(register: Register) -> str:
    """Return the address of the page that lists the same rows; empty where there is none."""
    address = reverse(register.page) if register.page else ""
    lists = address and getattr(resolve(address).func, "view_class", None)
    return address if getattr(lists, "register", None) is register else ""
