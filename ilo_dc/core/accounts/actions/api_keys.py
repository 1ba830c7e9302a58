"""Keys of REST clients: shown once, kept as a digest, with scopes, always with an end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts import policies
from ilo_dc.core.accounts.actions.account_notices import tell_owner
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.rules import READ, gives_writes, without_covered
from ilo_dc.core.accounts.scopes import known_scopes
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from collections.abc import Collection

MARK = "ilo_"  # secret scanners find keys by it
LONGEST_LIFE = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)
MOST = 25  # keys of one person that work at a time


class UnableToIssue(UnableToAct):
    """The key cannot be issued."""

    title = "Unable to issue this key"


class UnableToRevoke(UnableToAct):
    """The key cannot be withdrawn."""

    title = "Unable to withdraw this key"


@transaction.atomic
def issue_api_key(
    *, by: User, user: User, label: str, expires_at: datetime, scopes: Collection[str] = (READ,)
) -> tuple[ApiKey, str]:
    """Return a new key and its text, which is kept nowhere: it is shown this once.

    Raises:
        Refused: another person's key and not an administrator, or a second step is owed.
        UnableToIssue: the user is deactivated or has too many keys, the expiry is past or more than a year
            away, or the scopes are unknown, none, or change something in another person's name.
    """
    require(policies.may_issue_key(by, user))
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise UnableToIssue(_("This person is deactivated; a key would not work."))
    if ApiKey.objects.of(user).working().count() >= MOST:
        raise UnableToIssue(_("There are too many keys already. Withdraw those that are no longer used."))
    problems = {
        "expires_at": _problems_of_end(expires_at, timezone.now()),
        "scopes": _problems_of_scopes(scopes, is_own=by.pk == user.pk),
    }
    if any(problems.values()):
        found = {name: texts for name, texts in problems.items() if texts}
        raise UnableToIssue(_("Some entries need your attention."), found)
    text = MARK + secrets.token_urlsafe(32)
    key = ApiKey(
        user=user,
        label=label.strip(),
        prefix=text[:12],
        digest=digest_of(text),
        scopes=without_covered(scopes),
        expires_at=expires_at,
    )
    with history_context(by, gettext_noop("Key issued")):
        save_valid(key)
    _tell(by, key, gettext_noop("%(person)s made an API key that acts as you: %(key)s."))
    return key, text


def _problems_of_end(expires_at: datetime, now: datetime) -> list[str]:
    if now < expires_at <= now + LONGEST_LIFE:
        return []
    return [_("Choose a day from tomorrow to one year from now.")]


def _problems_of_scopes(scopes: Collection[str], *, is_own: bool) -> list[str]:
    unknown = sorted(set(scopes) - set(known_scopes()))
    if unknown:
        return [_("Unknown scopes: %(names)s.") % {"names": ", ".join(unknown)[:200]}]
    if not scopes:
        return [_("Choose what the key may do.")]
    if gives_writes(scopes) and not is_own:
        return [_("Only the person makes a key that changes something in their name.")]
    return []


@transaction.atomic
def revoke_api_key(*, by: User, key: ApiKey, reason: str) -> ApiKey:
    """Withdraw a key: the next request with it is refused.

    Raises:
        Refused: another person's key and not an administrator.
        UnableToRevoke: withdrawn already, or no reason.
    """
    require(policies.may_withdraw_key(by, key))
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is not None:
        raise UnableToRevoke(_("This key was withdrawn already."))
    if not reason.strip():
        raise UnableToRevoke(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    key.revoked_at = timezone.now()
    with history_context(by, reason.strip()):
        save_valid(key)
    _tell(by, key, gettext_noop("%(person)s withdrew an API key that acted as you: %(key)s."))
    return key


def _tell(by: User, key: ApiKey, text: str) -> None:
    tell_owner(by=by, user=key.user, text=text, page="core:own-api-keys", person=str(by), key=str(key))


def digest_of(text: str) -> str:
    """Return what is kept of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def note_use(*, key: ApiKey) -> None:
    """Note that a key was used, at most once a minute."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
