"""Who may write agreements and what belongs to them (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.agreements.rules import OVER
from funding.agreements.vocab import CONCLUDED, AgreementKind
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.projects.querysets.projects import organisations_of

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from funding.agreements.models.donor_report import DonorReport
    from ilo_dc.core.people.grants import Viewer

REGISTRARS = (Role.PARDEV, Role.MANAGER)


def may_register_agreement(user: Viewer) -> Verdict:
    """PARDEV registers agreements."""
    if grants_of(user).has(*REGISTRARS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers register and change agreements."))


def may_edit_agreement(user: Viewer, agreement: Agreement) -> Verdict:
    """PARDEV edits agreements until they are closed; from the signature on with a reason."""
    verdict = may_register_agreement(user)
    if verdict and agreement.status in OVER:
        return refused(_("The agreement is over: what was agreed stays as it is."))
    return verdict


def may_amend_agreement(user: Viewer, agreement: Agreement) -> Verdict:
    """PARDEV records amendments of what is signed, until it is closed."""
    verdict = may_edit_agreement(user, agreement)
    if verdict and agreement.status not in CONCLUDED:
        return refused(_("Only what is signed is amended: change the draft itself."))
    return verdict


def may_name_partners(user: Viewer, agreement: Agreement) -> Verdict:
    """PARDEV names what each partner of a multi-donor agreement gives."""
    verdict = may_edit_agreement(user, agreement)
    if verdict and agreement.kind != AgreementKind.MULTI_DONOR:
        return refused(_("Only a multi-donor agreement has several partners."))
    return verdict


def may_move_agreement(user: Viewer, _agreement: Agreement, _to: str) -> Verdict:
    """PARDEV records the steps of an agreement's life."""
    return may_register_agreement(user)


def may_correct_agreement(user: Viewer, _agreement: Agreement) -> Verdict:
    """What was recorded by mistake is mended by a manager."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a PARDEV manager corrects what was recorded of an agreement."))


def may_publish_agreement(user: Viewer, agreement: Agreement) -> Verdict:
    """A manager publishes a signed agreement with its amount."""
    if not grants_of(user).has(Role.MANAGER):
        return refused(_("Only a PARDEV manager decides what of an agreement is published."))
    if agreement.is_published:
        return refused(_("It is published already."))
    return ALLOWED if agreement.status in CONCLUDED else refused(_("Only a signed agreement is published."))


def may_withdraw_agreement(user: Viewer, agreement: Agreement) -> Verdict:
    """A manager takes back what was published by mistake."""
    if not grants_of(user).has(Role.MANAGER):
        return refused(_("Only a PARDEV manager decides what of an agreement is published."))
    return ALLOWED if agreement.is_published else refused(_("It is not published."))


def may_document_agreement(user: Viewer, _agreement: Agreement) -> Verdict:
    """PARDEV attaches and withdraws documents of an agreement, in every status."""
    return may_register_agreement(user)


def may_send_report(user: Viewer, report: DonorReport) -> Verdict:
    """PARDEV records that a report was sent, and attaches it, until its agreement is closed."""
    return may_edit_agreement(user, report.agreement)


def reads_documents(user: Viewer, agreement: Agreement) -> bool:
    """Return whether `user` reads the documents of an agreement that they see: staff, and who signed alone.

    The text of a multi-donor agreement tells what the others give.
    """
    if grants_of(user).is_staff:
        return True
    if agreement.kind == AgreementKind.MULTI_DONOR or not grants_of(user).organisations:
        return False
    return organisations_of(user).filter(pk=agreement.partner_id).exists()
