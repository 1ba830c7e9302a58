"""Every list that the API offers, by its code: a new one stands in each matrix without being named there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver, resolve, reverse

from ilo_dc.core.registers.register import Register

OF_ONE_PERSON = {"runs", "notifications"}  # each reader finds their own rows there


def _views(patterns: Any) -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from _views(one.url_patterns)
        else:
            yield one.name or "", one.callback


def public_registers() -> dict[str, Register]:
    """Return the registers that the lists of the API answer from, without those of one person."""
    found = {
        name.removesuffix("-list"): view.cls.register
        for name, view in _views(get_resolver("ilo_dc.api").url_patterns)
        if name.endswith("-list")
    }
    return {code: register for code, register in sorted(found.items()) if code not in OF_ONE_PERSON}


def page_of(register: Register) -> str:
    """Return the address of the page that lists the same rows; empty where there is none."""
    address = reverse(register.page) if register.page else ""
    lists = address and getattr(resolve(address).func, "view_class", None)
    return address if getattr(lists, "register", None) is register else ""
