"""Columns of API keys, and of one's own sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.accounts.models.session import Session
from ilo_dc.core.accounts.vocab import KeyState
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.ui.tags import badge

if TYPE_CHECKING:
    from ilo_dc.core.accounts.models.api_key import ApiKey

BADGES = {
    KeyState.WORKS: "ok",
    KeyState.EXPIRED: "warn",
    KeyState.WITHDRAWN: "bad",
    KeyState.ENDED: "bad",
}


class ApiKeyTable(RegisterTable):
    """Columns of API keys; `may_withdraw`: whether the reader may, by the page that is named."""

    withdraw = "core:revoke-api-key"

    label = django_tables2.Column(gettext_lazy("What for"))
    person = django_tables2.Column(
        gettext_lazy("Acts as"), accessor="user", linkify=("core:person", {"pk": django_tables2.A("user_id")})
    )
    prefix = django_tables2.Column(gettext_lazy("Begins with"))
    scopes = django_tables2.Column(gettext_lazy("May do"))
    created_at = django_tables2.Column(gettext_lazy("Made"))
    expires_at = django_tables2.Column(gettext_lazy("Expires"))
    last_used_at = django_tables2.Column(gettext_lazy("Last used"))
    state = django_tables2.Column(gettext_lazy("State"), empty_values=())

    def __init__(self, *args: Any, may_withdraw: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.may_withdraw = may_withdraw

    def value_person(self, record: ApiKey) -> str:
        """Write the sign-in name of whom a key acts as into a file."""
        name: str = record.user.username
        return name

    def render_scopes(self, record: ApiKey) -> str:
        """Write what a key may do, in words."""
        return " · ".join(record.scopes_in_words)

    def value_scopes(self, record: ApiKey) -> str:
        """Write the scopes of a key into a file."""
        return ", ".join(record.scopes)

    def render_state(self, record: ApiKey) -> str:
        """Mark whether a key opens the API; one that does can be withdrawn."""
        state = record.state
        mark = badge(state.label, BADGES[state])
        if state != KeyState.WORKS or not self.may_withdraw:
            return mark
        page = reverse(self.withdraw, args=[record.pk])
        words = (mark, page, _("Withdraw"), record)
        return format_html('{} <a href="{}">{}<span class="vh"> {}</span></a>', *words)

    def value_state(self, record: ApiKey) -> str:
        """Write whether a key opens the API into a file."""
        return record.state.value


class PersonsKeyTable(ApiKeyTable):
    """Columns of one person's keys, where the page says whose they are."""

    caption = gettext_lazy("API keys")
    empty_text = gettext_lazy("No key yet.")

    class Meta:
        exclude = ("person",)


class OwnKeyTable(PersonsKeyTable):
    """Columns of one's own keys."""

    withdraw = "core:revoke-own-api-key"
    empty_advice = gettext_lazy("Make one for each system that uses the API in your name.")


class SessionTable(RegisterTable):
    """Columns of sessions; `current` is the key of the reader's own."""

    client = django_tables2.Column(gettext_lazy("Browser"), empty_values=())
    began_at = django_tables2.Column(gettext_lazy("Signed in"))
    seen_at = django_tables2.Column(gettext_lazy("Last active"))
    state = django_tables2.Column(gettext_lazy("State"), empty_values=())

    caption = gettext_lazy("Sessions")

    def __init__(self, *args: Any, current: str | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.current = current

    def render_client(self, record: Session) -> str:
        """Name browser and system."""
        return str(record)

    def render_state(self, record: Session) -> str:
        """Mark the reader's own session; the others can be ended."""
        if record.session_key == self.current:
            return badge(_("This one"), "ok")
        page = reverse("core:end-own-session", args=[record.number])
        return format_html('<a href="{}">{}<span class="vh"> {}</span></a>', page, _("Sign out"), record)
