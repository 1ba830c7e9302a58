"""How forms look and read: the renderer, fields for money and dates, sections, filters as chips.

Forms declare the shape of fields only; what may be saved is decided by actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ilo_dc.core.days import FIRST_DAY, LAST_DAY, DayAfterField, day_after, last_day, outside
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.languages import joined, together
from ilo_dc.core.number_words import advice_on, write_number
from ilo_dc.core.numbers import UnableToReadNumber, read_number, read_whole
from ilo_dc.core.ui.texts import LinesField, PortalBoundField
from ilo_dc.formats import text

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.http import QueryDict
    from django.utils.functional import _StrPromise

    from ilo_dc.core.errors import Conflict


# The parts of a range, by the suffix of their parameter.
RANGE_PARTS = {
    "_after": pgettext_lazy("part of a range", "from"),
    "_before": pgettext_lazy("part of a range", "until"),
    "_min": pgettext_lazy("part of a range", "at least"),
    "_max": pgettext_lazy("part of a range", "at most"),
}

# Leave with any change of filter: they point into the old list.
POSITION = frozenset(("cursor", "page", "after", "before"))


class PortalRenderer(TemplatesSetting):
    """Renders forms with the templates in templates/django/forms/: label, hint, error, control."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
    formset_template_name = "django/forms/formsets/div.html"
    bound_field_class = PortalBoundField


