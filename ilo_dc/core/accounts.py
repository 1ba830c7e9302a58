"""How people come in: by invitation only, never by signing themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name or address; an administrator invites, nobody registers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth's signature)
        """Nobody makes an account for themselves."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds the invited person by address and makes no new one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002
        """Nobody makes an account for themselves."""
        return False
