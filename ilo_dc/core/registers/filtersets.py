"""Filters shared by all registers: one FilterSet per listed noun serves page, API and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import read_moment, settle
from ilo_dc.core.measures.question import keys_of, narrow, read_years, values_of
from ilo_dc.core.measures.types import Dimension
from ilo_dc.core.reference.models.country import Country, Region
from ilo_dc.core.text_search import plain

# What a register's address may carry beside its FilterSet's fields.
PRESENTATION = ("limit", "cursor", "count", "ordering", "fields", "format", "hxl", "bom", "explain")

YES_NO = [("true", _("Yes")), ("false", _("No"))]
# What every register can be asked and few people ask: shown folded, after the register's own.
FOLDED = ("as_of", "updated_since", "withdrawn", "demonstration")


class OfferedSelect(forms.Select):
    """A select over what `offered` returns when it is shown.

    An address may name what it does not offer, such as several keys separated by commas: that stays
    chosen, so filtering again does not lose it.
    """

    def __init__(self, offered: Callable[[], Iterable[tuple[str, str]]], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.offered = offered

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Return the options, the one in force among them."""
        found = [("", _("Any")), *self.offered()]
        known = {key for key, _label in found}
        self.choices = [*found, *((key, key) for key in value if key and key not in known)]
        return super().optgroups(name, value, attrs)


def _countries() -> list[tuple[str, str]]:
    rows = Country.objects.only("iso3", *(f"name_{one}" for one in settings.COUNTRY_NAME_LANGUAGES))
    return sorted(((row.iso3, row.name) for row in rows), key=lambda pair: plain(pair[1]))


def _regions() -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in Region.objects.all()]


# Places are chosen by name wherever a register is asked for one.
OFFERED = {"country": _countries, "region": _regions}


class ReadableField(forms.CharField):
    """A text field whose reader raises `UnableToRead`; a form shows that as the field's error."""

    def __init__(self, *, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: Any) -> Any:
        """Return what was read, None for an empty text."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except UnableToRead as error:
            raise forms.ValidationError(error.message) from error


@extend_schema_field(OpenApiTypes.STR)
class ReadableFilter(django_filters.Filter):
    """A filter whose text is read by a function of the domain."""

    field_class = ReadableField


class DimensionFilter(ReadableFilter):
    """Narrows a register by a measure's dimension: the very narrowing that the figure used."""

    def __init__(self, dimension: Dimension, **options: Any) -> None:
        self.dimension = dimension
        options.setdefault("label", dimension.label)
        super().__init__(read=self._read, **options)

    def _read(self, text: str) -> tuple[Any, ...]:
        return keys_of(self.dimension, values_of(text))

    def filter(self, qs: QuerySet[Any], value: tuple[Any, ...] | None) -> QuerySet[Any]:
        """Return the rows of the named keys."""
        return narrow(qs, self.dimension, value) if value else qs


class PeriodFilter(ReadableFilter):
    """Whole calendar years, both ends included, on a column that holds the year."""

    def __init__(self, field_name: str, **options: Any) -> None:
        options.setdefault("label", _("Period"))
        super().__init__(field_name, read=lambda text: read_years(text, "period"), **options)

    def filter(self, qs: QuerySet[Any], value: tuple[int, int] | None) -> QuerySet[Any]:
        """Return the rows of those years."""
        return qs.filter(**{f"{self.field_name}__range": value}) if value else qs


class MomentFilter(ReadableFilter):
    """A date or a moment in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read=read_moment, **options)


class RegisterFilterSet(django_filters.FilterSet):
    """Every register: fields it does not declare are an error, never silently ignored.

    Its form asks what people search for first; `folded` names what a register has beside `FOLDED` that
    few people ask.
    """

    folded: ClassVar[tuple[str, ...]] = ()

    demonstration = django_filters.ChoiceFilter(
        label=_("Demonstration data"),
        choices=[("true", _("Included")), ("false", _("Left out"))],
        empty_label=_("Any"),
        method="filter_demonstration",
    )

    @property
    def moment(self) -> datetime | None:
        """The moment the rows are shown as known at; None: now."""
        return None

    @property
    def folded_names(self) -> tuple[str, ...]:
        """The fields that are shown folded, in the order of the form."""
        return (*self.folded, *FOLDED)

    def get_form_class(self) -> type[forms.Form]:
        """Return the form: the search first, what is folded last, places as selects."""
        form: type[forms.Form] = super().get_form_class()
        folded = self.folded_names
        own = sorted((name for name in form.base_fields if name not in folded), key="search".__ne__)
        form.base_fields = {
            name: form.base_fields[name] for name in (*own, *folded) if name in form.base_fields
        }
        for name, field in form.base_fields.items():
            if name in OFFERED and isinstance(field.widget, forms.TextInput):
                field.widget = OfferedSelect(OFFERED[name])
        return form

    def filter_demonstration(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Leave demonstration rows out when asked."""
        return rows.filter(demonstration=False) if value == "false" else rows


class RecordFilterSet(RegisterFilterSet):
    """A register of records that are edited in place and carry `updated_at`."""

    updated_since = MomentFilter(label=_("Updated since"), method="filter_updated_since")

    def filter_updated_since(self, rows: QuerySet[Any], _name: str, value: datetime) -> QuerySet[Any]:
        """Return the rows edited at or after a moment."""
        return rows.filter(updated_at__gte=value)


class SourcedFilterSet(RecordFilterSet):
    """A register of records that a source states: in force, unless withdrawn ones are asked for.

    With `updated_since` withdrawn records are among them, each marked.
    """

    withdrawn = django_filters.ChoiceFilter(
        label=_("Withdrawn"),
        choices=[("true", _("Withdrawn only")), ("any", _("Included"))],
        empty_label=_("Left out"),
        method="keep",
    )

    def keep(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Leave the rows: `filter_queryset` applies it, because it also holds when nothing is asked."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered rows, withdrawn ones as asked."""
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if asked.get("withdrawn") == "true":
            return rows.filter(withdrawn=True)
        return rows if asked.get("withdrawn") or asked.get("updated_since") else rows.filter(withdrawn=False)


class FactFilterSet(RegisterFilterSet):
    """A register of dated facts: as known at a moment, or all that was recorded or closed since one."""

    as_of = MomentFilter(label=_("As known at"), method="keep")
    updated_since = MomentFilter(label=_("Updated since"), method="keep")

    def keep(self, rows: QuerySet[Any], _name: str, _value: datetime) -> QuerySet[Any]:
        """Leave the rows: the moment is applied once, for all filters, in `filter_queryset`."""
        return rows

    @property
    def moment(self) -> datetime | None:
        """The moment the rows are shown as known at."""
        if not self.form.is_valid():
            return None
        asked = self.form.cleaned_data.get("as_of")
        return settle(asked) if asked else None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered rows that were current at `as_of`, or that changed since `updated_since`.

        With `updated_since` withdrawn and superseded rows are among them, each with `superseded_at`.
        """
        rows = super().filter_queryset(queryset)
        since = self.form.cleaned_data.get("updated_since")
        if since is not None:
            rows = rows.filter(Q(recorded_at__gte=since) | Q(superseded_at__gte=since))
            return rows.filter(recorded_at__lte=self.moment) if self.moment else rows
        return rows.as_known_at(self.moment)
