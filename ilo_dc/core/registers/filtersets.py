"""Filters shared by all registers: one FilterSet per listed noun serves page, API and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from ilo_dc.core.days import read_day, read_day_of_state
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import read_moment, read_since, settle
from ilo_dc.core.measures.dimensions import offered_countries, read_country, region
from ilo_dc.core.measures.offered import key_called
from ilo_dc.core.measures.question import keys_in, narrow, read_years, values_of
from ilo_dc.core.measures.types import Dimension
from ilo_dc.core.registers.letter_case import in_their_case
from ilo_dc.core.registers.offered import Offered
from ilo_dc.core.registers.shapes import MOMENT, REFERENCE, YEARS
from ilo_dc.core.ui.forms import DateInput

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# What a register's address may carry beside its FilterSet's fields.
PRESENTATION = ("limit", "cursor", "count", "totals", "ordering", "fields", "format", "hxl", "bom", "explain")

YES_NO = [("true", _("Yes")), ("false", _("No"))]
# What asks for rows as they were.
PAST = ("as_of", "on", "updated_since")
# What every register can be asked and few people ask: shown folded, after the register's own.
FOLDED = (*PAST, "withdrawn", "demonstration")


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


@extend_schema_field(REFERENCE)
class ReadableFilter(django_filters.Filter):
    """A filter whose text is read by a function of the domain; `takes_several`: values, by commas."""

    field_class = ReadableField
    takes_several: ClassVar[bool] = False


def _read_or_called(text: str, dimension: Dimension, read: Callable[[str], Any]) -> Any:
    """Return what `read` makes of keys, else of the key that is called so among what is offered."""
    try:
        return read(text)
    except UnableToRead:
        key = key_called(text, dimension.offered()) if dimension.offered else None
        if key is None:
            raise
        return read(key)


@extend_schema_field(REFERENCE)
class DimensionFilter(ReadableFilter):
    """Narrows a register by a measure's dimension: the very narrowing that the figure used."""

    takes_several = True

    def __init__(self, dimension: Dimension, **options: Any) -> None:
        self.dimension = dimension
        options.setdefault("label", dimension.label)
        if dimension.offered is not None:
            options.setdefault("widget", Offered(dimension.offered))
        super().__init__(read=partial(keys_in, dimension), **options)

    def as_parameter(self, value: tuple[Any, ...]) -> str:
        """Return what an address writes for what was read."""
        return ",".join(map(self.dimension.as_parameter, value))

    def filter(self, qs: QuerySet[Any], value: tuple[Any, ...] | None) -> QuerySet[Any]:
        """Return the rows of the named keys."""
        return narrow(qs, self.dimension, value) if value else qs


@extend_schema_field(REFERENCE)
class CountryFilter(ReadableFilter):
    """Countries or areas by their ISO3 codes or names, in any case, separated by commas; chosen by name."""

    takes_several = True

    def __init__(self, field_name: str | None = None, **options: Any) -> None:
        options.setdefault("label", _("Country or area"))
        options.setdefault("widget", Offered(offered_countries))
        super().__init__(field_name, read=self._read, **options)

    def _read(self, text: str) -> tuple[str, ...]:
        if "," in text and (key := key_called(text, offered_countries())):
            return (key,)
        return tuple(read_country(one) for one in values_of(text))

    def as_parameter(self, value: tuple[str, ...]) -> str:
        """Return what an address writes for what was read."""
        return ",".join(value)

    def filter(self, qs: QuerySet[Any], value: tuple[str, ...] | None) -> QuerySet[Any]:
        """Return the rows of the countries."""
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


