"""The life of an agreement, declared: what its statuses ask for, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements import policies
from funding.agreements.actions import agreement_notices as notices
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.rules import STATUSES, WITHOUT_PROJECTS
from funding.agreements.vocab import CONCLUDED, AgreementKind
from ilo_dc.core.life.actions import History, Life, Messages, Notices, Place


def known_of(agreement: Agreement) -> dict[str, object]:
    """Return what gates are told of an agreement, by gate."""
    own = {gate.field: getattr(agreement, gate.field, None) for gate in STATUSES.gates}
    return {
        **own,
        "has_partners": _has_partners(agreement),
        "has_projects": _has_projects(agreement),
        "reports_sent": not agreement.donor_reports.filter(sent_on__isnull=True).exists(),
        "signed_total": agreement.signed_total is not None,  # RBSA of nothing is an amount, too
    }


def _has_partners(agreement: Agreement) -> bool:
    """Return whether what several partners give is the signed total; true of an agreement with one."""
    if agreement.kind != AgreementKind.MULTI_DONOR:
        return True
    return agreement.agreement_partners.aggregate(sum=Sum("amount"))["sum"] == agreement.signed_total


def _has_projects(agreement: Agreement) -> bool:
    """Return whether the projects are named whole; true of an agreement that funds none of its own."""
    if agreement.kind in WITHOUT_PROJECTS:
        return True
    return agreement.funded_projects.aggregate(sum=Sum("share"))["sum"] == 100


def _repeated(
    _agreement: Agreement, statuses: Sequence[AgreementState], _new: AgreementState
) -> dict[str, Any]:
    """Return the status that a life has come to."""
    return {"status": statuses[-1].status}


def _kept(agreement: Agreement, place: Place[AgreementState]) -> str:
    """Return why the signature is not taken back: what is published, or amended, was signed."""
    if place.before[-1].status in CONCLUDED:
        return ""
    if agreement.is_published:
        return _("The agreement is published. Take the publication back first.")
    if agreement.amendments.exists():
        return _("The agreement was amended. Remove the amendments first.")
    return ""


AGREEMENT_LIFE = Life(
    statuses=STATUSES,
    model=AgreementState,
    known=known_of,
    demonstration=lambda agreement: agreement.demonstration,
    may_record=policies.may_move_agreement,
    may_correct=policies.may_correct_agreement,
    history=History(change="Agreement: %(status)s", corrected="Agreement corrected: %(status)s"),
    notices=Notices(notices.tell_of_agreement, corrected=notices.CORRECTED),
    messages=Messages(
        unable=gettext_noop("The agreement cannot take this step yet."),
        may_not_follow=gettext_noop("From “%(now)s” the agreement cannot move there."),
        not_in_order=gettext_noop("The status before took effect later than this."),
        first=gettext_noop("An agreement begins as a draft: there is no status before it."),
        why=gettext_noop("Say why; the history keeps it."),
    ),
    keep=_kept,
    repeats=_repeated,
)
