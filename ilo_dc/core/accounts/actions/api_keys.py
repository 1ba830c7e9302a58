"""Keys of REST clients: shown once, kept as a digest, read only, always with an end."""

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

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people import policies
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

MARK = "ilo_"  # secret scanners find keys by it
LONGEST_LIFE = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)


class UnableToIssue(UnableToAct):
    """The key cannot be issued."""

    title = "Unable to issue this key"


class UnableToRevoke(UnableToAct):
    """The key cannot be withdrawn."""

    title = "Unable to withdraw this key"


@transaction.atomic
def issue_api_key(*, by: User, user: User, label: str, expires_at: datetime) -> tuple[ApiKey, str]:
    """Return a new key and its text, which is kept nowhere: it is shown this once.

    Raises:
        Refused: not an administrator.
        UnableToIssue: the user is deactivated, or the expiry is past or more than a year away.
    """
    require(policies.may_administer(by))
    now = timezone.now()
    if not user.is_active:
        raise UnableToIssue(_("This person is deactivated; a key would not work."))
    if not now < expires_at <= now + LONGEST_LIFE:
        raise UnableToIssue(
            _("Some entries need your attention."),
            {"expires_at": [_("Choose a day from tomorrow to one year from now.")]},
        )
    text = MARK + secrets.token_urlsafe(32)
    key = ApiKey(
        user=user, label=label.strip(), prefix=text[:12], digest=digest_of(text), expires_at=expires_at
    )
    with history_context(by, gettext_noop("Key issued")):
        save_valid(key)
    return key, text


@transaction.atomic
def revoke_api_key(*, by: User, key: ApiKey, reason: str) -> ApiKey:
    """Withdraw a key: the next request with it is refused.

    Raises:
        Refused: not an administrator.
        UnableToRevoke: withdrawn already, or no reason.
    """
    require(policies.may_administer(by))
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is not None:
        raise UnableToRevoke(_("This key was withdrawn already."))
    if not reason.strip():
        raise UnableToRevoke(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    key.revoked_at = timezone.now()
    with history_context(by, reason.strip()):
        return save_valid(key)


def digest_of(text: str) -> str:
    """Return what is kept of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def note_use(*, key: ApiKey) -> None:
    """Note that a key was used, at most once a minute."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
