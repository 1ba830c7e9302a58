"""The register of what one was told: each person reads their own."""

from typing import Any

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.notices.models import Notification
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.registers.columns import CodeColumn, RegisterTable
from ilo_dc.core.registers.filtersets import RegisterFilterSet, SinceFilter
from ilo_dc.core.registers.register import Register


class NotificationFilterSet(RegisterFilterSet):
    """Filters of notifications."""

    demonstration = None  # a notification tells of a row, which says itself whether it is invented
    unread = django_filters.ChoiceFilter(
        label=_("Unread"),
        choices=[("true", _("Unread only")), ("false", _("Read only"))],
        empty_label=_("Any"),
        method="filter_unread",
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=NoticeKind)
    updated_since = SinceFilter(label=_("Received since"), field_name="created_at", lookup_expr="gte")

    def filter_unread(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return those that one has not read, or those that one has."""
        return rows.filter(read_at__isnull=value == "true")


class NotificationTable(RegisterTable):
    """Columns of notifications."""

    id = django_tables2.Column(_("Number"))
    kind = CodeColumn(_("Kind"))
    text = django_tables2.Column(_("What"), empty_values=())
    url = django_tables2.Column(_("Address"))
    created_at = django_tables2.Column(_("Received"))
    read_at = django_tables2.Column(_("Read"))

    def render_text(self, record: Notification) -> str:
        """Write it in the reader's language."""
        return str(record)

    def value_text(self, record: Notification) -> str:
        """Export it in the reader's language: it is told to one person."""
        return str(record)


NOTIFICATIONS = Register(
    code="notifications",
    label=_("Notices"),
    rows=Notification.objects.visible_to,
    filterset=NotificationFilterSet,
    table=NotificationTable,
    orderings={"number": ("pk",), "created_at": ("created_at",)},
    ordering="-number",
)
