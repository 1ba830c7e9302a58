"""How people come in: by invitation only, never by signing themselves up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import allauth.core.context
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.actions import invitations, letters, second_steps
from ilo_dc.core.accounts.actions.account_notices import tell_owner
from ilo_dc.core.accounts.actions.sessions import end_all_of
from ilo_dc.core.client_address import counted_as
from ilo_dc.core.errors import Refused
from ilo_dc.core.people.actions.users import choose_language
from ilo_dc.core.people.language import answer_in, chosen_before
from ilo_dc.core.people.models.user import User

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name or address; an administrator invites, nobody registers."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The sign-in name or the password is not right. Check both and try again."
        ),
        "email_password_mismatch": _("The address or the password is not right. Check both and try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter as allauth does, and leave it to a worker: a mail server may refuse or hang."""
        request = allauth.core.context.request
        site = {"request": request, "email": email, "current_site": get_current_site(request)}
        letters.request_letter(self.render_mail(template_prefix, email, {**site, **context}))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count callers as the lock-out and the API do."""
        return counted_as(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep the chosen password; the first one accepts the invitation.

        With an earlier one ends what else acted as this person: their sessions and their API keys.
        """
        with transaction.atomic():
            end_all_of(user)
            super().set_password(user, password)
            is_first = invitations.accept_invitation(by=user) is not None
            if not is_first:
                tell_owner(
                    by=user,
                    user=user,
                    text=gettext_noop(
                        "Your password was changed. Other sessions and all API keys of yours have ended."
                    ),
                    page="account_change_password",
                )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people to the page that is theirs, unless they were on their way elsewhere."""
        return str(import_string(settings.PORTAL_START)(request.user))

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Speak the person's language from here on: what they chose just before, else their account's."""
        chosen = chosen_before(request)
        language = chosen or user.language
        with override(language):  # allauth writes the message that the first page shows
            response = super().post_login(request, user, **options)
        if chosen:
            choose_language(by=user, language=chosen)
        answer_in(response, language)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds the invited person by address and makes no new one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect the first single sign-on to the person who was invited under that address.

        Only addresses that the issuer has verified count. Coming in this way accepts the invitation.

        Raises:
            Refused: who is signed in links an identity to their account that is not theirs by address.
        """
        person = sociallogin.user if sociallogin.is_existing else _invited_as(sociallogin)
        if sociallogin.state.get("process") == AuthProcess.CONNECT and person != request.user:
            raise Refused(
                gettext("Only an identity with your address, verified by its provider, opens your account.")
            )
        if person is None:
            return
        is_new = not sociallogin.is_existing
        with transaction.atomic():
            if is_new:
                sociallogin.connect(request, person)
            is_first = invitations.accept_invitation(by=person) is not None
            if is_new and not is_first:
                second_steps.note_change(
                    by=person,
                    what=second_steps.LINKED,
                    session_key=request.session.session_key,
                    page="socialaccount_connections",
                )


def _invited_as(sociallogin: SocialLogin) -> User | None:
    """Return the one active person with the first verified address that one person alone has."""
    for address in sociallogin.email_addresses:
        people = filter_users_by_email(address.email, is_active=True) if address.verified else []
        if len(people) == 1:
            found: User = people[0]
            return found
    return None


def name_for_lockout(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return whose sign-in this is, so that tries by name and by address count together (django-axes)."""
    given = {"login": request.POST.get("login"), **(credentials or {})}
    typed = str(given.get("username") or given.get("email") or given["login"] or "").strip().lower()
    field = "email__iexact" if "@" in typed else "username__iexact"
    known = User.objects.filter(**{field: typed}).values_list("username", flat=True).first()
    return known or typed[:255]
