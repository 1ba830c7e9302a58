"""Columns of one's own sessions."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.accounts.models.session import Session
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.ui.tags import badge


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
