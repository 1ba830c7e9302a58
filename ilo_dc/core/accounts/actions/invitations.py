"""Invitations: a person comes in by choosing a password behind a link that works once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from allauth.account import app_settings as account_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts.models.invitation import Invitation
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.notices.mail import write_to
from ilo_dc.core.people import policies
from ilo_dc.core.people.actions import memberships, users
from ilo_dc.core.people.models.user import User
from ilo_dc.core.runs.actions.runs import request_run
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilo_dc.core.runs.models import Run

SEND_INVITATION = "core.send_invitation"


class UnableToInvite(UnableToAct):
    """The person cannot be invited."""

    title = "Unable to invite this person"


@transaction.atomic
def invite_person(
    *, by: User, particulars: users.Particulars, grants: Sequence[memberships.NewMembership], site: str
) -> User:
    """Add a person with their roles and send them the link to choose a password.

    `site` is the portal's own address (`https://host/`), under which the link lies. The message is written
    by a worker, so that a slow mail server keeps nobody waiting and a failure can be tried again.

    Raises:
        Refused: not an administrator.
        UnableToAct: entries that need attention, by field.
    """
    require(policies.may_administer(by))
    if not grants:
        raise UnableToInvite(
            _("Some entries need your attention."), {"role": [_("Choose at least one role.")]}
        )
    user = users.add_person(by=by, particulars=particulars)
    for grant in grants:
        memberships.grant_membership(by=by, user=user, grant=grant, reason="Invited")
    with history_context(by, gettext_noop("Invited")):
        invitation = save_valid(Invitation(user=user, invited_by=by, sent_at=timezone.now()))
    _ask_to_send(by, invitation, site)
    return user


@transaction.atomic
def invite_first_administrator(*, particulars: users.Particulars, site: str) -> User:
    """Add the first administrator and send them the link; run by whoever owns the server.

    Raises:
        UnableToAct: there is an administrator already, or entries that need attention.
    """
    user = users.found_administrator(particulars=particulars)
    with history_context(None, gettext_noop("Invited")):
        invitation = save_valid(Invitation(user=user, sent_at=timezone.now()))
    _ask_to_send(None, invitation, site)
    return user


@transaction.atomic
def resend_invitation(*, by: User, user: User, site: str) -> Run:
    """Send the link again, for instance when it has expired; older links end when one was used.

    Raises:
        Refused: not an administrator.
        UnableToInvite: accepted already, or the person is deactivated.
    """
    require(policies.may_administer(by))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise UnableToInvite(_("This person is deactivated. Reactivate them first."))
    invitation = Invitation.objects.filter(user=user).first() or Invitation(user=user)
    if invitation.accepted_at is not None:
        raise UnableToInvite(
            _("This person has chosen a password. “Forgotten password” sends them a new link.")
        )
    invitation.invited_by, invitation.sent_at = by, timezone.now()
    with history_context(by, gettext_noop("Invitation sent again")):
        save_valid(invitation)
    return _ask_to_send(by, invitation, site)


@transaction.atomic
def accept_invitation(*, by: User) -> Invitation | None:
    """Note that an invited person came in; None when there was nothing left to accept."""
    invitation = Invitation.objects.select_for_update().filter(user=by, accepted_at__isnull=True).first()
    if invitation is None:
        return None
    invitation.accepted_at = timezone.now()
    with history_context(by, gettext_noop("Invitation accepted")):
        return save_valid(invitation)


def send_invitation(*, invitation: Invitation, site: str) -> None:
    """Write the message in the person's language; the link is made here, so no run and no log holds it."""
    user = invitation.user
    context = {
        "invited_by": invitation.invited_by,
        "link": urljoin(site, _path_of_link(user)),
        "site": site,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
    write_to(user, "invitation", context)


def _path_of_link(user: User) -> str:
    """Return the path of allauth's page to choose a password: its key is void once a password was chosen."""
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def _ask_to_send(by: User | None, invitation: Invitation, site: str) -> Run:
    return request_run(
        by=by,
        task=SEND_INVITATION,
        label=_("Invitation %(number)d") % {"number": invitation.pk},  # all staff see runs: no name
        parameters={"invitation": invitation.pk, "site": site},
    )
