"""Who takes an appraisal up, scores, gives an opinion and decides (journeys, section 3).

The appraiser is neither an author nor who decides, whomever they acted for and whoever acted for them; each
reason is said in the same words at every door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalRule
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.policies import has_written, may_waive_appraisal
from portfolio.proposals.querysets.desks import bureaux_of
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

APPRAISERS = (Role.PARDEV, Role.EVALUATOR)


def may_see_appraisals(user: Viewer) -> Verdict:
    """The staff of the Office sees the register of appraisals; which ones, `visible_to` says."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see appraisals."))


def may_appraise(user: Viewer, proposal: Proposal) -> Verdict:
    """PARDEV officers and EVAL appraise, but nobody what they ever wrote, for whomever and by whomever."""
    if not grants_of(user).has(*APPRAISERS):
        return refused(_("Only PARDEV officers and evaluation officers appraise proposals."))
    if has_written(user, proposal):
        return refused(_("An author does not appraise their own proposal: somebody else does."))
    return ALLOWED


def may_take_up(user: Viewer, proposal: Proposal) -> Verdict:
    """Who may appraise a proposal takes it up, once it is submitted, and names the appraiser."""
    verdict = may_appraise(user, proposal)
    if verdict and proposal.status != ProposalStatus.SUBMITTED:
        return refused(_("An appraisal begins when a proposal is submitted."))
    return verdict


def may_score(user: Viewer, appraisal: Appraisal) -> Verdict:
    """The appraiser scores until somebody decides."""
    verdict = may_appraise(user, appraisal.proposal)
    if not verdict:
        return verdict
    if appraisal.appraiser_id not in persons_of(user):
        return refused(_("Only the appraiser scores: a substitute takes the appraisal over first."))
    return _while_open(appraisal)


def may_hand_over(user: Viewer, appraisal: Appraisal) -> Verdict:
    """The appraiser, who takes it over, or a manager names a substitute."""
    if grants_of(user).has(Role.MANAGER) or appraisal.appraiser_id in persons_of(user):
        return _while_open(appraisal)
    verdict = may_appraise(user, appraisal.proposal)
    return _while_open(appraisal) if verdict else verdict


def may_evaluate(user: Viewer, appraisal: Appraisal) -> Verdict:
    """An evaluation officer who did not write it scores EVAL's criteria, where the budget asks for it."""
    if not grants_of(user).has(Role.EVALUATOR):
        return refused(_("Only evaluation officers score EVAL’s criteria."))
    if has_written(user, appraisal.proposal):
        return refused(_("An author does not appraise their own proposal: somebody else does."))
    if not appraisal.evaluation_needed:
        return refused(_("EVAL is not asked: the budget is not above its threshold."))
    return _while_open(appraisal)


def may_give_opinion(user: Viewer, appraisal: Appraisal, bureau: str) -> Verdict:
    """Officers of the bureau that was asked say what it thinks, but none of what they ever wrote."""
    if bureau not in bureaux_of(user):
        return refused(_("Only officers of this bureau give its opinion."))
    if has_written(user, appraisal.proposal):
        return refused(_("An author gives no opinion on their own proposal: somebody else does."))
    return _while_open(appraisal)


def has_appraised(user: Viewer, appraisal: Appraisal) -> bool:
    """Return whether `user`, whom they act for, or who acted for them ever appraised in this round."""
    return Appraisal.objects.filter(pk=appraisal.pk).appraised_by(user).exists()


def may_decide(user: Viewer, appraisal: Appraisal) -> Verdict:
    """A manager decides who neither wrote nor appraised it, while it is open."""
    verdict = may_read_for_decision(user, appraisal)
    return _while_open(appraisal) if verdict else verdict


def may_read_for_decision(user: Viewer, appraisal: Appraisal) -> Verdict:
    """Who decides on it, or would have, reads what is asked, and of one that is over what became of it."""
    if not grants_of(user).has(Role.MANAGER):
        return refused(_("Only a PARDEV manager decides on an appraisal."))
    if has_written(user, appraisal.proposal):
        return refused(_("An author does not decide on their own proposal: somebody else does."))
    if has_appraised(user, appraisal):
        return refused(_("Somebody else decides on what you appraised yourself."))
    return ALLOWED


def may_waive(user: Viewer, proposal: Proposal) -> Verdict:
    """A manager waives the appraisal of a proposal who neither wrote it nor appraised it in any round."""
    verdict = may_waive_appraisal(user, proposal)
    if verdict and Appraisal.objects.filter(proposal=proposal).appraised_by(user).exists():
        return refused(_("Somebody else waives the appraisal of what you appraised yourself."))
    return verdict


def may_set_rules(user: Viewer, _rule: AppraisalRule | None = None) -> Verdict:
    """Managers date the settings of appraisals."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a PARDEV manager changes the settings of appraisals."))


def _while_open(appraisal: Appraisal) -> Verdict:
    if not appraisal.is_open:
        return refused(_("This appraisal is over: nothing is added to it."))
    return ALLOWED
