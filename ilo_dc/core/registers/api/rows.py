"""Rows of a list as JSON: written by the database where a serializer says how, else by the serializer.

A row that the database writes comes as one text, which the answer takes in as it stands: no model, no field
and no number is made of it on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import get_script_prefix
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.registers.api.addresses import parts_of

ROW = "json_row"
# The kinds of fields that JSON of the database writes as the framework does.
AS_STORED = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.DateField,
    serializers.PrimaryKeyRelatedField,
)


class FactSerializer(serializers.ModelSerializer[Any]):
    """A dated fact: when it was said last, and whether it is still what is known.

    One that has `in_sql` is written by the database in lists: it returns the expression of each field that
    is no column or that the database writes another way.
    """

    updated_at = serializers.SerializerMethodField()
    withdrawn = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField())
    def get_updated_at(self, fact: Fact) -> str:
        """Return when this was recorded or, later, closed."""
        return utc_text(fact.superseded_at or fact.recorded_at)

    def get_withdrawn(self, fact: Fact) -> bool:
        """Return whether this row is no longer what is known: superseded, or withdrawn by its source."""
        return fact.superseded_at is not None


def fact_in_sql() -> dict[str, Any]:
    """Return the expressions of what every fact says of itself."""
    return {
        "updated_at": moment_text(Coalesce("superseded_at", "recorded_at")),
        "withdrawn": ExpressionWrapper(Q(superseded_at__isnull=False), output_field=BooleanField()),
    }


def utc_text(moment: datetime) -> str:
    """Return an aware moment as every answer writes it: ISO 8601 in UTC, to the microsecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def moment_text(moment: Any) -> Func:
    """Return the same of a column, as an expression."""
    return Func(
        moment,
        template="""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
        output_field=TextField(),
    )


def address_text(name: str, key: str) -> Concat:
    """Return what `address_of(name, key)` does, of a column that holds whole numbers, as an expression."""
    before, after = parts_of(name, 1)
    return Concat(Value(before), Cast(F(key), TextField()), Value(after), output_field=TextField())


class _Row(Func):
    """The JSON of a row: a name and an expression for each field.

    A row's expression is long and never the same as another of its statement, so it is told apart by
    itself, not by what it is made of.
    """

    output_field = TextField()

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(*fields.values())
        self.names = tuple(fields)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return `json_build_object` of the fields as text."""
        written = [compiler.compile(expression) for expression in self.get_source_expressions()]
        pairs = (f"'{name}', {sql}" for name, (sql, _parameters) in zip(self.names, written, strict=True))
        sql = f"json_build_object({', '.join(pairs)})::text"
        return sql, [one for _sql, parameters in written for one in parameters]


def written(serializer: Any, rows: QuerySet[Any], columns: Iterable[str]) -> QuerySet[Any] | None:
    """Return `rows` with `ROW`, each row's JSON as `serializer` answers it, beside the columns that order it.

    None: the serializer does not say how the database writes it.
    """
    if not hasattr(serializer, "in_sql"):
        return None
    kind: Any = type(serializer)
    fields = _fields_in_sql(kind, get_script_prefix())
    asked = serializer.context.get("fields") or fields
    bare = rows.select_related(None).prefetch_related(None)
    row = _Row({name: fields[name] for name in asked})
    return bare.values(*(column.lstrip("-") for column in columns), "pk", **{ROW: row})


@lru_cache(maxsize=64)
def _fields_in_sql(kind: type[Any], _prefix: str) -> dict[str, Any]:
    """Return the expression of each field; addresses among them follow from the prefix of the site."""
    serializer = kind()
    made: dict[str, Any] = serializer.in_sql()
    shown = {name: field for name, field in serializer.fields.items() if not field.write_only}
    return {name: made[name] if name in made else _expression(field) for name, field in shown.items()}


def _expression(field: Any) -> Any:
    """Return how the database writes a field that is a column, at the end of its `source`.

    Raises:
        TypeError: only `in_sql` can say how.
    """
    column = F("__".join(field.source_attrs))
    if isinstance(field, serializers.DecimalField):
        exact = f"numeric({field.max_digits}, {field.decimal_places})"
        return Func(column, template=f"(%(expressions)s)::{exact}::text", output_field=TextField())
    if isinstance(field, serializers.DateTimeField):
        return moment_text(column)
    if isinstance(field, AS_STORED):
        return column
    raise TypeError(f"{field.field_name}: in_sql does not say how the database writes it")
