"""What stands in the ledger under the references of a sheet, against what its rows say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from funding.first_import.vocab import AGAIN
from funding.ledger.actions.postings import parts_of_lines

if TYPE_CHECKING:
    from decimal import Decimal

    from funding.first_import.actions.postings import Row
    from funding.ledger.actions.postings import Share


def plain(reference: str) -> str:
    """Return a reference as a file writes it, without how often it was posted."""
    return reference.partition(AGAIN)[0]


def number_anew(row: Row, posted: dict[str, dict[str, Any]]) -> None:
    """Let a row bear its reference, or where that was taken back, its next number: `REF~2`."""
    reference = plain(row.posting.external_ref)
    found = posted.get(reference)
    named = reference if found is None else f"{reference}{AGAIN}{found['times'] + 1}"
    if named != row.posting.external_ref:
        row.posting = replace(row.posting, external_ref=named)


def differences(row: Row, posted: dict[str, dict[str, Any]]) -> list[str]:
    """Return the names of what stands otherwise in the ledger under the reference of a row."""
    found, posting = posted[plain(row.posting.external_ref)], row.posting
    values = {
        "kind": str(posting.kind),
        "pool": posting.pool.pk,
        "currency": posting.currency.pk,
        "effective_on": posting.effective_on,
        "amount": posting.amount,
        "partner": posting.legal_partner.pk if posting.legal_partner else None,
        "project": posting.project.pk if posting.project else None,
        "recorded_on": row.recorded_on,
    }
    differing = [name for name, value in values.items() if found[name] != value]
    parts = list(zip(posting.ordered, parts_of_lines(posting, row.rate), strict=True))
    if "amount" in differing:
        return differing
    if found["direct"] not in (None, sum(amount.direct for _share, (amount, _usd) in parts)):
        differing.append("psc_rate")
    if found["outcomes"] != ";".join(_place(share, amount.total) for share, (amount, _usd) in parts):
        differing.append("outcomes")
    return differing


def _place(share: Share, amount: Decimal) -> str:
    """Return for what a line is, and its amount, as `references` has them."""
    outcome, product, country = share.order
    return f"{outcome} {product} {country or '-'} {amount:.2f}"


def posted_otherwise(row: Row, posted: dict[str, dict[str, Any]], differing: list[str]) -> str:
    """Return in words how a reference stands in the ledger, and what a row says otherwise."""
    found = posted[plain(row.posting.external_ref)]
    return _(
        "This is posted otherwise: %(kind)s of %(amount)s %(currency)s on %(effective_on)s. It differs in: "
        "%(columns)s. Reverse it."
    ) % {**found, "columns": ", ".join(differing)}


def is_posted(row: Row, posted: dict[str, dict[str, Any]]) -> bool:
    """Return whether what a row posts stands in the ledger."""
    found = posted.get(plain(row.posting.external_ref))
    return found is not None and found["lines"] > 0
