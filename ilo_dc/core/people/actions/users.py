"""People: added, edited, deactivated and let in again; never deleted."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.people import policies
from ilo_dc.core.people.actions import memberships
from ilo_dc.core.people.actions.sessions import end_all_until_now
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import history_context, save_valid

CHOSE_PREFERENCES = gettext_noop("Preferences chosen")  # in the history


class UnableToEditPerson(UnableToAct):
    """A person's entry cannot be changed like this."""

    title = "Unable to change this person"


@dataclass(frozen=True)
class Particulars:
    """What is written of a person. `username` may stay empty: the address then gives it."""

    name: str
    email: str
    language: str = "en"
    username: str = ""


@transaction.atomic
def add_person(*, by: User, particulars: Particulars) -> User:
    """Add a person who cannot sign in yet: no password, no membership.

    Raises:
        UnableToAct: refused, or entries that need attention, by field.
    """
    require(policies.may_administer(by))
    return _add(by, particulars)


@transaction.atomic
def found_administrator(*, particulars: Particulars) -> User:
    """Add the first administrator of an installation that has none; run by whoever owns the server.

    Raises:
        UnableToEditPerson: there is one already.
    """
    if memberships.administrators().exists():
        raise UnableToEditPerson(_("There is an administrator already; ask them for an invitation."))
    user = _add(None, particulars)
    memberships.give(None, user, memberships.ADMINISTRATOR, reason="First administrator of this installation")
    return user


@transaction.atomic
def edit_person(*, by: User, user: User, particulars: Particulars) -> User:
    """Change name, address, language or sign-in name; `change_particulars` of accounts tells the person.

    Raises:
        UnableToAct: refused, or entries that need attention, by field.
    """
    require(policies.may_administer(by))
    _check(particulars)
    user = User.objects.select_for_update().get(pk=user.pk)
    _write(user, particulars)
    # allauth keeps its own list, by which a former address could still ask for a new password.
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    with history_context(by, gettext_noop("Particulars changed")):
        return save_valid(user)


@transaction.atomic
def choose_preferences(*, by: User, language: str, daily_digest: bool) -> User:
    """Set the language that a person reads the portal and their mail in, and whether a digest comes daily.

    Everyone chooses their own.
    """
    _require_translated(language)
    user = User.objects.select_for_update().get(pk=by.pk)
    user.language, user.daily_digest = language, daily_digest
    with history_context(by, CHOSE_PREFERENCES):
        return save_valid(user)


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    """Set the language that a person reads the portal and their mail in; everyone chooses their own.

    Raises:
        UnableToEditPerson: there is no translation into it.
    """
    _require_translated(language)
    user = User.objects.select_for_update().get(pk=by.pk)
    if user.language == language:
        return user
    user.language = language
    with history_context(by, CHOSE_PREFERENCES):
        return save_valid(user)


@transaction.atomic
def deactivate_person(*, by: User, user: User, reason: str) -> User:
    """Keep a person out: sessions end for good, keys stop at once, everything they did stays.

    Raises:
        Refused: not an administrator.
        UnableToEditPerson: oneself, the last administrator, no reason.
    """
    require(policies.may_administer(by))
    memberships.lock_administrators()
    if user.pk == by.pk:
        raise UnableToEditPerson(_("You cannot deactivate yourself. Ask another administrator."))
    if not reason.strip():
        raise UnableToEditPerson(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    if not memberships.administrators().exclude(user=user).exists():
        raise UnableToEditPerson(_("This is the last administrator. Give somebody else the role first."))
    return _switch(by, user, active=False, reason=reason)


@transaction.atomic
def reactivate_person(*, by: User, user: User, reason: str) -> User:
    """Let a deactivated person sign in again, with the memberships that are still in force.

    Raises:
        Refused: not an administrator.
        UnableToEditPerson: no reason.
    """
    require(policies.may_administer(by))
    if not reason.strip():
        raise UnableToEditPerson(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    return _switch(by, user, active=True, reason=reason)


def _add(by: User | None, particulars: Particulars) -> User:
    _check(particulars)
    user = User(demonstration=is_demonstration())
    user.set_unusable_password()
    _write(user, particulars)
    with history_context(by, gettext_noop("Person added")):
        return save_valid(user)


def _require_translated(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise UnableToEditPerson(
            _("Some entries need your attention."),
            {"language": [_("The portal does not speak this language.")]},
        )


def _check(particulars: Particulars) -> None:
    problems: dict[str, list[str]] = {}
    if not particulars.name.strip():
        problems["name"] = [_("Write the person’s name.")]
    if not particulars.email.strip():
        problems["email"] = [_("Write the address that the invitation goes to.")]
    if "@" in particulars.username:
        # A name that looks like an address could be taken for another person's at sign-in.
        problems["username"] = [
            _("A sign-in name has no “@”; people may sign in with their address as well.")
        ]
    if particulars.language not in dict(settings.LANGUAGES):
        problems["language"] = [_("The portal does not speak this language.")]
    if problems:
        raise UnableToEditPerson(_("Some entries need your attention."), problems)


def _write(user: User, particulars: Particulars) -> None:
    user.name = particulars.name.strip()
    user.email = particulars.email.strip()
    user.language = particulars.language
    # Names are matched without regard to case at sign-in, so they are kept in one.
    user.username = (particulars.username or user.username or user.email.partition("@")[0]).strip().lower()


def _switch(by: User, user: User, *, active: bool, reason: str) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    if not active:
        end_all_until_now(user)  # for good: letting in again opens none of them
    with history_context(by, reason.strip()):
        return save_valid(user)
