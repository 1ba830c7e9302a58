"""Saving approvals of the past as issued, with their minutes and lines: dated back, marked, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from funding.approvals.actions.minutes import minute_says
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_share import ApprovalShare
from funding.approvals.models.approval_state import ApprovalState
from funding.approvals.rules import minute_of
from funding.approvals.vocab import ApprovalStatus
from funding.first_import.actions.agreements import REASON, moment_of
from funding.first_import.actions.postings import agreements_now, open_pools
from funding.ledger.actions.postings import Posting, Share, conserving, lines_of, numbered, with_terms
from funding.ledger.models.entry import LedgerEntry
from ilo_dc.core.facts.copying import copy_in

if TYPE_CHECKING:
    from ilo_dc.core.models import User

AT_ONCE = 1000
LATER = timedelta(microseconds=1)


@dataclass(eq=False)
class NewApproval:
    """An approval as a sheet has it, unsaved: what it posts, a posting for each partner that pays.

    `minute` is the number that the other system gave; its own the portal gives.
    """

    number: int
    approval: Approval
    postings: list[Posting]
    rate: Decimal
    rate_source: str
    issued_on: date
    minute: str = ""
    shares: tuple[Share, ...] = ()
    lines: list[LedgerEntry] = field(default_factory=list)

    def __str__(self) -> str:
        return str(self.approval.amendment or self.approval.agreement)


def save_approvals(rows: Sequence[NewApproval], *, by: User | None, progress: Callable[[str], None]) -> None:
    """Save approvals in the order of their minutes, each numbered within its year, inside a recording.

    Raises:
        UnableToPost: the terms of an agreement were changed since the file was read.
    """
    _read_terms_again(rows)
    ordered = sorted(rows, key=lambda row: (row.issued_on, row.number))
    open_pools(posting.pool for row in ordered for posting in row.postings)
    given = _last_numbers()
    for row in ordered:
        row.lines = list(_lines(row, by))
        year = row.issued_on.year
        given[year] = given.get(year, 0) + 1
        _number(row, given[year], by)
    Approval.objects.bulk_create([row.approval for row in ordered], batch_size=AT_ONCE)
    ApprovalShare.objects.bulk_create([one for row in ordered for one in _shares(row)], batch_size=AT_ONCE)
    for status in (ApprovalStatus.DRAFT, ApprovalStatus.ISSUED):
        states = [_state(row, status) for row in ordered]
        ApprovalState.objects.bulk_create(states, batch_size=AT_ONCE)
    with conserving({posting.pool.pk for row in ordered for posting in row.postings}):
        for first in range(0, len(ordered), AT_ONCE):
            copy_in([line for row in ordered[first : first + AT_ONCE] for line in row.lines])
            done = min(first + AT_ONCE, len(ordered))
            progress(_("Posting: %(done)s of %(rows)s rows") % {"done": done, "rows": len(ordered)})


def _read_terms_again(rows: Sequence[NewApproval]) -> None:
    """Let approvals post what their agreements say now: they were read before the lock of changes."""
    now = agreements_now(row.approval.agreement for row in rows)
    for row in rows:
        agreement = now[row.approval.agreement_id]
        row.approval.agreement = agreement
        row.postings = [with_terms(replace(one, agreement=agreement)) for one in row.postings]


def _last_numbers() -> dict[int, int]:
    rows = Approval.objects.exclude(minute_year=None).order_by().values_list("minute_year")
    return dict(rows.annotate(last=Max("minute_number")))


def _lines(row: NewApproval, by: User | None) -> Iterator[LedgerEntry]:
    """Yield the lines of an approval; what several partners give is one posting."""
    lines = [line for one in row.postings for line in lines_of(one, row.rate, row.rate_source)]
    for line in numbered(lines):
        line.recorded_by = by
        line.demonstration = row.approval.demonstration
        line.backdated, line.recorded_at = True, moment_of(row.issued_on, 1)
        yield line


def _number(row: NewApproval, number: int, by: User | None) -> None:
    approval, year = row.approval, row.issued_on.year
    approval.minute_year, approval.minute_number = year, number
    approval.issued_at = moment_of(row.issued_on, 1)
    approval.posting = row.lines[0].posting
    name, officer = minute_of(year, number), by or _("First import")
    says = minute_says(approval, row.lines, number=name, by=officer, on=row.issued_on)
    if row.minute:
        says["facts"].append([_("Minute in the former system"), row.minute])
    approval.minute = says


def _shares(row: NewApproval) -> Iterator[ApprovalShare]:
    for share in row.shares:
        yield ApprovalShare(
            approval=row.approval,
            outcome=share.outcome,
            global_product=share.global_product,
            share=share.percent,
            demonstration=row.approval.demonstration,
        )


def _state(row: NewApproval, status: ApprovalStatus) -> ApprovalState:
    is_draft = status == ApprovalStatus.DRAFT
    issued_at = moment_of(row.issued_on, 1)
    return ApprovalState(
        approval=row.approval,
        status=status,
        effective_on=row.issued_on,
        reason=REASON,
        recorded_at=issued_at - LATER if is_draft else issued_at,
        superseded_at=issued_at if is_draft else None,
        backdated=True,
        demonstration=row.approval.demonstration,
    )
