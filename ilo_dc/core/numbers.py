"""Amounts to the cent, ratios to six places."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


RATIO_PLACES = Decimal("0.000001")


def to_the_cent(amount: Decimal) -> Decimal:
    """Return `amount` rounded half up to two places; sources carry float noise."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def ratio(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Return numerator / denominator to six places; None where there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return (Decimal(numerator) / Decimal(denominator)).quantize(RATIO_PLACES, ROUND_HALF_UP)
