"""What the database itself holds of the ledger: append-only, exact mirrors, conservation, sums."""

from __future__ import annotations

import pgtrigger

STAMP = """
IF coalesce(current_setting('portal.change', true), '') = '' THEN
    RAISE EXCEPTION 'Rows of % are written inside a recorded change only.', TG_TABLE_NAME;
END IF;
NEW.change_id := split_part(current_setting('portal.change'), '|', 1)::bigint;
IF NOT NEW.backdated OR NEW.recorded_at IS NULL
   OR NEW.recorded_at > split_part(current_setting('portal.change'), '|', 2)::timestamptz THEN
    NEW.recorded_at := split_part(current_setting('portal.change'), '|', 2)::timestamptz;
    NEW.backdated := false;
END IF;
RETURN NEW;
"""
REFUSE = """
RAISE EXCEPTION 'What stands in % stays as it is: a mistake is corrected by a reversal.', TG_TABLE_NAME;
"""
# The rows are written by triggers of the ledger alone, within which this one is called.
ONLY_KEPT = """
IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'Rows of % are kept by the ledger alone.', TG_TABLE_NAME;
END IF;
RETURN NEW;
"""
OPEN_BALANCE = """
INSERT INTO funding_poolbalance
    (pool_id, approved, received, refunded, adjusted, available, allocated, spent, shortfall)
VALUES (NEW.id, 0, 0, 0, 0, 0, 0, 0, 0);
RETURN NULL;
"""
# What a reversal has of its own; the rest is the entry's that it reverses.
OWN = (
    "id",
    "posting",
    "line",
    "change_id",
    "recorded_at",
    "recorded_by_id",
    "backdated",
    "reverses_id",
    "reason",
    "external_source",
    "external_ref",
    "listed_under",
)
AMOUNTS = ("amount", "amount_usd", "direct", "psc", "direct_usd", "psc_usd")
_APART = " - ".join(f"'{name}'" for name in (*OWN, *AMOUNTS))
_NEGATED = "\n       ".join(f"AND entry.{name} IS NOT DISTINCT FROM -NEW.{name}" for name in AMOUNTS)
MIRROR = f"""
IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM funding_ledgerentry AS entry
    WHERE entry.id = NEW.reverses_id AND entry.reverses_id IS NULL
       AND (to_jsonb(entry) - {_APART}) = (to_jsonb(NEW) - {_APART})
       {_NEGATED}
) THEN
    RAISE EXCEPTION 'A reversal mirrors exactly an entry that is none itself.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
# What several partners give of one approval for one thing is published as one amount, under the first of its
# lines. (After `stamp`, whose change it reads: triggers fire in the order of their names.)
TALLY = """
NEW.listed_under := NULL;
IF NEW.reverses_id IS NOT NULL THEN
    NEW.listed_under := (SELECT listed_under FROM funding_ledgerentry WHERE id = NEW.reverses_id);
ELSIF NEW.kind = 'approval' AND NEW.line > 1 THEN
    NEW.listed_under := (
        SELECT min(entry.line) FROM funding_ledgerentry AS entry
        WHERE entry.posting = NEW.posting AND entry.change_id = NEW.change_id AND entry.kind = 'approval'
          AND entry.reverses_id IS NULL AND entry.listed_under IS NULL
          AND entry.legal_partner_id <> NEW.legal_partner_id
          AND (entry.published, entry.effective_on, entry.resource_type, entry.source_category)
              = (NEW.published, NEW.effective_on, NEW.resource_type, NEW.source_category)
          AND (entry.reporting_partner_id, entry.outcome_id, entry.global_product_id,
               entry.policy_outcome_id, entry.country_id, entry.region_id)
              IS NOT DISTINCT FROM
              (NEW.reporting_partner_id, NEW.outcome_id, NEW.global_product_id,
               NEW.policy_outcome_id, NEW.country_id, NEW.region_id));
END IF;
RETURN NEW;
"""
SUM_TO_ZERO = """
IF EXISTS (
    SELECT FROM funding_ledgerentry WHERE posting = NEW.posting
    GROUP BY moves, currency_id HAVING sum(amount) <> 0 OR sum(amount_usd) <> 0
) THEN
    RAISE EXCEPTION 'The lines of a transfer sum to zero.' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""
# RBSA lies together by biennium; a draft has no money.
OF_A_SIGNED_AGREEMENT = """
IF NEW.agreement_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM funding_agreement
    WHERE id = NEW.agreement_id AND kind <> 'rbsa' AND status NOT IN ('draft', 'abandoned')
) THEN
    RAISE EXCEPTION 'A pool is of a signed agreement that is none of RBSA.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
OF_ITS_POOL = """
IF NOT EXISTS (
    SELECT FROM funding_pool
    WHERE id = NEW.pool_id AND resource_type = NEW.resource_type
      AND (agreement_id IS NULL OR agreement_id = NEW.agreement_id)
) THEN
    RAISE EXCEPTION 'A line has the resource type and the agreement of its pool.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
