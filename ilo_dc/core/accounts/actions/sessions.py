"""Sessions that are ended: one's own, and by an administrator all of a person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts.actions.account_notices import tell_owner
from ilo_dc.core.accounts.models.session import Session
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people import policies
from ilo_dc.core.people.actions.sessions import end_all_until_now
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import history_context, save_valid


class UnableToEnd(UnableToAct):
    """The sessions cannot be ended."""

    title = "Unable to end these sessions"


def end_own_session(*, by: User, session: Session) -> None:
    """Sign oneself out of one browser; somebody else's session stays."""
    Session.objects.of(by).filter(session_key=session.session_key).delete()


def end_other_sessions(*, by: User, but: str | None) -> None:
    """Sign oneself out everywhere but in the session with the key `but`."""
    Session.objects.of(by).exclude(session_key=but).delete()


def end_all_of(user: User) -> None:
    """End all sessions and API keys of a person; the caller saves `user` in the same transaction."""
    end_all_until_now(user)
    Session.objects.of(user).delete()


@transaction.atomic
def end_all_sessions(*, by: User, user: User, reason: str) -> User:
    """End all sessions and API keys of a person, who may sign in again.

    Raises:
        Refused: not an administrator.
        UnableToEnd: no reason.
    """
    require(policies.may_administer(by))
    if not reason.strip():
        raise UnableToEnd(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    user = User.objects.select_for_update().get(pk=user.pk)
    end_all_of(user)
    tell_owner(
        by=by,
        user=user,
        text=gettext_noop("An administrator signed you out everywhere. Your API keys have ended too."),
        page="core:own-sessions",
    )
    with history_context(by, reason.strip()):
        return save_valid(user)