@extend_schema_field(REFERENCE)
class RegionFilter(ReadableFilter):
    """A region by its code or whole name, in any case. `also`: keys beside those of regions."""

    def __init__(
        self, field_name: str | None = None, *, also: Mapping[str, Any] | None = None, **options: Any
    ):
        options.setdefault("label", _("Region"))
        dimension = region(key="", also=also)
        options.setdefault("widget", Offered(dimension.offered or list))
        super().__init__(
            field_name, read=lambda text: _read_or_called(text, dimension, dimension.read), **options
        )

    def as_parameter(self, value: str) -> str:
        """Return what an address writes for what was read."""
        return value

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Return the rows of the region."""
        return qs.filter(**{self.field_name: value}) if value else qs


class CodeFilter(django_filters.CharFilter):
    """A code or an address, in any case; where `offered` names what there is, its whole name as well.

    What is not offered may still be a code that rows have, as one of a former edition; any other text is
    refused, for nobody can tell a mistyped name from rows that are not there. Asked of the past it is taken
    as it stands: what had that code then may have another by now.
    """

    field_class = ReadableField

    def __init__(
        self,
        field_name: str | None = None,
        *,
        offered: Callable[[], Iterable[tuple[str, str]]] | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("lookup_expr", "iexact")
        self.offered = offered
        if offered is not None:
            options["widget"] = Offered(offered)
        super().__init__(field_name, read=self._read, **options)

    @property
    def field(self) -> Any:
        """The field, which reads by this very filter: a copy of one comes with the reader of the first."""
        field = super().field
        field.read = self._read
        return field

    def _read(self, text: str) -> str:
        if self.offered is None or self.is_known(text):  # a code that rows have: no name is read
            return text
        key = key_called(text, self.offered())
        is_of_the_past = any(self.parent.data.get(name) for name in PAST)
        if key is None and not is_of_the_past:
            message = gettext(
                "“%(typed)s” is not among the choices. Type a name or a code, or choose from the list."
            )
            raise UnableToRead(message % {"typed": text[:40]})
        return key or text

    def is_known(self, text: str) -> bool:
        """Return whether some row has a code, for who asks."""
        return bool(self.filter(self.parent.queryset, text).exists())

    def as_parameter(self, value: str) -> str:
        """Return what an address writes for what was read."""
        return value


@extend_schema_field(YEARS)
class PeriodFilter(ReadableFilter):
    """Whole calendar years, both ends included, on a column that holds the year."""

    def __init__(self, field_name: str, **options: Any) -> None:
        options.setdefault("label", _("Period"))
        super().__init__(field_name, read=lambda text: read_years(text, "period"), **options)

    def filter(self, qs: QuerySet[Any], value: tuple[int, int] | None) -> QuerySet[Any]:
        """Return the rows of those years."""
        return qs.filter(**{f"{self.field_name}__range": value}) if value else qs


@extend_schema_field(OpenApiTypes.DATE)
class DayFilter(ReadableFilter):
    """A day."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"read": read_day, "widget": DateInput, **options})


@extend_schema_field(MOMENT)
class MomentFilter(ReadableFilter):
    """A moment up to which something holds: a date means the end of that day in UTC."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, read=read_moment, **options)


@extend_schema_field(MOMENT)
class SinceFilter(ReadableFilter):
    """A moment from which on something holds: a date means the start of that day in UTC."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, read=read_since, **options)


