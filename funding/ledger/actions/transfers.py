"""Moving what was posted: between pools, or to another outcome or country; totals stay."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding.ledger import rules
from funding.ledger.actions.postings import AMOUNTS, Share, UnableToPost, copied, insert, places_of
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.policies import may_keep_ledger
from funding.ledger.vocab import MOVED, EntryKind
from ilo_dc.core.errors import require
from ilo_dc.core.facts.actions.changes import recording

if TYPE_CHECKING:
    from funding.ledger.models.pool import Pool
    from ilo_dc.core.models import User


@dataclass(frozen=True)
class Destination:
    """Where a part of an entry goes: to another pool on a day, or to other shares of its own."""

    shares: tuple[Share, ...] = ()
    pool: Pool | None = None
    effective_on: date | None = None


@transaction.atomic
def transfer(
    *, by: User | None, line: LedgerEntry, to: Destination, reason: str, amount: Decimal | None = None
) -> list[LedgerEntry]:
    """Move `amount` of a line's currency (None: all that is left of it) to another pool or other shares.

    One line takes it from where it was, the others give it where it goes; together zero, in the currency and
    in US dollars. Within a pool it counts on the day of what it moves, between pools on its own. To an
    agreement that is not published it goes unpublished: everybody still reads it where it was.

    Raises:
        Refused: `by` corrects no ledger.
        UnableToPost: only approvals, receipts and allocations that stand are moved, at most what is left of
            them, and not beyond what a pool has.
        UnableToRecord: somebody else records for too long.
    """
    if by is not None:
        require(may_keep_ledger(by))
    if not reason.strip():
        message = _("Say why it is moved.")
        raise UnableToPost(message, {"reason": [message]})
    measure = line.moves or line.kind
    if measure not in MOVED or line.reverses_id:
        raise UnableToPost(_("Only an approval, a receipt or an allocation is moved."))
    with recording(by=by, reason=reason):
        if LedgerEntry.objects.filter(reverses=line).exists():
            raise UnableToPost(_("This entry is reversed already."))
        moved = moved_part(line, amount)
        return insert(transfer_lines(line, moved, to, reason), by=by)


def left_of(line: LedgerEntry) -> dict[str, Decimal | None]:
    """Return of each amount of a line how much was not moved on; None where it has none."""
    takes = {"amount__lt": 0} if line.amount > 0 else {"amount__gt": 0}
    taken = LedgerEntry.objects.filter(moved=line, **takes).in_force()
    sums = taken.aggregate(**{f"{name}_moved": Sum(name) for name in AMOUNTS})
    values = {name: getattr(line, name) for name in AMOUNTS}
    return {
        name: None if value is None else value + (sums[f"{name}_moved"] or Decimal(0))
        for name, value in values.items()
    }


def moved_part(line: LedgerEntry, amount: Decimal | None) -> dict[str, Decimal | None]:
    """Return what moves of each amount of a line: pro rata of what is left, and all of it at last."""
    left, places = left_of(line), places_of(line.currency)
    whole = left["amount"] or Decimal(0)
    part = whole if amount is None else amount
    problem = ""
    if part == 0 or part * whole <= 0 or abs(part) > abs(whole):
        problem = _("Move more than 0 and at most what is left: %(left)s.") % {"left": whole}
    elif part != round(part, places):
        problem = _("Write at most %(places)s decimal places.") % {"places": places}
    if problem:
        raise UnableToPost(problem, {"amount": [problem]})
    usd = rules.portion(left["amount_usd"] or Decimal(0), part, whole)
    direct, direct_usd = left["direct"], left["direct_usd"]
    if direct is None or direct_usd is None:
        return {**dict.fromkeys(AMOUNTS), "amount": part, "amount_usd": usd}
    direct = rules.portion(direct, part, whole, places=places)
    direct_usd = rules.portion(direct_usd, part, whole)
    return {
        "amount": part,
        "direct": direct,
        "psc": part - direct,
        "amount_usd": usd,
        "direct_usd": direct_usd,
        "psc_usd": usd - direct_usd,
    }


def transfer_lines(
    line: LedgerEntry, moved: dict[str, Decimal | None], to: Destination, reason: str
) -> list[LedgerEntry]:
    """Return the unsaved lines of a transfer: the one that takes, and those that give.

    Raises:
        UnableToPost: it goes to another pool without a day, or to shares that are not together 100.
    """
    if to.pool is not None and to.effective_on is None and to.pool.pk != line.pool_id:
        message = _("Say on which day it goes to the other pool.")
        raise UnableToPost(message, {"effective_on": [message]})
    within = to.pool is None or to.pool.pk == line.pool_id
    shared = {
        "posting": uuid.uuid4(),
        "kind": EntryKind.TRANSFER,
        "moves": line.moves or line.kind,
        "moved": line,
        "reason": reason,
        "effective_on": line.effective_on if within else to.effective_on,
    }
    taken = {name: None if value is None else -value for name, value in moved.items()}
    pool: dict[str, Any] = {}
    if to.pool is not None and not within:
        agreement = to.pool.agreement or line.agreement
        pool = {"pool": to.pool, "resource_type": to.pool.resource_type, "agreement": agreement}
        shared["published"] = line.published and (agreement is None or agreement.is_published)
    lines = [copied(line, line=1, **shared, **taken)]
    if not to.shares:
        return [*lines, copied(line, line=2, **shared, **pool, **moved)]
    ordered = sorted(to.shares, key=lambda share: share.order)
    given = _split(moved, [share.percent for share in ordered], places=places_of(line.currency))
    return [
        *lines,
        *(
            copied(line, line=number, **shared, **pool, **share.as_columns(line.project), **part)
            for number, (share, part) in enumerate(zip(ordered, given, strict=True), start=2)
        ),
    ]


def _split(
    moved: dict[str, Decimal | None], shares: Sequence[Decimal], *, places: int
) -> list[dict[str, Decimal | None]]:
    """Return the amounts of each share: direct cost and support costs split apart where a line has them."""
    if not rules.shares_add_up(shares):
        message = _("Shares must be above 0 and together 100.")
        raise UnableToPost(message, {"shares": [message]})
    found: list[dict[str, Decimal | None]] = [dict.fromkeys(AMOUNTS) for _share in shares]
    for total, direct, psc, decimals in (
        ("amount", "direct", "psc", places),
        ("amount_usd", "direct_usd", "psc_usd", rules.CENTS),
    ):
        names = (total,) if moved[direct] is None else (direct, psc)
        for name in names:
            values = rules.split(moved[name] or Decimal(0), shares, places=decimals)
            for row, value in zip(found, values, strict=True):
                row[name] = value
                row[total] = value if name == total else (row[total] or Decimal(0)) + value
    return found
