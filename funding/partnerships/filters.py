"""Filters of partnerships: the same for page, API and export."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.partnerships.vocab import Instrument, MemberRole, PartnershipKind
from ilo_dc.core.reference.names import organisation_names
from ilo_dc.core.registers.filtersets import CodeFilter, PeriodFilter, SourcedFilterSet

ANY = _("Any")


class PartnershipFilterSet(SourcedFilterSet):
    """Filters of partnerships."""

    folded = ("code", "role")

    search = django_filters.CharFilter(label=_("Search in any language"), method="filter_search")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnershipKind.choices, empty_label=ANY)
    instrument = django_filters.ChoiceFilter(
        label=_("Instrument"), choices=Instrument.choices, empty_label=ANY
    )
    member = CodeFilter(label=_("Takes part"), method="filter_member", offered=organisation_names)
    role = django_filters.ChoiceFilter(
        label=_("A member’s role"), choices=MemberRole.choices, empty_label=ANY, method="filter_role"
    )
    years = PeriodFilter("year", label=_("Years"))
    code = CodeFilter("code", label=_("Address"))

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the partnerships with the text in a name, their texts or a name of who takes part."""
        found: QuerySet[Any] = rows.named(value)
        return found

    def filter_member(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the partnerships that an organisation takes part in."""
        found: QuerySet[Any] = rows.of_organisation(value)
        return found

    def filter_role(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the partnerships in which somebody has a role."""
        found: QuerySet[Any] = rows.with_role(value)
        return found
