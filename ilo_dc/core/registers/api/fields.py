"""Days of periods, the same in all nouns: `ends_on` is the day after the last, `last_day` the last one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from ilo_dc.core.days import DAY, outside

DAY_AFTER = "The day after the last, which is not included."
LAST_DAY = "The last day, included."
# Of what is edited in place, in lists that take `as_of` or `updated_since`.
THEN = "As it was at the moment asked for; null where its wording of then is not known."
# What the days after a last one are called, in whatever noun.
DAYS_AFTER = ("ends_on", "extended_until")


def half_open(*names: str) -> dict[str, dict[str, Any]]:
    """Return what a `Meta.extra_kwargs` says of the days after a last one."""
    return {name: {"label": "Day after the last", "help_text": DAY_AFTER} for name in names}


class RowCodeField(serializers.CharField):
    """The code of a row, which the view looks up among those that the caller may name."""


class RowNumberField(serializers.IntegerField):
    """The number of a row, which the view looks up among those that the caller may name."""


REFERRING = (RowCodeField, RowNumberField, serializers.RelatedField, serializers.ManyRelatedField)


class DayAfterField(serializers.DateField):
    """The day after the last one of a period."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": DAY_AFTER, **options})


class LastDayField(serializers.DateField):
    """The last day of a period, of a column that holds the day after it; it is read only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": LAST_DAY, "read_only": True, **options})

    def to_representation(self, value: date) -> Any:
        """Return the day before the one that is stored."""
        return super().to_representation(value - DAY)


class ValueField(serializers.DecimalField):
    """A number that is measured, as a text with the decimals that it has: `0`, `12.5`, never `12.5000`."""

    def __init__(self, **options: Any) -> None:
        exact = {"max_digits": 18, "decimal_places": 4, "normalize_output": True, "coerce_to_string": True}
        super().__init__(**{**exact, **options})


def not_texts(shape: Any, value: Any) -> Any:
    """Return what to do about numbers in `value` where `shape` asks for a text, in the shape of the value.

    The framework would write them out as it writes floats. Lists are answered as objects by position.
    """
    below: dict[Any, Any] = {}
    if isinstance(shape, serializers.CharField):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return [shape.error_messages["invalid"]] if is_number else {}
    if isinstance(shape, serializers.ListSerializer | serializers.ListField) and isinstance(value, list):
        below = {place: not_texts(shape.child, one) for place, one in enumerate(value)}
    elif isinstance(shape, serializers.Serializer) and isinstance(value, dict):
        below = {name: not_texts(shape.fields.get(name), one) for name, one in value.items()}
    return {key: advice for key, advice in below.items() if advice}


def outside_calendar(values: Any, name: str = "") -> Any:
    """Return what to do about the days in `values` that lie outside 1900-2199, in the shape of the values.

    Lists are answered as objects by position, as the framework answers a list of faulty objects.
    """
    if isinstance(values, dict):
        found = {key: outside_calendar(value, str(key)) for key, value in values.items()}
    elif isinstance(values, list):
        found = {place: outside_calendar(value, name) for place, value in enumerate(values)}
    elif isinstance(values, date | datetime):
        advice = outside(values, is_day_after=name in DAYS_AFTER)
        return [advice] if advice else {}
    else:
        return {}
    return {key: advice for key, advice in found.items() if advice}
