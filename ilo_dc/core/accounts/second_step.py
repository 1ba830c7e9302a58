"""The second step of a sign-in, as allauth asks for it: sealed secrets, and few wrong codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context, ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.accounts.sealing import seal, unseal
from ilo_dc.core.people.grants import grants_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User

WRONG_CODES = "second_step"  # their limit in ACCOUNT_RATE_LIMITS


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the secrets of apps and recovery codes sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Return what the database keeps of a secret."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret.

        Raises:
            UnableToUnseal: it was sealed with a key that the settings no longer name.
        """
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return how apps name the portal."""
        return str(_("ILO Development Cooperation Portal"))


class LimitedCode(forms.Form):
    """Counts codes by person, whatever their address: who knows the password guesses no code.

    allauth's own count is the one of wrong passwords too, by person alone, which would let strangers lock
    everybody out; those are for axes to count.
    """

    user: User

    def clean_code(self) -> str:
        """Return the code if it is right; each try counts until one is."""
        key = f"second-step-{self.user.pk}"
        if not ratelimit.consume(context.request, action=WRONG_CODES, key=key):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]  # of the form that this is mixed into
        ratelimit.clear(context.request, action=WRONG_CODES, key=key)
        return code


class SignInForm(LimitedCode, AuthenticateForm):
    """A code after the password."""


class ConfirmForm(LimitedCode, ReauthenticateForm):
    """A code before something that protects the account is changed."""


class SetUpForm(LimitedCode, ActivateTOTPForm):
    """The first code of an app. Until it is given the session keeps the secret, sealed as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        if SECRET_SESSION_KEY in session:
            session[SECRET_SESSION_KEY] = unseal(session[SECRET_SESSION_KEY])
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = seal(self.secret)

    def clean_code(self) -> str:
        """Return the code if it is right, and use it up: nobody signs in with it once more."""
        code: str = super().clean_code()
        app = TOTP(Authenticator(user=self.user, data={"secret": seal(self.secret)}))
        if not app.validate_code(code):
            raise SecondStepAdapter().validation_error("incorrect_code")
        return code


def lacks_second_step(user: Viewer) -> bool:
    """Return whether somebody holds a role that asks for a second step, and has set up none."""
    required = settings.TWO_STEP_ROLES
    if not required or not user.is_authenticated or not grants_of(user).has(*required):
        return False
    return not SecondStepAdapter().is_mfa_enabled(user, ["totp"])
