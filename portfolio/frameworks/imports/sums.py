"""What a sheet of sub-outputs does to the sums of each set of countries and finance year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext_noop

from ilo_dc.core.imports.amounts import Sums
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.rules import gap_of

if TYPE_CHECKING:
    from ilo_dc.core.facts.actions.facts import Plan

REQUIRED, AVAILABLE, GAP = gettext_noop("required"), gettext_noop("available"), gettext_noop("gap")
NAMES = (REQUIRED, AVAILABLE, GAP)
Place = tuple[str, int, str]  # key of the countries, finance year, currency
Amounts = tuple[Decimal, Decimal, Decimal]  # required, available, gap
NOTHING: Amounts = (Decimal(0), Decimal(0), Decimal(0))


def sums_of(plan: Plan[SubOutputState]) -> list[Sums]:
    """Return the sums of each set of countries that a plan touches: all its rows, also those that stay.

    Amounts: of the finance year, in the rows' currency; the gap is summed row by row. Those whose gap changes
    most come first.
    """
    sums = []
    taken = [*plan.withdrawn, *(one.old for one in plan.changed)]
    given = [*plan.created, *(one.new for one in plan.changed)]
    minus, plus = _by_place(taken), _by_place(given)
    touched = sorted({*minus, *plus})
    recorded = _recorded(touched)
    for place in touched:
        before = recorded.get(place, NOTHING)
        amounts = {
            name: (was, was - less + more)
            for name, was, less, more in zip(NAMES, before, minus[place], plus[place], strict=True)
        }
        sums.append(Sums(*place, amounts))
    return sorted(sums, key=lambda one: (-abs(one.amounts[GAP][1] - one.amounts[GAP][0]), one.place))


def _by_place(rows: Iterable[SubOutputState]) -> defaultdict[Place, Amounts]:
    sums: defaultdict[Place, Amounts] = defaultdict(lambda: NOTHING)
    for row in rows:
        place = (row.framework.country_key, row.finance_year, row.currency_id or "")
        required, available, gap = sums[place]
        missing = gap_of(row.required, row.available)
        sums[place] = (required + row.required, available + row.available, gap + missing)
    return sums


def _recorded(places: Iterable[Place]) -> dict[Place, Amounts]:
    """Return what is recorded now of the sets of countries and years of `places`."""
    keys, years = {place[0] for place in places}, {place[1] for place in places}
    rows = SubOutputState.objects.current().filter(framework__country_key__in=keys, finance_year__in=years)
    found = (
        rows.with_gap()
        .order_by()
        .values_list("framework__country_key", "finance_year", "currency_id")
        .annotate(Sum("required"), Sum("available"), missing=Sum("gap"))
    )
    return {(key, year, currency): tuple(amounts) for key, year, currency, *amounts in found}
