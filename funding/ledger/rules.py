"""Money rules of the ledger: exact parts, and what a pool lets be done (docs/rules/ledger.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

from funding.agreements.rules import direct_cost_of

HUNDRED, NOTHING = Decimal(100), Decimal(0)
CENTS = 2
DIGITS = 50


@dataclass(frozen=True)
class Parts:
    """A line's amount: direct cost and programme support costs."""

    direct: Decimal
    psc: Decimal

    @property
    def total(self) -> Decimal:
        """Both together."""
        return self.direct + self.psc


def shares_add_up(shares: Sequence[Decimal]) -> bool:
    """Return whether shares in percent are all above 0 and together exactly 100."""
    return bool(shares) and all(share > 0 for share in shares) and sum(shares) == HUNDRED


def split(amount: Decimal, shares: Sequence[Decimal], *, places: int = CENTS) -> list[Decimal]:
    """Return the part of `amount` for each share, in order; together exactly `amount`.

    `shares` are percent, together 100. Each part is rounded towards zero to the currency's `places`; what
    remains goes to the largest share, of several to the first.

    Raises:
        ValueError: the shares are not together 100, or the amount has more places than its currency.
    """
    step = Decimal(1).scaleb(-places)
    if not shares_add_up(shares):
        raise ValueError("Shares are above 0 and together 100.")
    with localcontext(prec=DIGITS):
        if amount != amount.quantize(step):
            raise ValueError("The amount has more places than its currency.")
        parts = [(amount * share / HUNDRED).quantize(step, ROUND_DOWN) for share in shares]
        parts[shares.index(max(shares))] += amount - sum(parts)
    return parts


def direct_and_psc(amount: Decimal, psc_rate: Decimal, *, places: int = CENTS) -> Parts:
    """Return the direct cost in an amount and the programme support costs on it.

    `psc_rate` is percent of the direct cost: 13 makes 13/113 of the amount. Direct half up to `places`.
    """
    direct = direct_cost_of(amount, psc_rate, places=places)
    return Parts(direct, amount - direct)


def split_in_parts(
    amount: Decimal, shares: Sequence[Decimal], psc_rate: Decimal, *, places: int = CENTS
) -> list[Parts]:
    """Return the lines of an amount: its direct cost and its support costs are each split by the shares."""
    whole = direct_and_psc(amount, psc_rate, places=places)
    directs = split(whole.direct, shares, places=places)
    support = split(whole.psc, shares, places=places)
    return [Parts(direct, psc) for direct, psc in zip(directs, support, strict=True)]


def portion(value: Decimal, part: Decimal, whole: Decimal, *, places: int = CENTS) -> Decimal:
    """Return `value` x part / whole, half up to `places`; all of it where the part is the whole."""
    if part == whole:
        return value
    with localcontext(prec=DIGITS):
        return (value * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def divided(net: Decimal, gifts: Sequence[Decimal], *, places: int) -> list[Decimal]:
    """Return the parts of a net amount by what each partner gives of the total; the first takes the rest."""
    total = sum(gifts, NOTHING)
    others = [portion(net, gift, total, places=places) for gift in gifts[1:]]
    return [net - sum(others, NOTHING), *others]


# --- Pools ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """A pool in US dollars: what can be allocated, what is, and by how much more that is than there is."""

    available: Decimal = NOTHING
    allocated: Decimal = NOTHING
    shortfall: Decimal = NOTHING

    @property
    def is_kept(self) -> bool:
        """Whether no more is allocated than there is, beyond what happened anyway."""
        return self.allocated <= self.available + self.shortfall

    def after(
        self, *, happened: Decimal = NOTHING, decided: Decimal = NOTHING, allocated: Decimal = NOTHING
    ) -> Balance | None:
        """Return the balance after what is posted in one go; None: it is refused.

        `happened` changes what is available whatever follows: receipts, refunds, adjustments, amendments; a
        shortfall takes what is missing then. `decided` (reversals and transfers of what is available) and
        `allocated` may make it no larger.
        """
        forced = max(NOTHING, self.allocated - self.available - happened)
        available = self.available + happened + decided
        allocation = self.allocated + allocated
        found = Balance(available, allocation, min(forced, max(NOTHING, allocation - available)))
        return found if found.is_kept else None
