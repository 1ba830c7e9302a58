"""Which pages are lists whose filters may be saved, and what they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.urls import Resolver404, resolve

from ilo_dc.core.registers.pages.register import RegisterPage

if TYPE_CHECKING:
    from ilo_dc.core.measures.types import Words
    from ilo_dc.core.registers.register import Register

View = TypeVar("View", bound=Callable[..., Any])


def keeps_filters(label: Words) -> Callable[[View], View]:
    """Say that filters of a page may be saved, and what the page is called; a register's always may."""

    def named(view: View) -> View:
        view.list_name = label  # type: ignore[attr-defined]
        return view

    return named


def list_name(page: str) -> Words | None:
    """Return what the list at an address of the portal is called; None: no list stands there."""
    try:
        view = resolve(page).func
    except Resolver404:
        return None
    register = _register_of(view)
    return register.label if register is not None else getattr(view, "list_name", None)


def register_at(page: str) -> Register | None:
    """Return the register whose page stands at an address of the portal; None: no register's does."""
    try:
        return _register_of(resolve(page).func)
    except Resolver404:
        return None


def _register_of(view: Callable[..., Any]) -> Register | None:
    found = getattr(view, "view_class", None)
    return found.register if isinstance(found, type) and issubclass(found, RegisterPage) else None