class RegisterFilterSet(django_filters.FilterSet):
    """Every register: fields it does not declare are an error, never silently ignored.

    Its form asks what people search for first; `folded` names what a register has beside `FOLDED` that
    few people ask. With `asked_only` it has only the filters that the address names: rows need no more, a
    form on a page does. What `viewer` sees is known to them, whether or not there are rows of it.
    """

    folded: ClassVar[tuple[str, ...]] = ()
    base_filters: Mapping[str, Any]

    demonstration = django_filters.ChoiceFilter(
        label=_("Demonstration data"),
        choices=[("true", _("Included")), ("false", _("Left out"))],
        empty_label=_("Any"),
        method="filter_demonstration",
    )

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        asked_only: bool = False,
        viewer: Viewer | None = None,
        **options: Any,
    ) -> None:
        self.viewer = viewer or AnonymousUser()
        if asked_only:  # each of `base_filters` is copied for every request
            self.base_filters = {name: one for name, one in self.base_filters.items() if name in data}
        super().__init__(data, *args, **options)
        self.data: Any = in_their_case(self.filters, {} if data is None else data)

    @property
    def moment(self) -> datetime | None:
        """The moment the rows are shown as known at; None: now."""
        return None

    @property
    def is_of_the_past(self) -> bool:
        """Whether rows are shown as they were at a moment, not as they are."""
        return self.moment is not None

    @property
    def folded_names(self) -> tuple[str, ...]:
        """The fields that are shown folded, in the order of the form."""
        return (*self.folded, *FOLDED)

    def keys_for_names(self) -> dict[str, str]:
        """Return the parameters that are keys but were typed as names, each with its key: an address is
        kept and shared, and a name is one language's.
        """
        read = self.form.cleaned_data
        keys = {
            name: one.as_parameter(read[name])
            for name, one in self.filters.items()
            if isinstance(one, DimensionFilter | CountryFilter | RegionFilter | CodeFilter) and read.get(name)
        }
        return {name: key for name, key in keys.items() if key.casefold() != self.data[name].casefold()}

    def get_form_class(self) -> type[forms.Form]:
        """Return the form: the search first, what is folded last."""
        form: type[forms.Form] = super().get_form_class()
        folded = self.folded_names
        own = sorted((name for name in form.base_fields if name not in folded), key="search".__ne__)
        form.base_fields = {
            name: form.base_fields[name] for name in (*own, *folded) if name in form.base_fields
        }
        return form

    def keep(self, rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        """Leave the rows: `filter_queryset` applies the filter, with others or although nothing is asked."""
        return rows

    def filter_demonstration(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Leave demonstration rows out when asked."""
        return rows.filter(demonstration=False) if value == "false" else rows


class RecordFilterSet(RegisterFilterSet):
    """A register of records that are edited in place and carry `updated_at`."""

    updated_since = SinceFilter(label=_("Updated since"), method="filter_updated_since")

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

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered rows, withdrawn ones as asked."""
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if asked.get("withdrawn") == "true":
            return rows.filter(withdrawn=True)
        return rows if asked.get("withdrawn") or asked.get("updated_since") else rows.filter(withdrawn=False)


class FactFilterSet(RegisterFilterSet):
    """A register of dated facts: as known at a moment, or all that was recorded or closed since one."""

    as_of = MomentFilter(label=_("As of"), method="keep")
    updated_since = SinceFilter(label=_("Updated since"), method="keep")

    @property
    def moment(self) -> datetime | None:
        """The moment the rows are shown as known at."""
        if not self.form.is_valid():
            return None
        asked = self.form.cleaned_data.get("as_of")
        return settle(asked) if asked else None

    @property
    def is_of_the_past(self) -> bool:
        """Whether rows are asked for that may hold no more: each is shown as it was then."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        return bool(asked.get("as_of") or asked.get("updated_since"))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered rows that were current at `as_of`, or that changed since `updated_since`.

        With `updated_since` withdrawn and superseded rows are among them, each with `superseded_at`.
        """
        shown: Any = queryset
        rows: Any = super().filter_queryset(
            shown.as_shown_at(self.moment or timezone.now()) if self.is_of_the_past else shown
        )
        since = self.form.cleaned_data.get("updated_since")
        if since is not None:
            rows = rows.filter(self.changed_since(since))
            return rows.filter(recorded_at__lte=self.moment) if self.moment else rows
        return rows.as_known_at(self.moment)

    def changed_since(self, moment: datetime) -> Q:
        """Return the condition that a row was recorded or closed since; a child adds what it shows beside."""
        return Q(recorded_at__gte=moment) | Q(superseded_at__gte=moment)


class StateFilterSet(FactFilterSet):
    """A register of states: as known at a moment, and with `on` as they were on a day by what was known."""

    on = DayFilter(label=_("State on"), method="keep", read=read_day_of_state)

    @property
    def day(self) -> date | None:
        """The day whose states are asked for; None: what was recorded last."""
        day: date | None = self.form.cleaned_data.get("on") if self.form.is_valid() else None
        return day

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered rows of the day, or those of every register of facts.

        Raises:
            UnableToRead: a day is asked for together with what changed since a moment.
        """
        if self.day is None:
            return super().filter_queryset(queryset)
        if self.form.cleaned_data.get("updated_since"):
            raise UnableToRead(
                gettext("Ask for the state on a day or for what changed since a moment, not for both."),
                {"updated_since": [gettext("Leave one out.")]},
            )
        states: Any = queryset
        rows = states.on_day(self.day, known_at=settle(self.moment))
        return RegisterFilterSet.filter_queryset(self, rows.as_shown_at(self.moment) if self.moment else rows)
