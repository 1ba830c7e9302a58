"""The amounts that a plan touches: of each row, and summed before and after by what they are and currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import override

if TYPE_CHECKING:
    from ilo_dc.core.facts.actions.facts import Plan


@dataclass(frozen=True)
class Sums:
    """What the rows of a place and a year add up to before and after; `place` is a key of the importer's.

    `amounts` by the untranslated name of what is summed, each as (before, after).
    """

    place: str
    year: int
    currency: str
    amounts: Mapping[str, tuple[Decimal, Decimal]]

    def as_plan(self) -> dict[str, Any]:
        """Return it as a batch keeps it."""
        amounts = [
            {"field": name, "before": str(before), "after": str(after)}
            for name, (before, after) in self.amounts.items()
        ]
        return {"place": self.place, "year": self.year, "currency": self.currency, "amounts": amounts}


@dataclass(frozen=True)
class SumsByPlace:
    """How an importer tells what a plan does to each place and year; `named` are places by their keys."""

    of: Callable[[Plan[Any]], list[Sums]]
    named: Callable[[Iterable[str]], Mapping[str, str]]


@cache
def name_in_plan(column: models.Field[Any, Any]) -> str:
    """Return what a plan calls a column: its untranslated name, which pages say in the reader's language."""
    with override(None):
        return str(column.verbose_name)


@cache
def _columns_of_amounts(model: type[models.Model]) -> list[tuple[str, str]]:
    """Return (what it is, attribute) of each column of a model that may hold an amount."""
    columns = model._meta.concrete_fields
    return [(name_in_plan(one), one.attname) for one in columns if isinstance(one, models.DecimalField)]


def amounts_of(row: Any) -> Iterator[tuple[str, str, Decimal]]:
    """Yield (what it is, currency, amount) of each amount that a row states; nothing of one without money."""
    currency: str = getattr(row, "currency_id", "")
    model: type[models.Model] = type(row)
    for name, attribute in _columns_of_amounts(model) if currency else ():
        value = getattr(row, attribute)
        if value is not None:
            yield name, currency, value


def before_and_after(plan: Plan[Any]) -> list[dict[str, str]]:
    """Return the sums of what the new, changed and withdrawn rows state, as {field, currency, before, after}.

    Rows that stay as they are are not among them, so the difference is what saving adds or takes away.
    """
    before = _sums([*plan.withdrawn, *(revision.old for revision in plan.changed)])
    after = _sums([*plan.created, *(revision.new for revision in plan.changed)])
    return [
        {
            "field": name,
            "currency": currency,
            "before": str(before[name, currency]),
            "after": str(after[name, currency]),
        }
        for name, currency in dict.fromkeys([*before, *after])
    ]


def _sums(rows: Iterable[Any]) -> defaultdict[tuple[str, str], Decimal]:
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        for name, currency, amount in amounts_of(row):
            sums[name, currency] += amount
    return sums
