"""Posting lines anew where the publication of their agreement changed: totals stay, what is public moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from funding.ledger.actions.postings import AMOUNTS, conserving, copied, mirror_of
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.vocab import EntryKind
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration

if TYPE_CHECKING:
    import uuid

    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import User

REASON = gettext_noop("Posted anew: the publication of the agreement changed")


@transaction.atomic
def repost_lines(*, by: User | None, agreement: Agreement) -> int:
    """Post what stands of an agreement as published or not, as it is now; return how many lines that was.

    Each line is taken back and posted again under the same posting, on the same day, all of them in one
    statement. What moves parts of them follows in the next one. A transfer is public where every agreement
    in it is. Whoever may publish the agreement may do this: it is asked where it is published.

    Raises:
        UnableToPost: a pool of it lacks money that is allocated: cover the shortfall first.
        UnableToRecord: somebody else records for too long.
    """
    with recording(by=by, reason=REASON):
        postings = _in_force(agreement)
        anew: dict[int, LedgerEntry] = {}
        for together in _stale(postings):
            anew |= _posted_anew(together, anew, by)
        return len(anew)


def _in_force(agreement: Agreement) -> list[list[LedgerEntry]]:
    """Return what stands of the postings of an agreement, and of those that move parts of them, however far.

    Postings are in the order of recording: what is moved stands before what moves it.
    """
    found = set(LedgerEntry.objects.filter(agreement=agreement).values_list("posting", flat=True))
    following = found
    while following:
        movers = LedgerEntry.objects.in_force().filter(moved__posting__in=following)
        following = set(movers.values_list("posting", flat=True)) - found
        found |= following
    lines = LedgerEntry.objects.filter(posting__in=found).in_force().select_related("agreement", "moved")
    postings: dict[uuid.UUID, list[LedgerEntry]] = {}
    for line in lines.order_by("pk"):
        postings.setdefault(line.posting, []).append(line)
    return list(postings.values())


def _is_public(lines: Iterable[LedgerEntry]) -> bool:
    return all(line.agreement is not None and line.agreement.is_published for line in lines)


def _stale(postings: Iterable[list[LedgerEntry]]) -> list[list[list[LedgerEntry]]]:
    """Return the postings that say otherwise than their agreements, or move what is posted anew.

    They are in groups: what a group moves stands in one before it.
    """
    group_of: dict[uuid.UUID, int] = {}
    groups: list[list[list[LedgerEntry]]] = []
    for lines in postings:
        moved = [
            group_of[line.moved.posting] for line in lines if line.moved and line.moved.posting in group_of
        ]
        public = _is_public(lines)
        if not moved and all(line.published == public for line in lines):
            continue
        place = group_of[lines[0].posting] = max(moved, default=-1) + 1
        if place == len(groups):
            groups.append([])
        groups[place].append(lines)
    return groups


def _posted_anew(
    postings: list[list[LedgerEntry]], anew: dict[int, LedgerEntry], by: User | None
) -> dict[int, LedgerEntry]:
    """Take lines back and post them again, all in one statement; return the new ones by the keys of the old.

    They were checked when they were posted; the database judges them again.
    """
    numbers = LedgerEntry.objects.filter(posting__in=[lines[0].posting for lines in postings]).order_by()
    last = dict(numbers.values_list("posting").annotate(last=Max("line")))
    demonstration = is_demonstration()
    written: list[LedgerEntry] = []
    found: dict[int, LedgerEntry] = {}
    for lines in postings:
        posting, public = lines[0].posting, _is_public(lines)
        for number, line in enumerate(lines, last[posting] + 1):
            written.append(mirror_of(line, posting, REASON, number=number))
        for number, line in enumerate(lines, last[posting] + len(lines) + 1):
            found[line.pk] = copied(line, **_as_it_was(line, anew), line=number, published=public)
            written.append(found[line.pk])
    for line in written:
        line.recorded_by, line.demonstration = by, demonstration
    with conserving({line.pool_id for line in written}):
        LedgerEntry.objects.bulk_create(written)
    return found


def _as_it_was(line: LedgerEntry, anew: dict[int, LedgerEntry]) -> dict[str, Any]:
    """Return what a line that is posted anew keeps; it moves what was posted anew in place of the old."""
    amounts = {name: getattr(line, name) for name in AMOUNTS}
    kept: dict[str, Any] = {"posting": line.posting, "reason": line.reason, **amounts}
    if line.kind == EntryKind.TRANSFER and line.moved_id in anew:
        kept["moved"] = anew[line.moved_id]
    return kept
