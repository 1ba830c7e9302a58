"""The lines of many postings for COPY: as `postings.lines_of` makes them, by keys alone, much faster."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from funding.ledger.actions.postings import Posting, parts_of_lines
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.vocab import WITH_PARTS
from ilo_dc.core.facts.copying import maker_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from funding.ledger.actions.postings import Share

# In the order in which `_values` gives them.
NAMES = (
    *("kind", "pool_id", "agreement_id", "legal_partner_id", "reporting_partner_id", "source_category"),
    *("resource_type", "project_id", "currency_id", "rate", "rate_source", "effective_on", "reason"),
    *("published", "external_source", "external_ref", "recorded_by_id", "recorded_at", "backdated"),
    *("demonstration", "posting", "line", "amount", "amount_usd", "direct", "psc", "direct_usd", "psc_usd"),
    *("outcome_id", "global_product_id", "policy_outcome_id", "country_id", "region_id"),
)
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Recorded:
    """By whom lines are recorded, when where that was earlier, and whether they are demonstration data."""

    by: int | None
    at: datetime | None
    demonstration: bool


def keyed_lines_of(posting: Posting, rate: Decimal, source: str, recorded: Recorded) -> Iterator[LedgerEntry]:
    """Yield the unsaved lines of a posting `with_terms`, whose pool is saved."""
    made, shared = _maker(), _values(posting, rate, source, recorded)
    has_parts, project = posting.kind in WITH_PARTS, posting.project
    number = uuid.uuid4()
    amounts = parts_of_lines(posting, rate)
    for line, (share, (amount, usd)) in enumerate(zip(posting.ordered, amounts, strict=True), start=1):
        parts = (amount.direct, amount.psc, usd.direct, usd.psc) if has_parts else (None,) * 4
        region = project.region_id if project else None
        yield made(*shared, number, line, amount.total, usd.total, *parts, *_places(share, region))


@cache
def _maker() -> Callable[..., LedgerEntry]:
    return maker_of(LedgerEntry, *NAMES)


def _values(posting: Posting, rate: Decimal, source: str, recorded: Recorded) -> Values:
    """Return what all lines of a posting have in common."""
    return (
        str(posting.kind),
        posting.pool.pk,
        posting.agreement.pk if posting.agreement else None,
        posting.legal_partner.pk if posting.legal_partner else None,
        posting.reporting_partner.pk if posting.reporting_partner else None,
        str(posting.source_category),
        str(posting.pool.resource_type),
        posting.project.pk if posting.project else None,
        posting.currency.pk,
        rate,
        str(source),
        posting.effective_on,
        str(posting.reason),
        posting.published,
        posting.external_source,
        posting.external_ref,
        recorded.by,
        recorded.at,
        recorded.at is not None,
        recorded.demonstration,
    )


def _places(share: Share, region_of_project: Any) -> Values:
    """Return for what a line is; its region is its country's, its own or the project's."""
    country, region = share.country, share.region
    return (
        share.outcome.pk if share.outcome else None,
        share.global_product.pk if share.global_product else None,
        share.policy_outcome.pk if share.policy_outcome else None,
        country.pk if country else None,
        (country.region_id if country else region.pk if region else None) or region_of_project,
    )
