"""Second steps: changed, removed for who lost phone and codes, sealed anew after a change of keys."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts.actions.account_notices import tell_owner
from ilo_dc.core.accounts.actions.sessions import end_all_of, end_other_sessions
from ilo_dc.core.accounts.sealing import seal, unseal
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people import policies
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import history_context, save_valid

SECRETS = ("secret", "seed")  # of an app, of recovery codes
SET_UP = gettext_noop("Two-step sign-in was set up for your account.")
STOPPED = gettext_noop("Two-step sign-in was removed from your account. The password alone opens it.")
REMOVED = gettext_noop(
    "Two-step sign-in was removed from your account by an administrator. The password alone opens it. "
    "All sessions and API keys of yours have ended."
)
LINKED = gettext_noop(
    "Single sign-on was linked to your account and opens it from now on. Other sessions have ended."
)
UNLINKED = gettext_noop("The link of single sign-on to your account was removed. Other sessions have ended.")
NEW_CODES = gettext_noop("New recovery codes were made for your account; the earlier ones have ended.")


class UnableToRemove(UnableToAct):
    """The second step cannot be removed."""

    title = "Unable to remove this second step"


def note_change(*, by: User, what: str, session_key: str | None, page: str = "mfa_index") -> None:
    """Tell a person how the way they come in was changed, and sign them out of all sessions but this one."""
    end_other_sessions(by=by, but=session_key)
    tell_owner(by=by, user=by, text=what, page=page)


@transaction.atomic
def remove_second_step(*, by: User | None, user: User, reason: str) -> User:
    """Remove somebody's app and recovery codes and end their sessions; the password alone lets them in.

    `by` is None for whoever owns the server.

    Raises:
        Refused: not an administrator.
        UnableToRemove: there is none, or no reason.
    """
    if by is not None:
        require(policies.may_administer(by))
    if not reason.strip():
        raise UnableToRemove(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    user = User.objects.select_for_update().get(pk=user.pk)
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise UnableToRemove(_("This person has not set up two-step sign-in."))
    end_all_of(user)
    tell_owner(by=by, user=user, text=REMOVED, page="mfa_index")
    with history_context(by, reason.strip()):
        return save_valid(user)


@transaction.atomic
def seal_anew() -> int:
    """Seal all secrets with the first key of the settings, and return how many there are.

    Raises:
        UnableToUnseal: one was sealed with a key that the settings do not name; nothing is changed.
    """
    count = 0
    for kept in Authenticator.objects.select_for_update().order_by("pk"):
        for name in SECRETS:
            if name in kept.data:
                kept.data[name] = seal(unseal(kept.data[name]))
                count += 1
        kept.save(update_fields=["data"])
    return count