# Happened: a receipt, a refund, an adjustment, an approval, an amendment. Decided: the rest (rules.Balance).
CONSERVE = """
PERFORM FROM funding_poolbalance WHERE pool_id IN (SELECT pool_id FROM new_entries)
ORDER BY pool_id FOR UPDATE;
UPDATE funding_poolbalance AS kept SET
    approved = kept.approved + posted.approved,
    received = kept.received + posted.received,
    refunded = kept.refunded + posted.refunded,
    adjusted = kept.adjusted + posted.adjusted,
    spent = kept.spent + posted.spent,
    allocated = kept.allocated + posted.allocated,
    available = kept.available + posted.happened + posted.decided,
    shortfall = least(
        greatest(0, kept.allocated - kept.available - posted.happened),
        greatest(0, kept.allocated + posted.allocated - kept.available - posted.happened - posted.decided))
FROM (
    SELECT pool_id,
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'approval'), 0) AS approved,
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'receipt'), 0) AS received,
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'refund'), 0) AS refunded,
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'adjustment'), 0) AS adjusted,
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'expenditure'), 0) AS spent,
        coalesce(sum(amount_usd) FILTER (WHERE measure = 'allocation'), 0) AS allocated,
        coalesce(sum(amount_usd) FILTER (WHERE makes_available AND NOT is_decided), 0) AS happened,
        coalesce(sum(amount_usd) FILTER (WHERE makes_available AND is_decided), 0) AS decided
    FROM (
        SELECT entry.pool_id, entry.amount_usd, counted.measure,
            entry.kind = 'transfer' OR entry.reverses_id IS NOT NULL AS is_decided,
            counted.measure IN ('refund', 'adjustment')
                OR counted.measure = CASE pool.basis WHEN 'approved' THEN 'approval' ELSE 'receipt' END
                AS makes_available
        FROM new_entries AS entry
        JOIN funding_pool AS pool ON pool.id = entry.pool_id
        CROSS JOIN LATERAL (
            SELECT CASE entry.kind WHEN 'transfer' THEN entry.moves ELSE entry.kind END AS measure
        ) AS counted
    ) AS counted_entries
    GROUP BY pool_id
) AS posted
WHERE kept.pool_id = posted.pool_id;
"""
SUMS = ("amount_usd", "direct_usd", "psc_usd")
COUNTS = ("entries", "listed")


def grouped(keys: tuple[str, ...], *, source: str) -> str:
    """Return the statement that sums the entries of `source` as a rollup with these keys does."""
    names = ", ".join(f"entry.{name}" for name in keys)
    sums = ", ".join(f"sum(coalesce(entry.{name}, 0)) AS {name}" for name in SUMS)
    return f"""
    SELECT CASE entry.kind WHEN 'transfer' THEN entry.moves ELSE entry.kind END AS measure,
        date_trunc('month', entry.effective_on)::date AS month, {names}, {sums}, count(*) AS entries,
        sum(CASE WHEN entry.listed_under IS NOT NULL THEN 0 WHEN entry.reverses_id IS NULL THEN 1 ELSE -1 END)
            AS listed
    FROM {source} AS entry
    GROUP BY 1, 2, {names}
"""  # noqa: S608  (names of columns)


def _added_up(table: str, keys: tuple[str, ...]) -> str:
    """Return the statement that adds new entries to a rollup, its rows in the order of their keys."""
    columns = ("measure", "month", *keys)
    added = ", ".join(f"{name} = kept.{name} + excluded.{name}" for name in (*SUMS, *COUNTS))
    order = ", ".join(str(number) for number in range(1, len(columns) + 1))
    return f"""
INSERT INTO {table} AS kept ({", ".join((*columns, *SUMS, *COUNTS))})
{grouped(keys, source="new_entries")} ORDER BY {order}
ON CONFLICT ({", ".join(columns)}) DO UPDATE SET {added};
"""


def never(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Return the trigger that refuses an operation on any row."""
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=REFUSE)


def never_truncated() -> pgtrigger.Trigger:
    """Return the trigger that refuses to empty the table."""
    return pgtrigger.Trigger(
        name="never_truncate",
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func=REFUSE,
    )


def kept_by_the_ledger() -> list[pgtrigger.Trigger]:
    """Return the triggers of a table that the ledger's own triggers write, and nobody else."""
    return [
        pgtrigger.Trigger(
            name="only_kept",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=ONLY_KEPT,
        ),
        never("never_delete", pgtrigger.Delete),
        never_truncated(),
    ]


def keeping(rollups: dict[str, tuple[str, ...]]) -> pgtrigger.Trigger:
    """Return the trigger that keeps balances and `rollups` (table: keys), once a statement."""
    added = "".join(_added_up(table, keys) for table, keys in rollups.items())
    return pgtrigger.Trigger(
        name="keep",
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_entries"),
        func=f"{CONSERVE}{added}\nRETURN NULL;",
    )
