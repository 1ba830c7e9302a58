"""The nightly check: what the triggers keep against a full sum of the ledger, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_noop

from funding.ledger.models.rollup import LedgerByPartner, LedgerByPlace, Rollup
from funding.ledger.models.triggers import COUNTS, SUMS, grouped
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.runs.actions.runs import request_daily

if TYPE_CHECKING:
    from ilo_dc.core.models import Run

CHECK_LEDGER = "funding.check_ledger"
ROLLUPS: tuple[type[Rollup], ...] = (LedgerByPartner, LedgerByPlace)
SHOWN = 5
# Both ways: a sum that is kept and not right, and one that is right and not kept.
DIFFERENCES = """
WITH kept AS (SELECT {columns} FROM {table} WHERE entries <> 0),
     counted AS (SELECT {columns} FROM ({counted}) AS entry)
(SELECT 'kept' AS found, lacking.* FROM (TABLE kept EXCEPT TABLE counted) AS lacking)
UNION ALL
(SELECT 'counted' AS found, lacking.* FROM (TABLE counted EXCEPT TABLE kept) AS lacking)
"""
BALANCES = """
SELECT pool.id, kept.approved, kept.received, kept.refunded, kept.adjusted, kept.allocated, kept.spent,
    kept.available, kept.shortfall,
    counted.*, greatest(0, kept.allocated - kept.available)
FROM funding_pool AS pool
LEFT JOIN funding_poolbalance AS kept ON kept.pool_id = pool.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_usd) FILTER (WHERE measure = 'approval'), 0),
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'receipt'), 0),
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'refund'), 0),
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'adjustment'), 0),
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'allocation'), 0),
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'expenditure'), 0),
        coalesce(sum(amount_usd) FILTER (WHERE measure IN ('refund', 'adjustment')
            OR measure = CASE pool.basis WHEN 'approved' THEN 'approval' ELSE 'receipt' END), 0)
    FROM (
        SELECT amount_usd, CASE kind WHEN 'transfer' THEN moves ELSE kind END AS measure
        FROM funding_ledgerentry WHERE pool_id = pool.id
    ) AS entry
) AS counted
ORDER BY pool.id
"""
BALANCE_COLUMNS = 8


class LedgerDiffers(UnableToAct):
    """A sum that is kept is not what the ledger adds up to: figures are wrong until it is understood."""

    title = "The ledger differs"


def request_ledger_check() -> Run | None:
    """Ask for the check once a day; None: it was asked for within the last day already."""
    return request_daily(task=CHECK_LEDGER, label=gettext_noop("Check of the ledger’s sums"))


def check_ledger() -> dict[str, int]:
    """Compare every sum and balance that is kept with the ledger itself; return how many were compared.

    Raises:
        LedgerDiffers: one differs, by a cent or more; it names the first of them.
    """
    compared: dict[str, int] = {}
    problems: list[str] = []
    for rollup in ROLLUPS:
        problems += rollup_differences(rollup)
        compared[rollup._meta.db_table] = rollup._default_manager.count()
    found = balance_differences()
    compared["pools"], wrong = found
    problems += wrong
    if problems:
        raise LedgerDiffers("; ".join(problems[:SHOWN]), {"": problems})
    return compared


def rollup_differences(rollup: type[Rollup]) -> list[str]:
    """Return in words each sum of a rollup that is not the ledger's."""
    table, keys = rollup._meta.db_table, rollup.KEYS
    columns = ", ".join(("measure", "month", *keys, *SUMS, *COUNTS))
    query = DIFFERENCES.format(
        columns=columns, table=table, counted=grouped(keys, source="funding_ledgerentry")
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [f"{table}: {', '.join(map(str, row))}" for row in cursor.fetchall()]


def balance_differences() -> tuple[int, list[str]]:
    """Return how many pools there are, and in words each whose balance is not the ledger's."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES)
        rows = cursor.fetchall()
    wrong = []
    for pool, *values in rows:
        kept, counted = values[:BALANCE_COLUMNS], values[BALANCE_COLUMNS:]
        if kept != counted:
            wrong.append(f"funding_poolbalance: {pool}, {', '.join(map(str, values))}")
    return len(rows), wrong
