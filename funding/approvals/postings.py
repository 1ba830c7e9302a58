"""What an approval posts: its net amount, of several partners each one's part, and what these parts are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from funding.agreements.rules import amounts_of
from funding.agreements.vocab import AgreementKind
from funding.approvals.rules import parted
from funding.ledger.actions.postings import Posting, places_of
from funding.ledger.vocab import EntryKind
from funding.rates.rules import in_dollars

if TYPE_CHECKING:
    from funding.approvals.models.approval import Approval
    from funding.ledger.actions.postings import Share
    from funding.ledger.models.pool import Pool

ISSUED = gettext_noop("Approval issued")


@dataclass(frozen=True)
class Part:
    """What a partner gives of the net amount of an approval, in its currency and in US dollars.

    `payer` None: the agreement has one partner.
    """

    payer: Any
    amount: Decimal
    usd: Decimal


def parts_of(approval: Approval, *, rate: Decimal) -> list[Part]:
    """Return the parts of an approval's net amount, at `rate` units to the dollar; of one partner all.

    A multi-donor agreement has one for each of its partners that gives something: both its currency and its
    US dollars are divided by what each gives, so that the parts are together the net amount in both. An
    amendment names its own partner.
    """
    agreement: Any = approval.agreement
    places = places_of(agreement.currency)
    terms = {"psc_rate": agreement.psc_rate, "levy": agreement.levy, "minor_units": places}
    net = amounts_of(approval.signed_amount, **terms).net
    usd = in_dollars(net, rate)
    if agreement.kind != AgreementKind.MULTI_DONOR or approval.amendment is not None:
        return [Part(approval.amendment.partner if approval.amendment else None, net, usd)]
    rows = agreement.agreement_partners.select_related("organisation__funding_profile").order_by("pk")
    gifts = [(one.organisation, one.amount) for one in rows if one.amount]
    parts = parted(net, usd, [amount for _payer, amount in gifts], places=places)
    return [Part(payer, *part) for (payer, _gift), part in zip(gifts, parts, strict=True) if part is not None]


def parts_posted(lines: Iterable[Any]) -> list[Part]:
    """Return what each partner gives in the lines that an approval is posted as, in their order."""
    found: dict[int | None, Part] = {}
    for line in lines:
        had = found.get(line.legal_partner_id, Part(line.legal_partner, Decimal(0), Decimal(0)))
        found[line.legal_partner_id] = replace(
            had, amount=had.amount + line.amount, usd=had.usd + line.amount_usd
        )
    return list(found.values())


def postings_of(approval: Approval, *, pool: Pool, shares: tuple[Share, ...], rate: Decimal) -> list[Posting]:
    """Return what an approval posts, one for each of its parts with the same `shares`.

    Together they are one posting. `rate` is that of the day of the signature.
    """
    agreement: Any = approval.agreement
    return [
        Posting(
            kind=EntryKind.APPROVAL,
            pool=pool,
            amount=part.amount,
            usd=part.usd,
            currency=agreement.currency,
            effective_on=approval.signed_on,
            reason=ISSUED,
            shares=shares,
            agreement=agreement,
            legal_partner=part.payer,
            project=approval.project,
            published=agreement.is_published,
        )
        for part in parts_of(approval, rate=rate)
    ]
