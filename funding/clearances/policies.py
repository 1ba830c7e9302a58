"""Who requests, screens, advises on and decides a clearance (journeys, section 3).

Who prepared a clearance does not decide on it, whomever they acted for and whoever acted for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.querysets import sees_clearances
from funding.clearances.vocab import ADVISED_ON, OPEN, ClearanceStatus
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from portfolio.proposals.querysets.desks import bureaux_of

if TYPE_CHECKING:
    from funding.clearances.models.settings import ScreeningCriterion
    from ilo_dc.core.people.grants import Viewer


def may_see_clearances(user: Viewer) -> Verdict:
    """PARDEV, the bureaux, EVAL and auditors see clearances; to all others they are missing."""
    if sees_clearances(user):
        return ALLOWED
    return refused(_("Clearances of partnerships are confidential."))


def may_prepare(user: Viewer, _owner: object = None) -> Verdict:
    """PARDEV officers request clearances and prepare them."""
    if grants_of(user).has(Role.PARDEV):
        return ALLOWED
    return refused(_("Only PARDEV officers request clearances of partnerships and prepare them."))


def may_edit(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """PARDEV officers change a request until it is decided on."""
    return may_prepare(user) and _while(clearance, OPEN)


def may_document(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """PARDEV officers attach documents to a clearance and withdraw them."""
    return may_prepare(user, clearance)


def may_screen(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """The officer screens until the screening is handed in."""
    verdict = may_prepare(user)
    if not verdict:
        return verdict
    if clearance.officer_id not in persons_of(user):
        return refused(_("Only the officer screens: a substitute takes the clearance over first."))
    if clearance.status != ClearanceStatus.SCREENING:
        return refused(_("The screening is handed in already."))
    return ALLOWED


def may_hand_over(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """A PARDEV officer, who may take it over, or a manager names a substitute."""
    verdict = ALLOWED if grants_of(user).has(Role.MANAGER) else may_prepare(user)
    return verdict and _while(clearance, OPEN)


def may_give_opinion(user: Viewer, clearance: PartnershipClearance, bureau: str) -> Verdict:
    """Officers of the bureau that was asked say what it thinks, once the screening is handed in."""
    if bureau not in bureaux_of(user):
        return refused(_("Only officers of this bureau give its opinion."))
    return _once_screened(clearance)


def may_advise(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """PARDEV officers record the advice of the legal office, once both bureaux have said their opinion."""
    verdict = may_prepare(user)
    if verdict and clearance.status not in {ClearanceStatus.LEGAL, ClearanceStatus.DECISION}:
        return refused(_("The legal advice comes after both opinions, and before the decision."))
    return verdict


def has_prepared(user: Viewer, clearance: PartnershipClearance) -> bool:
    """Return whether `user`, whom they act for, or who acted for them ever had a part in it."""
    return PartnershipClearance.objects.filter(pk=clearance.pk).prepared_by(user).exists()


def may_decide(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """A manager decides who had no part in it: clears it, with conditions or without, or refuses it."""
    return may_read_for_decision(user, clearance) and _while(clearance, ADVISED_ON)


def may_read_for_decision(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """Who decides on it, or would have, reads what is asked, and of one that is over what became of it."""
    if not grants_of(user).has(Role.MANAGER):
        return refused(_("Only a PARDEV manager decides on a clearance."))
    if has_prepared(user, clearance):
        return refused(_("Somebody else decides on what you prepared yourself."))
    return _screened(clearance)


def may_withdraw(user: Viewer, clearance: PartnershipClearance) -> Verdict:
    """PARDEV officers withdraw a request that is not decided on."""
    return may_edit(user, clearance)


def may_configure(user: Viewer, _row: ScreeningCriterion | None = None) -> Verdict:
    """Managers date the settings of clearances, and add and end what screenings ask."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a PARDEV manager changes the settings of clearances."))


def _screened(clearance: PartnershipClearance) -> Verdict:
    if clearance.status == ClearanceStatus.SCREENING:
        return refused(_("The screening is not handed in yet."))
    return ALLOWED


def _once_screened(clearance: PartnershipClearance) -> Verdict:
    return _screened(clearance) and _while(clearance, ADVISED_ON)


def _while(clearance: PartnershipClearance, statuses: tuple[ClearanceStatus, ...]) -> Verdict:
    if clearance.status in statuses:
        return ALLOWED
    return refused(_("This clearance is over: nothing is added to it."))
