"""Pure rules of approvals: their life as a table of gates, the second signature, numbers of minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.agreements.rules import Amounts, amounts_of
from funding.ledger.rules import CENTS, divided
from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop
from portfolio.projects.rules import WHOLE, completed

MOST_SHARES = 60  # of one approval, through whichever door

STATUSES = Statuses(
    moves={
        NOT_YET: ("draft",),
        "draft": ("issued", "awaiting", "withdrawn"),
        "awaiting": ("issued", "draft", "withdrawn"),
        "issued": ("cancelled",),
        "withdrawn": (),
        "cancelled": (),
    },
    gates=(
        Gate(
            "shares",
            "awaiting",
            gettext_noop("The shares of the outcomes must be together 100, or none be named."),
            OUR_CONVENTION,
            until="issued",
        ),
    ),
)


@dataclass(frozen=True)
class Value:
    """An amount that is approved: in the agreement's currency without the levy, and in US dollars.

    `amounts` are the parts of what was signed; `usd` is its net amount at `rate` units to the dollar,
    `parts_usd` what that is made of.
    """

    amounts: Amounts
    rate: Decimal
    usd: Decimal
    parts_usd: Amounts


def value_of(
    signed: Decimal, *, psc_rate: Decimal, levy: str, minor_units: int, rate: Decimal, usd: Decimal
) -> Value:
    """Return what is approved of a signed amount; `usd` is the net amount in US dollars."""
    amounts = amounts_of(signed, psc_rate=psc_rate, levy=levy, minor_units=minor_units)
    parts = amounts_of(usd, psc_rate=psc_rate, levy="")
    return Value(amounts=amounts, rate=rate, usd=usd, parts_usd=parts)


def parted(
    net: Decimal, usd: Decimal, gifts: Sequence[Decimal], *, places: int
) -> list[tuple[Decimal, Decimal] | None]:
    """Return the parts of an approval by what each partner gives: in its currency, and in US dollars.

    `net` has `places`, `usd` is all of it in US dollars; the parts are together both. None: what a partner
    gives is nothing in the currency.
    """
    if not gifts:
        return []
    amounts = divided(net, gifts, places=places)
    paying = [place for place, amount in enumerate(amounts) if amount]
    dollars = dict(zip(paying, divided(usd, [gifts[place] for place in paying], places=CENTS), strict=True))
    return [(amount, dollars[place]) if amount else None for place, amount in enumerate(amounts)]


def needs_second_signature(usd: Decimal, limit: Decimal) -> bool:
    """Return whether an approval of so many US dollars, plus or minus, is signed by a second person."""
    return abs(usd) > limit


def shares_are_whole(shares: Sequence[Decimal]) -> bool:
    """Return whether shares in per cent are together 100; none at all is whole: it is unattributed."""
    return not shares or sum(shares, Decimal(0)) == WHOLE


def without_residue(shares: Sequence[Decimal]) -> list[Decimal]:
    """Return shares with what rounding left of 100 added to the largest (33.33 three times)."""
    return completed(shares)


def minute_of(year: int, number: int) -> str:
    """Return how the minute with that number of its year is called: 2026/0041."""
    return f"{year}/{number:04d}"


def plain_reference(reference: str) -> str:
    """Return a reference as references are compared: its letters and figures alone, in capitals."""
    return "".join(sign for sign in reference.upper() if sign.isalnum())


def end_after(start: date, months: int) -> date:
    """Return the day after the last of a period of whole months: 15 January and 12 make 15 January."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, start.day)
