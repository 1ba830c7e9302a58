"""What a preview says of postings: sums of each kind, year and currency; and what is left uncompared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils.translation import gettext_noop, ngettext

from funding.first_import.rules import Key
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.vocab import EntryKind
from ilo_dc.core.imports.amounts import Sums, SumsByPlace

if TYPE_CHECKING:
    from ilo_dc.core.facts.actions.facts import Plan

POSTED = gettext_noop("posted")


def _sums(plan: Plan[Any]) -> list[Sums]:
    """Return what the ledger has of the kinds, years and currencies of a plan, and will have."""
    added: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for row in plan.created:
        one = row.posting
        added[Key(str(one.kind), one.currency.pk, one.effective_on.year)] += one.amount
    if not added:
        return []
    years, kinds = {key.year for key in added}, {key.kind for key in added}
    rows = LedgerEntry.objects.filter(kind__in=kinds, effective_on__year__in=years).order_by()
    before = {
        Key(kind, currency, year): total
        for kind, currency, year, total in rows.values_list(
            "kind", "currency", "effective_on__year"
        ).annotate(total=Sum("amount"))
    }
    return [
        Sums(key.kind, key.year, key.currency, {POSTED: (had, had + added[key])})
        for key in sorted(added)
        for had in (before.get(key, Decimal(0)),)
    ]


def _kinds_named(kinds: Iterable[str]) -> Mapping[str, str]:
    return {kind: str(EntryKind(kind).label) for kind in kinds}


sums_of_postings = SumsByPlace(of=_sums, named=_kinds_named)


def left_uncompared(columns: Sequence[str], *, rows: int) -> list[str]:
    """Return what is said of rows that are there already; nothing where there are none."""
    if not rows or not columns:
        return []
    words = {"rows": rows, "columns": ", ".join(columns)}
    return [
        ngettext(
            "%(rows)s row is there already. What it says in these columns was not compared: %(columns)s.",
            "%(rows)s rows are there already. What they say in these columns was not compared: %(columns)s.",
            rows,
        )
        % words
    ]
