"""allauth's pages that confirm who somebody is, or change how they come in, with what the portal adds."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.socialaccount.views import ConnectionsView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ilo_dc.core.accounts.actions import second_steps
from ilo_dc.core.people.models.user import User


def require_confirmed(request: HttpRequest) -> None:
    """Let pass who confirmed just now that it is they.

    Raises:
        ReauthenticationRequired: allauth asks for the password or a code, then sends the request again.
    """
    if not did_recently_reauthenticate(request):
        raise ReauthenticationRequired


class NewKey:
    """Gives the session a new key with each confirmation, as each sign-in does: a known one ends."""

    request: HttpRequest
    parameters = ("next",)

    def form_valid(self, form: Any) -> HttpResponse:
        """Change the key, then note the confirmation and go on."""
        self.request.session.cycle_key()
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view it is mixed into
        return response


class Confirm(NewKey, ReauthenticateView):
    """Confirm by the password."""


class ConfirmByCode(NewKey, ReauthenticateByCodeView):
    """Confirm by a code."""


class Noted:
    """Signs out everywhere else, and tells the person, in the transaction of the change."""

    request: HttpRequest
    what: str
    page = "mfa_index"  # the URL name of where it stands

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view it is mixed into
            person = cast("User", self.request.user)
            key = self.request.session.session_key
            second_steps.note_change(by=person, what=self.what, session_key=key, page=self.page)
        return response


class SetUp(Noted, ActivateTOTPView):
    """Set up an app."""

    what = second_steps.SET_UP


class Stop(Noted, DeactivateTOTPView):
    """Stop using the app."""

    what = second_steps.STOPPED


class NewCodes(Noted, GenerateRecoveryCodesView):
    """Make new recovery codes."""

    what = second_steps.NEW_CODES


class Unlink(Noted, ConnectionsView):
    """Remove a link of single sign-on, after confirming that it is oneself."""

    what = second_steps.UNLINKED
    page = "socialaccount_connections"

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, when it was confirmed."""
        require_confirmed(self.request)
        return super().form_valid(form)


# Before allauth's own, which have these addresses and the names by which they are led to.
urlpatterns = [
    path("reauthenticate/", Confirm.as_view()),
    path("3rdparty/", Unlink.as_view()),
    path("2fa/reauthenticate/", ConfirmByCode.as_view()),
    path("2fa/totp/activate/", SetUp.as_view()),
    path("2fa/totp/deactivate/", Stop.as_view()),
    path("2fa/recovery-codes/generate/", NewCodes.as_view()),
]
