"""Rows to JSON: a serializer's fields are looked at once for a list, not once for every row of it.

What a field answers stays the framework's: a field of a kind that is not known here is asked itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from operator import attrgetter
from typing import Any

from django.db.models.manager import BaseManager
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.relations import PKOnlyObject

from ilo_dc.core.facts.models.fact import Fact

Read = Callable[[Any], Any]
Convert = Callable[[Any], Any]


def shaped(serializer: serializers.BaseSerializer[Any], rows: Iterable[Any]) -> list[Any]:
    """Return each of `rows` as `serializer` (of one row) answers it."""
    return list(map(_shape_of(serializer), rows))


class FactSerializer(serializers.ModelSerializer[Any]):
    """A dated fact: when it was said last, and whether it is still what is known."""

    updated_at = serializers.SerializerMethodField()
    withdrawn = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField())
    def get_updated_at(self, fact: Fact) -> str:
        """Return when this was recorded or, later, closed."""
        return utc_text(fact.superseded_at or fact.recorded_at)

    def get_withdrawn(self, fact: Fact) -> bool:
        """Return whether this row is no longer what is known: superseded, or withdrawn by its source."""
        return fact.superseded_at is not None


def utc_text(moment: datetime) -> str:
    """Return an aware moment as every answer writes it: ISO 8601 in UTC, to the microsecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _shape_of(serializer: Any) -> Convert:
    """Return what makes a row's answer."""
    whole: Convert = serializer.to_representation
    if getattr(type(serializer), "to_representation", None) is not serializers.Serializer.to_representation:
        return whole  # it is made in a way of its own
    readers = [
        (name, _reader(serializer, field))
        for name, field in serializer.fields.items()
        if not field.write_only
    ]

    def shape(row: Any) -> Any:
        try:
            return {name: read(row) for name, read in readers}
        except SkipField:  # the row lacks a field that may be left out
            return whole(row)

    return shape


def _reader(serializer: Any, field: Any) -> Read:
    """Return what reads one field of a row, as the framework's own loop does, in fewer steps."""
    if isinstance(field, serializers.SerializerMethodField):
        method: Read = getattr(serializer, str(field.method_name))
        return method
    if isinstance(field, serializers.RelatedField | serializers.ManyRelatedField):
        return _relation_reader(field)
    convert = _conversion(field)
    value_of = attrgetter(".".join(field.source_attrs)) if field.source_attrs else field.get_attribute

    def read(row: Any) -> Any:
        try:
            value = value_of(row)
        except AttributeError:  # something on the way is not there: the field's own default
            value = field.get_attribute(row)
        if callable(value):
            value = field.get_attribute(row)
        return None if value is None else convert(value)

    return read


def _relation_reader(field: Any) -> Read:
    def read(row: Any) -> Any:
        value = field.get_attribute(row)
        known = value.pk if isinstance(value, PKOnlyObject) else value
        return None if known is None else field.to_representation(value)

    return read


# --- Conversions: what each kind of field makes of a value that is not null ----------------------------


def _asked_itself(field: Any) -> Convert:
    return field.to_representation


def _as_text(_field: Any) -> Convert:
    return str


def _as_number(_field: Any) -> Convert:
    return int


def _as_truth(field: Any) -> Convert:
    return lambda value: value if value is True or value is False else field.to_representation(value)


def _as_day(field: Any) -> Convert:
    return lambda value: value.isoformat() if type(value) is date else field.to_representation(value)


def _as_moment(field: Any) -> Convert:
    if hasattr(field, "format"):  # it writes moments in a way of its own
        return field.to_representation
    return utc_text


def _as_amount(field: Any) -> Convert:
    plain = getattr(field, "coerce_to_string", True) and not (field.localize or field.normalize_output)
    if not plain or field.decimal_places is None or field.rounding:
        return field.to_representation
    step = Decimal(1).scaleb(-field.decimal_places)
    context = Context(prec=field.max_digits or 28, rounding=ROUND_HALF_EVEN)

    def write(value: Any) -> Any:
        if type(value) is not Decimal:
            return field.to_representation(value)
        return f"{value.quantize(step, context=context):f}"

    return write


def _as_list(field: Any) -> Convert:
    shape = _shape_of(field.child)
    return lambda rows: list(map(shape, rows.all() if isinstance(rows, BaseManager) else rows))


_CONVERSIONS: dict[type, Callable[[Any], Convert]] = {
    serializers.CharField: _as_text,
    serializers.IntegerField: _as_number,
    serializers.BooleanField: _as_truth,
    serializers.DateField: _as_day,
    serializers.DateTimeField: _as_moment,
    serializers.DecimalField: _as_amount,
    serializers.ListSerializer: _as_list,
}


def _conversion(field: Any) -> Convert:
    """Return the conversion of a field; one of a kind not listed here is asked itself."""
    if isinstance(field, serializers.Serializer):
        return _shape_of(field)
    return _CONVERSIONS.get(type(field), _asked_itself)(field)
