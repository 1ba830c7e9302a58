"""Rows of a list as JSON: written by the database where a serializer says how, else by the serializer.

A row that the database writes comes as one text, which the answer takes in as it stands: no model, no field
and no number is made of it on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import get_script_prefix
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.registers.api.addresses import parts_of
from ilo_dc.core.registers.paging import Fetch, keyed
from ilo_dc.core.text_search import language_of_names

ROW = "json_row"
MOMENT = "moment_of_the_page"  # stands where the moment goes that the rows are shown as known at
KEYS = "keys_of_the_page"  # stands where the statement of a page's keys goes
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
    is no column or that the database writes another way. `rows_in_sql` changes the rows where their register
    shows a column of another value.
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
    by_then = Q(superseded_at__lte=RawSQL("%s::timestamptz", (MOMENT,)))
    superseded = Case(When(by_then, then="superseded_at"), default=None)
    return {
        "superseded_at": moment_text(superseded),
        "updated_at": moment_text(Coalesce(superseded, "recorded_at")),
        "withdrawn": Case(When(by_then, then=True), default=False, output_field=BooleanField()),
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


def written(serializer: Any, model: type[Any], moment: datetime | None = None) -> Fetch | None:
    """Return what fetches the rows of a page with `ROW`, each row's JSON as `serializer` answers it.

    `moment`: what the rows are shown as known at; None: now. Returns None where the serializer does not say
    how the database writes it.
    """
    if not hasattr(serializer, "in_sql"):
        return None
    kind: Any = type(serializer)
    prefix = get_script_prefix()
    fields = serializer.context.get("fields") or tuple(_fields_in_sql(kind, prefix))
    return partial(_fetched, _Shape(kind, model, fields, prefix), moment)


@dataclass(frozen=True)
class _Shape:
    """What rows of a model are written as: some fields of a serializer, at the addresses of the site."""

    kind: Any
    model: type[Any]
    fields: tuple[str, ...]
    prefix: str


def _fetched(
    shape: _Shape, moment: datetime | None, keys: QuerySet[Any], order: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the rows of `keys` in order: their JSON, beside the columns that order them.

    The keys are found first, so that only the rows of the page are joined and written.
    """
    statement = _statement(shape, tuple(order), language_of_names())
    try:
        chosen, parameters = keys.query.sql_with_params()
    except EmptyResultSet:
        return []
    head, tail = statement.around
    known_at = "infinity" if moment is None else moment
    before, after = (
        [known_at if value == MOMENT else value for value in values]
        for values in (statement.before, statement.after)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{head}{chosen}{tail}", [*before, *parameters, *after])
        return [dict(zip(statement.names, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True)
class _Statement:
    """The statement of a page's rows: its texts and parameters before and after the one of their keys."""

    names: tuple[str, ...]
    around: tuple[str, str]
    before: tuple[Any, ...]
    after: tuple[Any, ...]


@lru_cache(maxsize=256)
def _statement(shape: _Shape, order: tuple[str, ...], _language: str) -> _Statement:
    """Return the statement for one order of rows in one language of names, which the ORM writes once."""
    fields = _fields_in_sql(shape.kind, shape.prefix)
    shaped = getattr(shape.kind, "rows_in_sql", lambda rows: rows)
    rows = shaped(shape.model.objects.for_list()).select_related(None).prefetch_related(None)
    rows, columns = keyed(rows, order)
    names = tuple(dict.fromkeys(column.lstrip("-") for column in columns))
    # An array of keys is looked up in their index, whatever the database expects of the statement inside.
    keys = RawSQL(f"ARRAY({KEYS} %s)", (KEYS,))  # noqa: S611  (a mark)
    chosen = Func(F("pk"), keys, template="%(expressions)s", arg_joiner=" = ANY", output_field=BooleanField())
    row = _Row({name: fields[name] for name in shape.fields})
    page = rows.filter(chosen).order_by(*columns).values(*names, **{ROW: row})
    sql, parameters = page.query.sql_with_params()
    head, tail = sql.split(f"{KEYS} %s")
    place = parameters.index(KEYS)
    return _Statement((*names, ROW), (head, tail), parameters[:place], parameters[place + 1 :])


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
