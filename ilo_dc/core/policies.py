"""Who may do what in core. Each function returns None when allowed, else the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.standing import standing_of
from ilo_dc.core.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer

IMPORTERS = (Role.PARDEV, Role.MANAGER, Role.ADMIN)


def may_have_work(user: Viewer) -> str | None:
    """Everyone who is signed in has a page of their own with what awaits them."""
    if user.is_authenticated:
        return None
    return _("Sign in to see what awaits you.")


def may_import(user: Viewer) -> str | None:
    """Partnership officers, their managers and administrators load sheets of published data."""
    if standing_of(user).has(*IMPORTERS):
        return None
    return _("Only partnership officers, managers and administrators import this kind of sheet.")


def may_administer(user: Viewer) -> str | None:
    """Administrators change people, memberships, keys and code lists."""
    if standing_of(user).has(Role.ADMIN):
        return None
    return _("Only administrators may do this.")


def may_read_administration(user: Viewer) -> str | None:
    """Administrators and auditors read people, memberships, runs and history."""
    if standing_of(user).has(Role.ADMIN, Role.AUDITOR):
        return None
    return _("Only administrators and auditors see this.")


def may_restart_runs(user: Viewer) -> str | None:
    """Administrators and partnership managers start background work again."""
    if standing_of(user).has(Role.ADMIN, Role.MANAGER):
        return None
    return _("Only administrators and managers start background work.")


def may_change_reporting_years(user: Viewer) -> str | None:
    """Partnership managers and administrators close and reopen reporting years (journeys, section 3)."""
    if standing_of(user).has(Role.ADMIN, Role.MANAGER):
        return None
    return _("Only partnership managers and administrators close and reopen reporting years.")


def may_read_runs(user: Viewer) -> str | None:
    """Staff see that background work ran and what came out."""
    if standing_of(user).is_staff:
        return None
    return _("Only staff of the Office see background work.")
