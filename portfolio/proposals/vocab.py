"""Code lists of proposals, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy


class ProposalStatus(TextChoices):
    """The life of a proposal (processes 1: design, appraisal, submission to a partner, agreement)."""

    CONCEPT = "concept", pgettext_lazy("proposal", "Concept")
    PROPOSAL = "proposal", pgettext_lazy("proposal", "Proposal")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "Submitted for appraisal")
    APPRAISAL = "appraisal", pgettext_lazy("proposal", "In appraisal")
    REVISE = "revise", pgettext_lazy("proposal", "To be revised")
    REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")
    READY = "ready", pgettext_lazy("proposal", "Ready")
    WITH_PARTNER = "with_partner", pgettext_lazy("proposal", "Submitted to a partner")
    AGREED = "agreed", pgettext_lazy("proposal", "Agreed")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")


class NeedSource(TextChoices):
    """Where the need comes from (journeys, screen 4)."""

    OUTCOME = "outcome", _("Country programme outcome")
    GLOBAL_PRODUCT = "global_product", _("Global product")
    GAP = "gap", _("Resource gap")
    REQUEST = "request", _("Request of constituents or of the country")


class PartnerAnswer(TextChoices):
    """What became of a submission to a partner (processes 1: submission to donors, agreement)."""

    AGREED = "agreed", pgettext_lazy("answer of a partner", "Agreed")
    DECLINED = "declined", pgettext_lazy("answer of a partner", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("answer of a partner", "Withdrawn")


class Section(TextChoices):
    """The parts of a proposal that somebody may ask about or ask to change (journeys, screen 4)."""

    PROBLEM = "problem", _("Problem to be solved")
    NEED = "need", _("Source of the need")
    CONSULTED = "consulted", _("Constituents consulted")
    TARGET_GROUPS = "target_groups", _("Target groups")
    RESULTS = "results", _("Results, indicators and monitoring")
    BUDGET = "budget", _("Budget estimate")
    PARTNERS = "partners", _("Partners proposed")
    DURATION = "duration", _("Duration")
    TURIN = "turin", _("Role of the International Training Centre")
    GENDER = "gender", _("Gender equality and non-discrimination")
    STANDARDS = "standards", _("International labour standards")


TEXT_MOST = 10_000  # characters of each text of a proposal
# Nothing of these was handed in yet: who began one may give it up.
DRAFTS = (ProposalStatus.CONCEPT, ProposalStatus.PROPOSAL)
# Its authors write in it.
WRITTEN_IN = (*DRAFTS, ProposalStatus.REVISE)
# What an appraisal says, and the way into it: no other door records these.
OF_APPRAISAL = (
    ProposalStatus.APPRAISAL,
    ProposalStatus.READY,
    ProposalStatus.REVISE,
    ProposalStatus.REJECTED,
)
DECIDED = (ProposalStatus.READY, ProposalStatus.REVISE, ProposalStatus.REJECTED)
# What happens with a partner: the pipeline, in no total of money.
PIPELINE = (
    ProposalStatus.WITH_PARTNER,
    ProposalStatus.AGREED,
    ProposalStatus.DECLINED,
)
# A manager may show these to funding partners.
OFFERED_IN = (ProposalStatus.READY, ProposalStatus.WITH_PARTNER, ProposalStatus.DECLINED)
# The reasons in the history of a proposal whose text was written then.
BEGUN, EDITED = gettext_noop("Proposal begun"), gettext_noop("Proposal edited")
# The reason of what an appraisal decided: what its note says, those who see the appraisal read there.
APPRAISED = gettext_noop("Appraised")
# Over: nobody has to go on with it.
OVER = (ProposalStatus.REJECTED, ProposalStatus.AGREED, ProposalStatus.WITHDRAWN)
# How an address names the proposals of no single country.
NO_COUNTRY = "none"
# The bureaux, by the codes of their offices.
ACT_EMP, ACTRAV = "ACT/EMP", "ACTRAV"


class WaiverReason(TextChoices):
    """Why a manager lets a proposal go to a partner without an appraisal (our convention)."""

    EMERGENCY = "emergency", _("Emergency")
    DEADLINE = "deadline", _("Deadline of a call")


class Desk(TextChoices):
    """Whom the design help desk asks, where nobody is named (inventory 52)."""

    ACT_EMP = "act_emp", _("Bureau for Employers’ Activities (ACT/EMP)")
    ACTRAV = "actrav", _("Bureau for Workers’ Activities (ACTRAV)")
    EVALUATION = "evaluation", _("Evaluation Office (EVAL)")
    PARTNERSHIPS = "partnerships", _("Partnerships (PARDEV)")
    OUTCOMES = "outcomes", _("Outcome coordinators")
    FINANCE = "finance", _("Finance")


# The constituents, by the fields of a proposal that tell whether and when they were consulted.
PARTY_NAMES = {
    "government": _("Government"),
    "employers": _("Employers"),
    "workers": _("Workers"),
}

# Who has to go on with a proposal, by its status: its author while it is written, nobody once it is over.
TURNS = {
    ProposalStatus.SUBMITTED: _("PARDEV officers"),
    ProposalStatus.APPRAISAL: _("Its appraisal"),
    ProposalStatus.READY: _("PARDEV officers and managers"),
    ProposalStatus.WITH_PARTNER: _("The partner"),
    ProposalStatus.DECLINED: _("PARDEV officers and managers"),
}
