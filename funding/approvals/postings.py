"""What an approval posts: its net amount, of several partners each one's part."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from funding.agreements.rules import amounts_of
from funding.agreements.vocab import AgreementKind
from funding.ledger.actions.postings import Posting, places_of
from funding.ledger.rules import divided
from funding.ledger.vocab import EntryKind

if TYPE_CHECKING:
    from funding.approvals.models.approval import Approval
    from funding.ledger.actions.postings import Share
    from funding.ledger.models.pool import Pool

ISSUED = gettext_noop("Approval issued")


def postings_of(approval: Approval, *, pool: Pool, shares: tuple[Share, ...]) -> list[Posting]:
    """Return what an approval posts, each with the same `shares`; together they are one posting.

    A multi-donor agreement posts for each of its partners what that one gives of the net amount; an amendment
    names its own partner.
    """
    agreement: Any = approval.agreement
    places = places_of(agreement.currency)
    terms = {"psc_rate": agreement.psc_rate, "levy": agreement.levy, "minor_units": places}
    net = amounts_of(approval.signed_amount, **terms).net
    gifts: list[tuple[Any, Decimal]] = [(approval.amendment.partner if approval.amendment else None, net)]
    if agreement.kind == AgreementKind.MULTI_DONOR and approval.amendment is None:
        rows = agreement.agreement_partners.select_related("organisation__funding_profile").order_by("pk")
        gifts = [(one.organisation, one.amount) for one in rows]
    amounts = divided(net, [amount for _payer, amount in gifts], places=places)
    return [
        Posting(
            kind=EntryKind.APPROVAL,
            pool=pool,
            amount=amount,
            currency=agreement.currency,
            effective_on=approval.signed_on,
            reason=ISSUED,
            shares=shares,
            agreement=agreement,
            legal_partner=payer,
            project=approval.project,
            published=agreement.is_published,
        )
        for (payer, _amount), amount in zip(gifts, amounts, strict=True)
        if amount
    ]
