"""Lists of rows that have a country: what `country` and `shared` ask for, by one rule for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.place_names import known_countries
from ilo_dc.core.registers.filtersets import CountryFilter, RegisterFilterSet

CODE_OF_COUNTRY = re.compile("[A-Z]{3}")
SHARED_FILTER: dict[str, Any] = {
    "label": _("Shared with other countries"),
    "choices": [("true", _("Included")), ("only", _("Only these")), ("false", _("Left out"))],
    "empty_label": _("Any"),
    "method": "filter_shared",
}


class PlacedFilterSet(RegisterFilterSet):
    """A register whose rows have a country: one rule of what `country` and `shared` ask for, for all of them.

    `country` asks for a country's own rows, `shared=true` with it for those too that it shares with others,
    `shared=only` for these alone. Where an address does not say, pages show both, and the API shows the own
    ones with the number of the shared. Here each row is of one country, so none is shared; no form asks.

    A search for a country's code, in capitals, means its rows, and not the texts that hold these letters.
    """

    shared = django_filters.ChoiceFilter(**SHARED_FILTER, widget=forms.HiddenInput)

    def filter_shared(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows that several countries share, which are none, or all rows."""
        return rows.none() if value == "only" else rows

    def filter_queryset(self, queryset: Any) -> QuerySet[Any]:
        """Return the filtered rows; those of the country whose code is searched for."""
        asked = self.form.cleaned_data
        sought = (asked.get("search") or "").strip()
        if not CODE_OF_COUNTRY.fullmatch(sought) or not known_countries([sought]):
            return super().filter_queryset(queryset)
        self.form.cleaned_data = {**asked, "search": ""}
        try:
            return self.of_country(super().filter_queryset(queryset), sought)
        finally:
            self.form.cleaned_data = asked

    def of_country(self, rows: QuerySet[Any], country: str) -> QuerySet[Any]:
        """Return the rows of one country."""
        found: QuerySet[Any] = type(self).base_filters["country"].filter(rows, (country,))
        return found

    def shared_rows(self) -> QuerySet[Any] | None:
        """Return what the countries asked for share with others; None: none is asked for."""
        if not self.form.is_valid() or not self.form.cleaned_data.get("country"):
            return None
        return self.rows_that_are_shared()

    def rows_that_are_shared(self) -> QuerySet[Any]:
        """Return what the countries asked for share with others."""
        return self.queryset.none()


class SharingFilterSet(PlacedFilterSet):
    """A register whose rows may belong to several countries together: a country has its own and shared ones.

    `set_key` is the ORM path of the codes of a row's countries, joined with hyphens; `members` the condition
    on the rows of countries. On a page `includes_shared` is set.
    """

    includes_shared = False
    set_key: ClassVar[str] = "framework__country_key"

    country = CountryFilter(method="keep")
    shared = django_filters.ChoiceFilter(**SHARED_FILTER)

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the rows that belong to countries, alone or with others."""
        raise NotImplementedError

    def of_country(self, rows: QuerySet[Any], country: str) -> QuerySet[Any]:
        """Return the rows of one country, alone or with others."""
        return rows.filter(self.members([country]))

    @property
    def sharing(self) -> str:
        """Which rows of a country are asked for: `true` both, `only` shared ones, `false` its own."""
        return self.form.cleaned_data.get("shared") or ("true" if self.includes_shared else "false")

    @property
    def adds_shared(self) -> bool:
        """Whether rows of a country are among others that it shares: no figure counts both."""
        return bool(self.form.cleaned_data.get("country")) and self.sharing != "false"

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered rows: those of countries or of sets of countries, with what these share."""
        return self._of_countries(super().filter_queryset(queryset), self.sharing)

    def _of_countries(self, rows: QuerySet[Any], sharing: str) -> QuerySet[Any]:
        """Return the rows of the countries asked for, if any; `sharing` as the property has it."""
        keys = self.form.cleaned_data.get("country")
        if not keys:
            return rows
        own = Q(**{f"{self.set_key}__in": keys})
        if sharing == "false":
            return rows.filter(own)
        countries = [key for key in keys if "-" not in key]
        shared = self.members(countries) & Q(**{f"{self.set_key}__contains": "-"}) & ~own
        return rows.filter(own | shared if sharing == "true" else shared)

    def filter_shared(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows of several countries, or of one alone; with a country `filter_queryset` does it."""
        if value == "true" or self.form.cleaned_data.get("country"):
            return rows
        several = Q(**{f"{self.set_key}__contains": "-"})
        return rows.filter(several if value == "only" else ~several)

    def rows_that_are_shared(self) -> QuerySet[Any]:
        """Return what the countries asked for share with others."""
        return self._of_countries(super().filter_queryset(self.queryset.all()), "only")
