"""Pieces of an approval's page and of pages above: its value, what it is for, its life, its next steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.agreements.vocab import AgreementKind, AgreementStatus
from funding.approvals import policies
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_share import ApprovalShare
from funding.approvals.models.approval_state import ApprovalState
from funding.approvals.postings import Part, parts_posted
from funding.approvals.preview import Preview, preview_of
from funding.approvals.querysets import WRITING
from funding.approvals.tables import status_badge
from funding.approvals.vocab import IN_FORCE, TO_AGREED, ApprovalStatus
from ilo_dc.core.history.four_eyes import who_took
from ilo_dc.core.life.reasons import reason_in_words
from ilo_dc.core.models import User
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.text_search import plain
from portfolio.models import Proposal
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class Way:
    """A step that the reader may take."""

    label: str
    url: str
    kind: str = "btn-2"


@dataclass(frozen=True)
class ApprovalPage:
    """What one approval's page shows; `preview` until it is issued, then `lines` of the ledger.

    `partners` are the parts of several partners, of which a partner reads its own alone. `total` and
    `total_usd` are the sums of these lines, in the agreement's currency and in US dollars;
    `is_attributed`: whether it names an outcome or product, seen or not.
    """

    status: str
    ways: list[Way]
    preview: Preview | None
    shares: list[Any]
    is_attributed: bool
    lines: list[Any]
    partners: list[Part]
    total: Decimal
    total_usd: Decimal
    lines_url: str
    states: list[dict[str, Any]]
    note: str
    minute_url: str


def approval_page(user: Viewer, found: Approval) -> ApprovalPage:
    """Return what the page of an approval (as `for_list` gives it) shows to `user`."""
    is_staff = grants_of(user).is_staff
    shares = list(ApprovalShare.objects.visible_to(user).filter(approval=found).for_list())
    lines = list(found.lines.visible_to(user).for_list(user).order_by("line"))
    return ApprovalPage(
        status=status_badge(found.status),
        ways=_ways(user, found),
        preview=_preview(user, found, tuple(one.share for one in shares)),
        shares=shares,
        is_attributed=found.shares.exists(),
        lines=lines,
        partners=parts_posted(lines) if found.agreement.kind == AgreementKind.MULTI_DONOR else [],
        total=sum((line.amount for line in lines), Decimal(0)),
        total_usd=sum((line.amount_usd for line in lines), Decimal(0)),
        lines_url=f"{reverse('funding:ledger')}?agreement={found.agreement_id}",
        states=[
            {
                "at": one.effective_on,
                "title": one.get_status_display(),
                "text": reason_in_words(one, one.reason) if is_staff else "",
            }
            for one in ApprovalState.objects.visible_to(user).of(found).select_related("change").reverse()
        ],
        note=found.note if is_staff else "",
        minute_url=reverse("funding:approval-minute", args=[found.pk]) if is_staff and found.minute else "",
    )


def _preview(user: Viewer, found: Approval, shares: tuple[Decimal, ...]) -> Preview | None:
    """Return what follows from an approval that is not issued; that a second one signs is said of a draft."""
    if found.status == ApprovalStatus.DRAFT:
        return preview_of(user, found, shares)
    if found.status == ApprovalStatus.AWAITING:
        return replace(preview_of(user, found, shares), second_signature=False)
    return None


def _ways(user: Viewer, found: Approval) -> list[Way]:
    """Return the steps that `user` may take now, the usual one first."""
    to, ways = found.status, []
    pages: list[tuple[Any, str, str, str]] = []
    if to == ApprovalStatus.DRAFT:
        may_edit = policies.may_edit_approval(user, found)
        pages += [
            (may_edit, _("Issue it"), "approval-issue", ""),
            (may_edit, _("Edit"), "approval-edit", "btn-2"),
        ]
    if to == ApprovalStatus.AWAITING:
        may_sign = policies.may_sign_second(user, found)
        pages.append((may_sign, _("Sign it or send it back"), "approval-sign", ""))
    if to in (ApprovalStatus.DRAFT, ApprovalStatus.AWAITING):
        may_withdraw = policies.may_move_approval(user, found, ApprovalStatus.WITHDRAWN)
        pages.append((may_withdraw, _("Withdraw it"), "approval-withdraw", "btn-2"))
    if to == ApprovalStatus.ISSUED:
        may_cancel = policies.may_move_approval(user, found, ApprovalStatus.CANCELLED)
        pages.append((may_cancel, _("Cancel it"), "approval-cancel", "btn-2"))
    for may, label, name, kind in pages:
        if may:
            ways.append(Way(label, reverse(f"funding:{name}", args=[found.pk]), kind))
    return ways


@dataclass(frozen=True)
class ApprovalsPanel:
    """The approvals that the reader sees of an agreement or a proposal, and the ways to record more.

    `rows`: `approval`, `name` and `status` of each; `none_yet`: what is read where there is none.
    """

    rows: list[dict[str, Any]]
    ways: list[Way]
    none_yet: str
    template: str = "funding/approvals/panels/approvals.html"


def recorders_of(approval: Approval) -> list[User]:
    """Return who recorded or changed an approval, or handed it in, for whomever."""
    took = User.objects.filter(pk__in=who_took([approval.pk], *WRITING)[approval.pk])
    return sorted(took, key=lambda one: (plain(one.name), one.pk))


def approvals_of(user: Viewer, agreement: Agreement) -> ApprovalsPanel | None:
    """Return the approvals of an agreement; None: there is none, and `user` records none."""
    rows = list(Approval.objects.visible_to(user).filter(agreement=agreement).for_list().order_by("pk"))
    ways = list(_missing(agreement, rows)) if policies.may_record_approval(user) else []
    if not rows and not ways:
        return None
    lines = [_line(row, _of_what(row)) for row in rows]
    return ApprovalsPanel(lines, ways, _("Nothing is approved yet: no figure counts this agreement."))


def approvals_of_proposal(user: Viewer, proposal: Proposal) -> ApprovalsPanel | None:
    """Return the approvals of a proposal; None: there is none, and `user` records none of it now."""
    rows = list(Approval.objects.visible_to(user).filter(proposal=proposal).for_list().order_by("pk"))
    ways = []
    is_approved = any(row.status in IN_FORCE for row in rows)
    if not is_approved and policies.may_record_approval(user) and _is_cleared(proposal):
        url = f"{reverse('funding:approval-new')}?proposal={proposal.pk}"
        ways.append(Way(_("Record its approval"), url))
    if not rows and not ways:
        return None
    lines = [_line(row, f"{row.agreement.reference} · {_of_what(row)}") for row in rows]
    return ApprovalsPanel(lines, ways, _("A partner has not approved it yet, as far as is recorded."))


def _is_cleared(proposal: Proposal) -> bool:
    """Return whether a partner's signature lets a proposal be agreed now (`issue`)."""
    if proposal.status == ProposalStatus.SUBMITTED:
        return Proposal.objects.with_clearance().filter(pk=proposal.pk, cleared=True).exists()
    return bool(TO_AGREED.get(proposal.status))


