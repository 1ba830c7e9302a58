"""The register of API keys: each person lists their own, administrators and auditors all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.vocab import KeyState
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.registers.filtersets import RegisterFilterSet
from ilo_dc.core.registers.register import Register
from ilo_dc.core.ui.tags import badge

if TYPE_CHECKING:
    from ilo_dc.core.accounts.querysets import ApiKeyQuerySet
    from ilo_dc.core.people.grants import Viewer

ORDERINGS = {
    "label": ("label__folded",),
    "created_at": ("created_at",),
    "expires_at": ("expires_at",),
    "last_used_at": ("last_used_at__or_last",),
}


BADGES = {
    KeyState.WORKS: "ok",
    KeyState.EXPIRED: "warn",
    KeyState.WITHDRAWN: "bad",
    KeyState.ENDED: "bad",
}


class ApiKeyFilterSet(RegisterFilterSet):
    """Filters of API keys."""

    demonstration = None
    works = django_filters.ChoiceFilter(
        empty_label=_("Any"),
        label=_("Works"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        method="working",
    )

    def working(self, rows: ApiKeyQuerySet, _name: str, value: str) -> ApiKeyQuerySet:
        """Return the keys that open the API now, or those that no longer do."""
        return rows.working() if value == "yes" else rows.ended()


class ApiKeyTable(RegisterTable):
    """Columns of API keys; `may_withdraw`: whether the reader may, by the page that is named."""

    withdraw = "core:revoke-api-key"

    label = django_tables2.Column(_("What for"))
    person = django_tables2.Column(
        _("Acts as"), accessor="user", linkify=("core:person", {"pk": django_tables2.A("user_id")})
    )
    prefix = django_tables2.Column(_("Begins with"))
    scopes = django_tables2.Column(_("May do"))
    created_at = django_tables2.Column(_("Made"))
    expires_at = django_tables2.Column(_("Expires"))
    last_used_at = django_tables2.Column(_("Last used"))
    state = django_tables2.Column(_("State"), empty_values=())

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
        words = (mark, page, gettext("Withdraw"), record)
        return format_html('{} <a href="{}">{}<span class="vh"> {}</span></a>', *words)

    def value_state(self, record: ApiKey) -> str:
        """Write whether a key opens the API into a file."""
        return record.state.value


class PersonsKeyTable(ApiKeyTable):
    """Columns of one person's keys, where the page says whose they are."""

    caption = _("API keys")
    empty_text = _("No key yet.")

    class Meta:
        exclude = ("person",)


class OwnKeyTable(PersonsKeyTable):
    """Columns of one's own keys."""

    withdraw = "core:revoke-own-api-key"
    empty_advice = _("Make one for each system that uses the API in your name.")


def keys_of(user: Viewer) -> Any:
    """Return the keys that `user` sees, with whom they act as."""
    return ApiKey.objects.visible_to(user).select_related("user")


API_KEYS = Register(
    code="api-keys",
    label=_("API keys"),
    rows=keys_of,
    filterset=ApiKeyFilterSet,
    table=ApiKeyTable,
    orderings=ORDERINGS,
    ordering="-created_at",
    page="core:api-keys",
)
