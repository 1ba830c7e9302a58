"""What figures say in a sentence: titles of charts, changes on the year before, ranks and shares.

Each is made of the very values that its chart or table shows, so that a title is never older than its figure.
Where a value is missing, or is demonstration data, there is no finding: the title stays neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ilo_dc.core.measures.types import Value
from ilo_dc.core.numbers import ratio
from ilo_dc.formats import text

LEAST_CHANGE = Decimal("0.0005")  # what would read 0.0%


def change(value: Value, before: Value) -> Decimal | None:
    """Return the change on the year before as a fraction of it; None: unknown, or from nothing or less."""
    if value is None or before is None or before <= 0:
        return None
    return ratio(Decimal(value) - Decimal(before), Decimal(before))


def signed(fraction: Decimal | None) -> str:
    """Write a change with its sign: +10.2%, −3.0%; a dash for None."""
    written = text.percent(fraction)
    return f"+{written}" if fraction is not None and fraction > 0 else written


def change_in_words(value: Value, before: Value, *, year: int) -> str:
    """Say how a value stands to that of `year`, the year before; nothing where one of them is missing."""
    found = change(value, before)
    if found is None:
        return ""
    numbers = {"change": text.percent(abs(found)), "year": year}
    if abs(found) < LEAST_CHANGE:
        return _("As in %(year)s") % numbers
    return (_("Up %(change)s on %(year)s") if found > 0 else _("Down %(change)s on %(year)s")) % numbers


def revenue_finding(value: Value, before: Value, *, year: int) -> str:
    """Say how all revenue of `year` stands to the year before."""
    found = change(value, before)
    if found is None:
        return ""
    numbers = {"change": text.percent(abs(found)), "year": year, "amount": text.millions(value)}
    several = text.plural_of_millions(value)
    if abs(found) < LEAST_CHANGE:
        return (
            ngettext(
                "Revenue stayed at US$ %(amount)s million in %(year)s",
                "Revenue stayed at US$ %(amount)s million in %(year)s",
                several,
            )
            % numbers
        )
    if found > 0:
        return (
            ngettext(
                "Revenue rose by %(change)s in %(year)s, to US$ %(amount)s million",
                "Revenue rose by %(change)s in %(year)s, to US$ %(amount)s million",
                several,
            )
            % numbers
        )
    return (
        ngettext(
            "Revenue fell by %(change)s in %(year)s, to US$ %(amount)s million",
            "Revenue fell by %(change)s in %(year)s, to US$ %(amount)s million",
            several,
        )
        % numbers
    )


def partner_finding(value: Value, before: Value, *, year: int) -> str:
    """Say how a partner's contributions of `year` stand to the year before."""
    found = change(value, before)
    if found is None:
        return ""
    numbers = {"change": text.percent(abs(found)), "year": year, "amount": text.millions(value)}
    several = text.plural_of_millions(value)
    if abs(found) < LEAST_CHANGE:
        return (
            ngettext(
                "Contributions stayed at US$ %(amount)s million in %(year)s",
                "Contributions stayed at US$ %(amount)s million in %(year)s",
                several,
            )
            % numbers
        )
    if found > 0:
        return (
            ngettext(
                "Contributions rose by %(change)s in %(year)s, to US$ %(amount)s million",
                "Contributions rose by %(change)s in %(year)s, to US$ %(amount)s million",
                several,
            )
            % numbers
        )
    return (
        ngettext(
            "Contributions fell by %(change)s in %(year)s, to US$ %(amount)s million",
            "Contributions fell by %(change)s in %(year)s, to US$ %(amount)s million",
            several,
        )
        % numbers
    )


def concentration_finding(shares: Sequence[Decimal | None], *, period: str) -> str:
    """Say what share of all voluntary contributions the largest gave; `shares` are theirs, as fractions."""
    known = [share for share in shares if share is not None]
    if len(known) < 2:
        return ""
    numbers = {"count": text.whole(len(known)), "share": text.percent(sum(known), 0)}
    sentence = _(
        "The %(count)s largest gave %(share)s of the voluntary contributions of named contributors, "
        "%(period)s"
    )
    return sentence % {**numbers, "period": period}


def gap_finding(gap: Value, largest: Value, *, place: str) -> str:
    """Say what is missing, and what share of it in the one place where most is missing."""
    share = ratio(Decimal(largest or 0), Decimal(gap)) if gap else None
    if not gap or not share:
        return ""
    numbers = {"gap": text.millions(gap), "share": text.percent(share), "place": place}
    several = text.plural_of_millions(gap)
    return (
        ngettext(
            "US$ %(gap)s million is missing, %(share)s of it in %(place)s",
            "US$ %(gap)s million is missing, %(share)s of it in %(place)s",
            several,
        )
        % numbers
    )


def rank_in_words(rank: int, count: int, share: Decimal | None) -> str:
    """Say which place of how many a value takes, and what share of all it is."""
    numbers = {"rank": text.whole(rank), "count": text.whole(count), "share": text.percent(share)}
    if share is None:
        return _("Rank %(rank)s of %(count)s") % numbers
    return _("Rank %(rank)s of %(count)s, %(share)s of all") % numbers
