"""The register of API keys: each person lists their own, administrators and auditors all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
import django_tables2
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.registers.filtersets import RegisterFilterSet
from ilo_dc.core.registers.register import Register

if TYPE_CHECKING:
    from ilo_dc.core.accounts.querysets import ApiKeyQuerySet
    from ilo_dc.core.people.grants import Viewer

ORDERINGS = {
    "label": ("label__folded",),
    "created_at": ("created_at",),
    "expires_at": ("expires_at",),
    "last_used_at": ("last_used_at__or_last",),
}


class ApiKeyFilterSet(RegisterFilterSet):
    """Filters of API keys."""

    demonstration = None
    works = django_filters.ChoiceFilter(
        empty_label=_("Any"),
        label=_("Works"),
        choices=[("yes", _("Yes")), ("no", _("Expired or withdrawn"))],
        method="working",
    )

    def working(self, rows: ApiKeyQuerySet, _name: str, value: str) -> ApiKeyQuerySet:
        """Return the keys that open the API now, or those that no longer do."""
        return rows.working() if value == "yes" else rows.ended()


class ApiKeyTable(RegisterTable):
    """Columns of API keys."""

    label = django_tables2.Column(_("What for"))
    prefix = django_tables2.Column(_("Begins with"))
    scopes = django_tables2.Column(_("May do"))
    created_at = django_tables2.DateColumn(verbose_name=_("Made"))
    expires_at = django_tables2.DateColumn(verbose_name=_("Expires"))
    last_used_at = django_tables2.DateTimeColumn(verbose_name=_("Last used"))

    def render_scopes(self, record: ApiKey) -> str:
        """Write what a key may do, in words."""
        return " · ".join(record.scopes_in_words)

    def value_scopes(self, record: ApiKey) -> str:
        """Write the scopes of a key into a file."""
        return ", ".join(record.scopes)


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
)
