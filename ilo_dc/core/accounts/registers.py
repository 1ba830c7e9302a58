"""The register of API keys: each person lists their own, administrators and auditors all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.tables import ApiKeyTable
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
        choices=[("yes", _("Yes")), ("no", _("No"))],
        method="working",
    )

    def working(self, rows: ApiKeyQuerySet, _name: str, value: str) -> ApiKeyQuerySet:
        """Return the keys that open the API now, or those that no longer do."""
        return rows.working() if value == "yes" else rows.ended()


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