def _line(row: Approval, name: str) -> dict[str, Any]:
    return {"approval": row, "name": name, "status": status_badge(row.status)}


def _of_what(row: Approval) -> str:
    """Return the minute of an approval; before it has one, what is approved."""
    if row.minute_name:
        return f"{_('Minute')} {row.minute_name}"
    if row.amendment:
        return _("Amendment %(number)d") % {"number": row.amendment.number}
    return _("Agreement")


def _missing(agreement: Agreement, rows: list[Any]) -> Any:
    """Yield the ways to approve what is not approved: the agreement first, then its amendments."""
    if agreement.kind == AgreementKind.CHILD or agreement.status == AgreementStatus.ABANDONED:
        return
    approved = {row.amendment_id: row.status for row in rows if row.status in IN_FORCE}
    if None not in approved:
        yield Way(_("Record its approval"), reverse("funding:agreement-approve", args=[agreement.pk]))
        return
    if approved[None] != ApprovalStatus.ISSUED:
        return
    for amendment in agreement.amendments.exclude(amount=0).order_by("number"):
        if amendment.pk not in approved:
            label = _("Record the approval of amendment %(number)s") % {"number": amendment.number}
            yield Way(label, reverse("funding:amendment-approve", args=[agreement.pk, amendment.pk]))
