"""Keyset pages: page 1,800 costs what page 1 costs; one paginator for pages and API (DESIGN 5, 9)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core import signing
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.numbers import read_digits
from ilo_dc.core.text_search import Folded, FoldedName, language_of_names

Row = TypeVar("Row")

PAGE = 50
LARGEST_PAGE = 1000
COUNT_CAP = 100_000
SALT = "keyset"
POSITION = ["position"]  # what a cursor of a list that is no table is made for
FOLDED = "__folded"
# Where a column is empty: after all others whichever way the order runs.
OR_LAST, OR_FIRST = "__or_last", "__or_first"
# What stands before and after all that a column of a kind holds; a moment is a kind of date, so it is first.
ENDS: tuple[tuple[type[Any] | tuple[type[Any], ...], tuple[Any, Any]], ...] = (
    (DateTimeField, (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))),
    (DateField, (date.min, date.max)),
    (IntegerField, (-(2**63), 2**63 - 1)),
    (DecimalField, (-(Decimal(10) ** 20), Decimal(10) ** 20)),
    ((CharField, TextField), ("", "\U0010ffff")),
)

# Returns rows by a queryset of their keys, in the order of some columns.
Fetch = Callable[[QuerySet[Any], Sequence[str]], list[Any]]


@dataclass(frozen=True)
class Page:
    """A page of rows with the cursors of its neighbours (empty: there is none)."""

    rows: list[Any]
    next_cursor: str
    previous_cursor: str
    limit: int


def read_limit(text: str) -> int:
    """Return the page size of a `limit` parameter.

    Raises:
        UnableToRead: not a number from 1 to 1000.
    """
    if not text:
        return PAGE
    limit = read_digits(text, most=LARGEST_PAGE)
    if not limit:
        raise UnableToRead(
            _("“limit” is a number from 1 to %(most)d.") % {"most": LARGEST_PAGE},
            {"limit": [_("Write a number from 1 to %(most)d.") % {"most": LARGEST_PAGE}]},
        )
    return limit


def capped_count(rows: QuerySet[Any]) -> int:
    """Return how many rows there are, counting no further than the cap."""
    try:
        sql, parameters = rows.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS counted", parameters)  # noqa: S608  (the ORM's own)
        return int(cursor.fetchone()[0])


def keyed(rows: QuerySet[Any], ordering: Sequence[str]) -> tuple[QuerySet[Any], list[str]]:
    """Return rows with the keys of an order that are made for it, and the columns that order them.

    `title__folded` orders as people look a text up: whatever accents and case. Of rows with names in six
    languages `organisation__name__folded` orders by the one that the reader sees. `ends_on__or_last` puts
    rows without that column last, `ends_on__or_first` first: a key is never null, so that a page can begin
    behind any row.
    """
    made = {name.lstrip("-") for name in ordering if _is_made(name)}
    rows = rows.annotate(**{_key(name): _made(rows, name) for name in sorted(made)})
    return rows, [f"{'-' if name.startswith('-') else ''}{_key(name.lstrip('-'))}" for name in ordering]


def turned(column: str) -> str:
    """Return a column of the opposite order; what is empty stays last."""
    if column.endswith((OR_LAST, OR_FIRST)):
        path, _underscores, place = column.rpartition("__")
        column = f"{path}{OR_FIRST if place == 'or_last' else OR_LAST}"
    return _turned(column)


def _is_folded(name: str) -> bool:
    return name.removesuffix(OR_LAST).removesuffix(OR_FIRST).endswith(FOLDED)


def _is_made(name: str) -> bool:
    return name.endswith((FOLDED, OR_LAST, OR_FIRST))


def _key(column: str) -> str:
    return column.replace("__", "_") if _is_made(column) else column


def _made(rows: QuerySet[Any], name: str) -> Any:
    path = name.removesuffix(OR_LAST).removesuffix(OR_FIRST)
    key = _folded(rows, path.removesuffix(FOLDED)) if path.endswith(FOLDED) else F(path)
    if path == name:
        return key
    kind = TextField() if path.endswith(FOLDED) else rows.all().query.resolve_ref(path).output_field
    kind = BigIntegerField() if isinstance(kind, IntegerField) else kind
    # Wide enough for an end that no amount reaches.
    kind = DecimalField(max_digits=30, decimal_places=6) if isinstance(kind, DecimalField) else kind
    first, last = next(ends for kinds, ends in ENDS if isinstance(kind, kinds))
    end = Value(last if name.endswith(OR_LAST) else first, output_field=kind)
    return Coalesce(key, end, output_field=kind)


def _folded(rows: QuerySet[Any], path: str) -> Any:
    if path.rpartition("__")[2] == "name" and not _is_column(rows.model, path):
        return FoldedName(path)
    return Folded(F(path))


def _is_column(model: Any, path: str) -> bool:
    *parents, name = path.split("__")
    for parent in parents:
        model = model._meta.get_field(parent).related_model
    return any(field.name == name for field in model._meta.get_fields())


def page_of(
    rows: QuerySet[Any],
    *,
    ordering: Sequence[str],
    limit: int = PAGE,
    cursor: str = "",
    fetch: Fetch | None = None,
) -> Page:
    """Return the page of `rows` at `cursor`.

    `ordering` names columns that are never null; the primary key is added (see `with_primary_key`).
    A cursor of an order by names in another language leads to the first page.
    `fetch` makes rows of another shape by their keys; they hold the columns of the order.

    Raises:
        UnableToRead: a cursor that was not made here for this ordering.
    """
    names = with_primary_key(ordering)
    backwards, position = _open(cursor, names)
    order = [_turned(name) for name in names] if backwards else names
    window, columns = keyed(rows, order)
    window = window.order_by(*columns)
    if position is not None:
        window = _after(window, columns, position)
    cut = slice(limit + 1)
    found = list(window[cut]) if fetch is None else fetch(window.values("pk")[cut], order)
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    has_next = more if not backwards else True
    has_previous = more if backwards else position is not None
    return Page(
        rows=found,
        next_cursor=_seal(names, found[-1], backwards=False) if found and has_next else "",
        previous_cursor=_seal(names, found[0], backwards=True) if found and has_previous else "",
        limit=limit,
    )


def page_of_list(
    rows: Sequence[Row], position: Callable[[Row], list[str]], *, limit: int = PAGE, cursor: str = ""
) -> Page:
    """Return the page at `cursor` of what is no table: rows in the order of their `position`, each its own.

    Raises:
        UnableToRead: a cursor that was not made here.
    """
    backwards, at = _open(cursor, POSITION)
    start = 0
    if at is not None:
        found = bisect_left if backwards else bisect_right
        start = found(rows, at, key=position)
    start = max(start - limit, 0) if backwards else start
    window = list(rows[start : start + limit])

    def seal(row: Row, *, back: bool) -> str:
        return signing.dumps([POSITION, back, position(row)], salt=SALT, compress=True)

    return Page(
        rows=window,
        next_cursor=seal(window[-1], back=False) if start + len(window) < len(rows) and window else "",
        previous_cursor=seal(window[0], back=True) if start and window else "",
        limit=limit,
    )


def with_primary_key(ordering: Sequence[str]) -> list[str]:
    """Return an order with the primary key as its last column, so that no two rows are equal in it.

    It runs as all others do, where these run one way: an index of the column and the key then serves both.
    """
    if any(name.lstrip("-") == "pk" for name in ordering):
        return list(ordering)
    return [*ordering, "-pk" if ordering and all(name.startswith("-") for name in ordering) else "pk"]


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(rows: QuerySet[Any], order: Sequence[str], position: Sequence[Any]) -> QuerySet[Any]:
    """Return the rows that come after `position` in `order`."""
    columns = [name.lstrip("-") for name in order]
    turned = [name.startswith("-") for name in order]
    # Says nothing new, but lets the database enter an index of the first column at the position.
    bound = Q(**{f"{columns[0]}__{'lte' if turned[0] else 'gte'}": position[0]})
    try:
        if len(set(turned)) == 1:
            return rows.filter(bound, _behind(rows, columns, position, than="<" if turned[0] else ">"))
        later, equal = Q(), Q()
        for column, down, value in zip(columns, turned, position, strict=True):
            later |= equal & Q(**{f"{column}__{'lt' if down else 'gt'}": value})
            equal &= Q(**{column: value})
        return rows.filter(bound, later)
    except (ValueError, TypeError, ValidationError) as error:
        raise _stale() from error


def _behind(rows: QuerySet[Any], columns: Sequence[str], position: Sequence[Any], *, than: str) -> Func:
    """Return the comparison of all columns at once, which enters an index of them at the position."""
    fields = [rows.query.resolve_ref(column).output_field for column in columns]
    values = [
        Value(field.to_python(value), output_field=field)
        for field, value in zip(fields, position, strict=True)
    ]
    sides = (Func(*side, function="ROW") for side in ([F(column) for column in columns], values))
    return Func(*sides, template="%(expressions)s", arg_joiner=f" {than} ", output_field=BooleanField())


def _seal(names: Sequence[str], row: Any, *, backwards: bool) -> str:
    values = [_plain(_value(row, _key(name.lstrip("-")))) for name in names]
    return signing.dumps([_made_for(names), backwards, values], salt=SALT, compress=True)


def _made_for(names: Sequence[str]) -> list[str]:
    """Return what a cursor must agree with: the order and, where names order it, their language."""
    return [*names, language_of_names()] if any(map(_is_folded, names)) else list(names)


def _open(cursor: str, names: Sequence[str]) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        made_for, backwards, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise _stale() from error
    ours = _made_for(names)
    if made_for == ours:
        return bool(backwards), values
    if len(ours) > len(names) and made_for[:-1] == ours[:-1]:
        return False, None
    raise _stale()


def _stale() -> UnableToRead:
    return UnableToRead(
        _("This page address is not valid for this order. Start from the first page."),
        {"cursor": [_("Leave it out to start from the first page.")]},
    )


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal) or hasattr(value, "isoformat"):
        return str(value)
    return value
