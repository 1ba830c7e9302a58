"""Posting lines anew where the publication of their agreement changed: totals stay, what is public moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_noop

from funding.ledger.actions.postings import AMOUNTS, copied, insert, mirror_of
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.vocab import EntryKind
from ilo_dc.core.facts.actions.changes import recording

if TYPE_CHECKING:
    import uuid

    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import User

REASON = gettext_noop("Posted anew: the publication of the agreement changed")


@transaction.atomic
def repost_lines(*, by: User | None, agreement: Agreement) -> int:
    """Post what stands of an agreement as published or not, as it is now; return how many lines that was.

    Each line is taken back and posted again under the same posting, in one statement, on the same day. What
    moves a part of it follows. A transfer is public where every agreement in it is. Whoever may publish the
    agreement may do this: it is asked where it is published.

    Raises:
        UnableToPost: a pool of it lacks money that is allocated: cover the shortfall first.
        UnableToRecord: somebody else records for too long.
    """
    with recording(by=by, reason=REASON):
        anew: dict[int, LedgerEntry] = {}
        for posting in _postings(agreement):
            lines = list(
                LedgerEntry.objects.filter(posting=posting)
                .in_force()
                .select_related("agreement", "moved")
                .order_by("line")
            )
            if _is_stale(lines, anew):
                anew |= _posted_anew(lines, anew, by)
        return len(anew)


def _postings(agreement: Agreement) -> list[uuid.UUID]:
    """Return the postings of an agreement, and those that move parts of them, in the order of recording."""
    own = LedgerEntry.objects.filter(agreement=agreement).values("posting")
    rows = LedgerEntry.objects.in_force().filter(Q(posting__in=own) | Q(moved__posting__in=own))
    return list(dict.fromkeys(rows.order_by("pk").values_list("posting", flat=True)))


def _is_public(lines: Iterable[LedgerEntry]) -> bool:
    return all(line.agreement is not None and line.agreement.is_published for line in lines)


def _is_stale(lines: list[LedgerEntry], anew: dict[int, LedgerEntry]) -> bool:
    """Return whether lines say otherwise than their agreements, or move what was posted anew."""
    if any(line.moved_id in anew for line in lines):
        return True
    public = _is_public(lines)
    return any(line.published != public for line in lines)


def _posted_anew(
    lines: list[LedgerEntry], anew: dict[int, LedgerEntry], by: User | None
) -> dict[int, LedgerEntry]:
    """Take lines of one posting back and post them again; return the new ones by the keys of the old."""
    posting, public = lines[0].posting, _is_public(lines)
    last = LedgerEntry.objects.filter(posting=posting).aggregate(last=Max("line"))["last"]
    mirrors = [mirror_of(line, posting, REASON, number=number) for number, line in enumerate(lines, last + 1)]
    again = [
        copied(line, **_as_it_was(line, anew), line=number, published=public)
        for number, line in enumerate(lines, last + len(lines) + 1)
    ]
    insert([*mirrors, *again], by=by)
    return {old.pk: new for old, new in zip(lines, again, strict=True)}


def _as_it_was(line: LedgerEntry, anew: dict[int, LedgerEntry]) -> dict[str, Any]:
    """Return what a line that is posted anew keeps; it moves what was posted anew in place of the old."""
    amounts = {name: getattr(line, name) for name in AMOUNTS}
    kept: dict[str, Any] = {"posting": line.posting, "reason": line.reason, **amounts}
    if line.kind == EntryKind.TRANSFER and line.moved_id in anew:
        kept["moved"] = anew[line.moved_id]
    return kept
