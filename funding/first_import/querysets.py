"""What the first import reads and mirrors of the ledger in one statement, however many lines there are."""

from __future__ import annotations

from datetime import date

from funding.first_import.vocab import OPENINGS
from funding.ledger.models.entry import LedgerEntry

# By posting: where an agreement is published its lines are mirrored and copied under the posting that they
# have, and the copies bear no reference. What was taken back and posted anew has ~2, ~3 after its reference.
REFERENCES_OF = """
SELECT split_part(posted.external_ref, '~', 1) AS reference,
    count(DISTINCT posted.external_ref) AS times,
    count(line.id) AS lines,
    min(line.kind) AS kind,
    min(line.pool_id) AS pool,
    min(line.currency_id) AS currency,
    min(line.effective_on) AS effective_on,
    sum(line.amount) AS amount,
    min(line.legal_partner_id) AS partner,
    min(line.project_id) AS project,
    sum(line.direct) AS direct,
    min(posted.recorded_on) FILTER (WHERE line.id IS NOT NULL) AS recorded_on,
    string_agg(concat_ws(' ', coalesce(line.outcome_id, 0), coalesce(line.global_product_id, 0),
        coalesce(line.country_id, '-'), line.amount), ';'
        ORDER BY coalesce(line.outcome_id, 0), coalesce(line.global_product_id, 0),
            coalesce(line.country_id, '-') COLLATE "C") FILTER (WHERE line.id IS NOT NULL) AS outcomes
FROM (
    SELECT external_ref, posting,
        min(CASE WHEN backdated THEN (recorded_at AT TIME ZONE 'UTC')::date END) AS recorded_on
    FROM funding_ledgerentry WHERE external_source = %s GROUP BY 1, 2
) AS posted
LEFT JOIN funding_ledgerentry AS line ON line.posting = posted.posting AND line.reverses_id IS NULL
    AND NOT EXISTS (SELECT FROM funding_ledgerentry AS reversal WHERE reversal.reverses_id = line.id)
GROUP BY 1
"""
MOVED_ON = """
SELECT EXISTS (
    SELECT FROM funding_ledgerentry AS moved
    JOIN funding_ledgerentry AS line ON line.id = moved.moved_id
    WHERE line.posting IN (SELECT posting FROM funding_ledgerentry WHERE change_id = %s)
      AND moved.reverses_id IS NULL
      AND NOT EXISTS (SELECT FROM funding_ledgerentry AS back WHERE back.reverses_id = moved.id))
"""
# What a pool has left to allocate, by what counts before a day; by its basis, as the ledger's trigger has it.
BALANCES_BEFORE = """
SELECT entry.pool_id,
    coalesce(sum(amount_usd) FILTER (WHERE measure IN ('refund', 'adjustment')
        OR measure = CASE pool.basis WHEN 'approved' THEN 'approval' ELSE 'receipt' END), 0)
    - coalesce(sum(amount_usd) FILTER (WHERE measure = 'allocation'), 0) AS left_over
FROM (
    SELECT pool_id, amount_usd, CASE kind WHEN 'transfer' THEN moves ELSE kind END AS measure
    FROM funding_ledgerentry WHERE effective_on < %s
) AS entry
JOIN funding_pool AS pool ON pool.id = entry.pool_id
GROUP BY entry.pool_id
"""
# What a mirror has of its own.
OWN = ("id", "posting", "change_id", "recorded_at", "recorded_by_id", "backdated", "reverses_id", "reason")
NONE_OF_ITS_OWN = ("external_source", "external_ref")
NEGATED = ("amount", "amount_usd", "direct", "psc", "direct_usd", "psc_usd")


def mirrored_lines() -> str:
    """Return the statement that mirrors what stands of the postings of a change: by whom, why, the change."""
    columns = [str(one.column) for one in LedgerEntry._meta.concrete_fields]
    kept = [name for name in columns if name not in (*OWN, *NONE_OF_ITS_OWN)]
    values = [f"-line.{name}" if name in NEGATED else f"line.{name}" for name in kept]
    return f"""
    INSERT INTO funding_ledgerentry
        ({", ".join(kept)}, posting, external_source, external_ref, backdated, reverses_id,
         recorded_by_id, reason)
    SELECT {", ".join(values)}, anew.mirror, '', '', false, line.id, %s, %s
    FROM funding_ledgerentry AS line
    JOIN (
        SELECT posting, gen_random_uuid() AS mirror
        FROM (SELECT DISTINCT posting FROM funding_ledgerentry WHERE change_id = %s) AS posted
    ) AS anew ON anew.posting = line.posting
    WHERE line.reverses_id IS NULL
      AND NOT EXISTS (SELECT FROM funding_ledgerentry AS back WHERE back.reverses_id = line.id)
    ORDER BY line.id
    """  # noqa: S608  (names of columns)


def days_of_opening() -> dict[int, date]:
    """Return by pool the day of its opening balance."""
    opened = LedgerEntry.objects.filter(external_source=OPENINGS).order_by().values("posting")
    rows = LedgerEntry.objects.filter(posting__in=opened).in_force()
    return dict(rows.values_list("pool", "effective_on"))
