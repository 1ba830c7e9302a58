"""Who may do what in core. Each function returns a verdict with the reason when it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

IMPORTERS = (Role.PARDEV, Role.MANAGER, Role.ADMIN)


def may_have_work(user: Viewer) -> Verdict:
    """Everyone who is signed in has a page of their own with what awaits them."""
    if user.is_authenticated:
        return ALLOWED
    return refused(_("Sign in to see what is waiting for you."))


def may_import(user: Viewer) -> Verdict:
    """Partnership officers, their managers and administrators load sheets of published data."""
    if grants_of(user).has(*IMPORTERS):
        return ALLOWED
    return refused(_("Only partnership officers, managers and administrators import this kind of sheet."))


def may_edit_organisations(user: Viewer) -> Verdict:
    """Who imports adds the organisations that a sheet names, their aliases and codes."""
    if grants_of(user).has(*IMPORTERS):
        return ALLOWED
    return refused(_("Only partnership officers, managers and administrators add organisations."))


def may_read_organisations(user: Viewer) -> Verdict:
    """Who imports, and who reads the administration, sees its list of organisations."""
    return may_edit_organisations(user) or may_read_administration(user)


def may_administer(user: Viewer) -> Verdict:
    """Administrators change people, memberships, keys and code lists."""
    if grants_of(user).has(Role.ADMIN):
        return ALLOWED
    return refused(_("Only administrators may do this."))


def may_read_administration(user: Viewer) -> Verdict:
    """Administrators and auditors read people, memberships, runs and history."""
    if grants_of(user).has(Role.ADMIN, Role.AUDITOR):
        return ALLOWED
    return refused(_("Only administrators and auditors see this."))


def may_restart_runs(user: Viewer) -> Verdict:
    """Administrators and partnership managers start background work again."""
    if grants_of(user).has(Role.ADMIN, Role.MANAGER):
        return ALLOWED
    return refused(_("Only administrators and managers start background work."))


def may_change_reporting_years(user: Viewer) -> Verdict:
    """Partnership managers and administrators close and reopen reporting years (journeys, section 3)."""
    if grants_of(user).has(Role.ADMIN, Role.MANAGER):
        return ALLOWED
    return refused(_("Only partnership managers and administrators close and reopen reporting years."))


def may_read_reporting_years(user: Viewer) -> Verdict:
    """Staff see how reporting years stand, and who closed and reopened them."""
    if grants_of(user).is_staff or may_change_reporting_years(user):
        return ALLOWED
    return refused(_("Only staff of the Office see this list."))


def may_read_runs(user: Viewer) -> Verdict:
    """Staff see that background work ran and what came out."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see background work."))


def may_open_installation(user: Viewer) -> Verdict:
    """A partnership manager opens the installation: from then on nothing is dated back."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a partnership manager opens the installation."))