class DateInput(forms.DateInput):
    """The browser's own date field, which speaks ISO in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        bounds = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        super().__init__({**bounds, **(attrs or {})}, format="%Y-%m-%d")


DAY_FORMAT = _("In your browser’s format; without a calendar, year-month-day: 2026-11-27.")


class DayField(forms.DateField):
    """A day of the years that the portal keeps; its hint says how a day is written."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        hint = kwargs.pop("help_text", "")
        super().__init__(help_text=format_lazy("{} {}", hint, DAY_FORMAT) if hint else DAY_FORMAT, **kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """Return the day.

        Raises:
            ValidationError: it is no date, or one outside the years 1900 to 2199.
        """
        day = super().to_python(value)
        if advice := outside(day):
            raise forms.ValidationError(advice, code="outside")
        return day


class LastDayField(DayField):
    """The last day of a period, where the day after it is stored: people write and read the last one."""

    def clean(self, value: Any) -> dt.date | None:
        """Return the day after the one that was typed."""
        return day_after(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Show the last day of what is stored; leave what was typed as it was typed."""
        return last_day(value) if isinstance(value, dt.date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether another last day was typed."""
        return super().has_changed(self.prepare_value(initial), data)


class AmountInput(forms.TextInput):
    """A text field for amounts: a number field would refuse group separators and change on scrolling."""

    decimals = 2

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: object) -> str | None:
        """Show a Decimal as the active language writes it and the field reads it; leave what was typed."""
        if isinstance(value, Decimal | int):
            return write_number(value, decimals=self.decimals)
        return None if value in ("", None) else str(value)


class WholeInput(forms.TextInput):
    """A text field for whole numbers, for the same reasons; years and positions have no groups."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: object) -> str | None:
        """Show the figures alone, in every language; leave what was typed as it was typed."""
        return None if value in ("", None) else str(value)


def _read(read: Callable[[], Any]) -> Any:
    """Return what was read; why it could not be is the field's error."""
    try:
        return read()
    except UnableToReadNumber as error:
        raise forms.ValidationError(advice_on(error), code="invalid") from error


class AmountField(forms.DecimalField):
    """A decimal number, typed as people type it: 2,500,000.00, 2 500 000,00 or 2500000.

    `programs`: programs write it too, as in an address; see `read_number`.
    """

    widget = AmountInput

    def __init__(
        self, *, max_digits: int = 18, decimal_places: int = 2, programs: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)
        self.places, self.programs = decimal_places, programs
        if isinstance(self.widget, AmountInput):
            self.widget.decimals = decimal_places

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Return the Decimal of what was typed.

        Raises:
            ValidationError: no number, or one that can mean two.
        """
        if isinstance(value, str) and value.strip():
            return _read(lambda: read_number(value, decimals=self.places, programs=self.programs))
        return super().to_python(None if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no attributes of a number field: the widget is text."""
        return {}


class WholeField(forms.IntegerField):
    """A whole number, typed as people type it: 1,250, 1 250 or 1250."""

    widget = WholeInput

    def __init__(self, *, programs: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.programs = programs

    def to_python(self, value: Any) -> int | None:
        """Return the whole number of what was typed.

        Raises:
            ValidationError: no number, or one with decimals.
        """
        if isinstance(value, str) and value.strip():
            return _read(lambda: read_whole(value, programs=self.programs))
        return super().to_python(None if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no attributes of a number field: the widget is text."""
        return {}


WHOLE = (
    models.IntegerField,
    models.SmallIntegerField,
    models.BigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.PositiveBigIntegerField,
)
# How forms show a model's field where Django would do it otherwise.
SHAPES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateField: {"form_class": DayField},
    DayAfterField: {"form_class": LastDayField},
    models.DecimalField: {"form_class": AmountField},
    **{whole: {"form_class": WholeField} for whole in WHOLE},
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"form_class": LinesField},
}


def field_of(model: type[models.Model], name: str, **options: Any) -> Any:
    """Return the form's field for a model's field: label, hint, length and choices are the model's.

    `options` say what this form words, offers or asks for otherwise. It starts from nothing, for what a value
    is by default is for actions to say.
    """
    source: Any = model._meta.get_field(name)
    shape: dict[str, Any] = {"initial": None, **SHAPES.get(type(source), {})}
    if isinstance(options.get("widget"), forms.Textarea):
        shape["form_class"] = LinesField
    if source.many_to_one:
        shape["empty_label"] = "–"
    if source.choices:
        empty = [] if source.has_default() and not source.blank else [("", "–")]
        shape["choices"] = [*empty, *source.choices]
    return source.formfield(**{**shape, **options})


@dataclass(frozen=True)
class Section:
    """One titled part of a long form."""

    title: _StrPromise | str
    fields: tuple[str, ...]
    hint: _StrPromise | str = ""
    bound: tuple[BoundField, ...] = field(default=(), compare=False)


class SectionsMixin:
    """Shows a form in titled sections: set `sections`. A field that none names comes last, untitled."""

    sections: tuple[Section, ...] = ()

    @cached_property
    def bound_sections(self) -> list[Section]:
        """Return the sections with their fields bound; fields that the form dropped are left out."""
        form: Any = self
        named = {name for section in self.sections for name in section.fields}
        rest = tuple(bound.name for bound in form.visible_fields() if bound.name not in named)
        sections = [*self.sections, *([Section("", rest)] if rest else [])]
        return [
            Section(s.title, s.fields, s.hint, tuple(form[name] for name in s.fields if name in form.fields))
            for s in sections
        ]


# --- Conflicts ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One field of a conflict: what is saved now and what was typed."""

    label: str
    theirs: str
    yours: str


def compared(form: BaseForm, conflict: Conflict) -> Iterator[Compared]:
    """Yield the fields that somebody else changed, as the form words them."""
    for name, value in conflict.theirs.items():
        if name in form.fields:
            bound = form[name]
            yours = worded(bound.field, conflict.yours.get(name))
            yield Compared(str(bound.label), worded(bound.field, value), yours)


def worded(answer: forms.Field, value: Any) -> str:
    """Return a plain value as the field shows it to people."""
    if value is None or value == "":
        return text.DASH
    if isinstance(answer, forms.ModelChoiceField):
        row = answer.queryset.filter(pk=value).first() if answer.queryset is not None else None
        return answer.label_from_instance(row) if row is not None else str(value)
    if isinstance(value, bool):
        return str(_("Yes")) if value else str(_("No"))
    if isinstance(value, dt.date):
        return text.short_date(answer.prepare_value(value))
    if isinstance(value, Decimal):
        return str(number_format(value.normalize(), force_grouping=True))
    for choice, label in _flat(getattr(answer, "choices", ())):
        if str(choice) == str(value):
            return label if isinstance(label, str) else str(label)
    return str(value)


# --- Filters ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActiveFilter:
    """One filter in force: what it says, and the address of the list without it."""

    label: str
    url: str


def parameters_of(bound: BoundField) -> list[str]:
    """Return the query parameters of a field: one, or one for each part of a range."""
    widget = bound.field.widget
    if hasattr(widget, "suffixes"):  # a range of django-filter
        return [f"{bound.html_name}_{suffix}" for suffix in widget.suffixes]
    if isinstance(widget, forms.MultiWidget):
        return [f"{bound.html_name}{suffix}" for suffix in widget.widgets_names]  # type: ignore[attr-defined]
    return [bound.html_name]


def active_filters(
    form: BaseForm, query: QueryDict, filters: Mapping[str, Any] | None = None
) -> list[ActiveFilter]:
    """Return the filters in force, one for each chosen value, in the order of the form.

    `filters` are those of the FilterSet: one with a measure's dimension names its keys by it.
    """
    found = []
    for bound in form:
        for parameter in parameters_of(bound):
            for value in query.getlist(parameter):
                if value not in ("", "unknown"):
                    part = RANGE_PARTS.get(parameter.removeprefix(bound.html_name), "")
                    values = joined(" ", filter(None, (str(part), display_of(bound, value, filters))))
                    label = together(bound.label, text.colon(), values)
                    found.append(ActiveFilter(label, _without(query, {parameter: value})))
    return found


def display_of(bound: BoundField, value: str, filters: Mapping[str, Any] | None = None) -> str:
    """Return a parameter's value as the form words it, dates as lists write them, the rest as it stands."""
    dimension = getattr((filters or {}).get(bound.name), "dimension", None)
    if dimension is not None:
        return _named(dimension, value)
    if isinstance(bound.field, AmountField):
        return _amount(bound.field, value)
    offered = getattr(bound.field.widget, "offered", tuple)
    for choice, label in _flat([*getattr(bound.field, "choices", ()), *offered()]):
        if str(choice).casefold() == value.casefold():
            return label if isinstance(label, str) else str(label)
    return text.worded(value)


def _amount(answer: AmountField, value: str) -> str:
    """Return an amount as pages write it; what cannot be read stays as it was typed."""
    try:
        return text.exact(answer.to_python(value))
    except forms.ValidationError:
        return value


def _named(dimension: Any, value: str) -> str:
    """Return the names of keys separated by commas; a key that cannot be read stays as it was typed."""
    words = []
    for part in filter(None, (part.strip() for part in value.split(","))):
        if dimension.empty and part == dimension.empty[0]:
            words.append(str(dimension.empty[1]))
            continue
        try:
            names = dimension.names([dimension.read(part)])
        except UnableToRead:
            names = {}
        words.append(next(iter(names.values()), part))
    return joined(", ", words)


def kept_parameters(form: BaseForm, query: QueryDict) -> list[tuple[str, str]]:
    """Return the parameters that are not the form's, such as the order, which filtering must keep."""
    own = {name for bound in form for name in parameters_of(bound)} | POSITION
    return [(name, value) for name, values in query.lists() if name not in own for value in values]


def address_without(form: BaseForm, query: QueryDict) -> str:
    """Return the address of the list with no filter of the form."""
    kept = query.copy()
    for name in {name for bound in form for name in parameters_of(bound)} | POSITION:
        kept.pop(name, None)
    return f"?{kept.urlencode()}"


def _without(query: QueryDict, dropped: dict[str, str]) -> str:
    """Return the query string without the given values, and back at the first page."""
    kept = query.copy()
    for name, value in dropped.items():
        kept.setlist(name, [other for other in kept.getlist(name) if other != value])
    for name in POSITION:
        kept.pop(name, None)
    return f"?{kept.urlencode()}"


def _flat(choices: Any) -> Iterator[tuple[object, object]]:
    """Yield choices and those inside groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label
