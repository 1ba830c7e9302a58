"""Agreements that are saved, against what the rows of a sheet say of them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from funding.agreements.models.agreement_partner import AgreementPartner

if TYPE_CHECKING:
    from funding.first_import.actions.agreements import NewAgreement

COMPARED = (
    *("kind", "currency_id", "signed_on", "starts_on", "ends_on", "signed_total", "psc_rate"),
    *("agent_fee_rate", "levy", "earmarking", "revenue_type", "reporting_partner_id"),
    *("country_id", "parent_id"),
)
# What is not: its life goes on, and texts are corrected on its page.
NOT_COMPARED = (
    *("title", "language", "levy_reason", "reporting_terms", "status", "ended_on", "published_on"),
    "projects",
)


class Saved:
    """What is read of saved agreements once a file."""

    @cached_property
    def _gives(self) -> dict[int, dict[int, Decimal]]:
        found: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
        for one in AgreementPartner.objects.all():
            found[one.agreement_id][one.organisation_id] = one.amount
        return found

    def differences(self, saved: Any, row: NewAgreement) -> list[str]:
        """Return the fields in which a row says otherwise than the agreement that is saved."""
        differing = [
            name.removesuffix("_id")
            for name in COMPARED
            if getattr(saved, name) != getattr(row.agreement, name)
        ]
        if self._gives.get(saved.pk, {}) != {one.pk: amount for one, amount in row.partners}:
            differing.append("partners")
        pool = getattr(saved, "pool", None)
        if pool is not None and pool.basis != row.basis:
            differing.append("basis")
        return differing
