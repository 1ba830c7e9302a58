"""`/work/api-keys/`: the keys that act as the reader; and what all pages that make or withdraw keys share."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ilo_dc.core.accounts import policies
from ilo_dc.core.accounts.actions import api_keys
from ilo_dc.core.accounts.forms import OwnKeyForm
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.pages.confirming import require_confirmed
from ilo_dc.core.accounts.registers import API_KEYS
from ilo_dc.core.accounts.tables import OwnKeyTable
from ilo_dc.core.errors import ALLOWED, Verdict
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.writing.forms import ReasonForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User


class IssuePage(ActionPage):
    """Issue a key: whoever asks confirms first that it is they, and sees it this once."""

    @property
    def owner(self) -> User:
        """The person that the key will act as."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the key in this very answer: redirecting would mean keeping its text somewhere."""
        require_confirmed(self.request)
        self.issued: tuple[ApiKey, str] | None = None
        response = super().form_valid(form)
        if self.issued is None:
            return response
        key, text = self.issued
        context = {"key": key, "text": text, "trail": self.trail(), "back": self.back()}
        return render(self.request, "core/accounts/key_issued.html", context)

    def act(self, answers: dict[str, Any]) -> str:
        """Issue."""
        last_day = datetime.combine(answers["expires_on"] + timedelta(days=1), time.min, UTC)
        self.issued = api_keys.issue_api_key(
            by=self.by,
            user=self.owner,
            label=answers["label"],
            expires_at=last_day,
            scopes=answers["scopes"],
        )
        return _("A key was issued.")


class WithdrawPage(ActionPage):
    """Withdraw a key."""

    form_class = ReasonForm
    heading = gettext_lazy("Withdraw an API key")
    lead = gettext_lazy("The next request with it is refused.")
    button = gettext_lazy("Withdraw the key")
    kind = "btn-bad"

    @cached_property
    def key(self) -> ApiKey:
        """The key that the address names."""
        raise NotImplementedError

    def subject(self) -> str:
        """Return which key it is."""
        return str(self.key)

    def act(self, answers: dict[str, Any]) -> str:
        """Revoke."""
        api_keys.revoke_api_key(by=self.by, key=self.key, reason=answers["reason"])
        return _("The key was withdrawn.")


class OwnKeys(Guarded, TemplateView):
    """The keys that act as the reader."""

    template_name = "core/accounts/api_keys.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: these are one's own."""
        return ALLOWED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the keys, the newest first."""
        table = OwnKeyTable(API_KEYS.rows(self.by).filter(user=self.by))
        return super().get_context_data(table=table, **kwargs)


class Own:
    """What the pages of one's own keys share."""

    def trail(self) -> list[tuple[str, object]]:
        """Lead back over one's work."""
        return [(reverse("work"), _("My work")), (self.back(), _("API keys"))]

    def back(self) -> str:
        """Return to the list."""
        return reverse("core:own-api-keys")


class IssueOwnKey(Own, IssuePage):
    """Make a key that acts as oneself."""

    form_class = OwnKeyForm
    heading = gettext_lazy("Make an API key")
    lead = gettext_lazy("It acts as you do, within what you choose here. It is shown once.")
    button = gettext_lazy("Make the key")

    def verdict(self, user: Viewer) -> Verdict:
        """Let in who may make a key of their own."""
        return policies.may_issue_key(user, self.by)

    @property
    def owner(self) -> User:
        """The reader."""
        return self.by


class RevokeOwnKey(Own, WithdrawPage):
    """Withdraw a key of one's own."""

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: these are one's own."""
        return ALLOWED

    @cached_property
    def key(self) -> ApiKey:
        """The key that the address names."""
        return get_object_or_404(ApiKey.objects.of(self.by), pk=self.kwargs["pk"])
