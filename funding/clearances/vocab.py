"""Code lists of clearances, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ilo_dc.core.steps.vocab import Opinion
from portfolio.proposals.vocab import Desk

# The reasons in the history of a clearance whose request or screening somebody wrote then.
REQUESTED, EDITED, SAVED, SCREENED = (
    gettext_noop("Clearance requested"),
    gettext_noop("Request for a clearance edited"),
    gettext_noop("Screening saved"),
    gettext_noop("Screening handed in"),
)
ADVISED, DECIDED = gettext_noop("Legal advice recorded"), gettext_noop("Clearance decided")


class ClearanceStatus(TextChoices):
    """What a request waits for, or what became of it (journeys, screen 6)."""

    SCREENING = "screening", _("Screening")
    OPINIONS = "opinions", _("Opinions of the bureaux")
    LEGAL = "legal", _("Legal advice")
    DECISION = "decision", _("Decision")
    CLEARED = "cleared", _("Cleared")
    CONDITIONAL = "conditional", _("Cleared with conditions")
    REFUSED = "refused", _("Refused")
    REUSED = "reused", _("An earlier clearance is reused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(TextChoices):
    """What a manager decides, by the status that the request gets."""

    CLEARED = "cleared", _("Cleared")
    CONDITIONAL = "conditional", _("Cleared with conditions")
    REFUSED = "refused", _("Refused")


class PartnershipForm(TextChoices):
    """The seven forms of a public-private partnership (Office Procedure IGDS No. 83; processes, 4)."""

    FUNDING = "funding", _("Funding or contribution in kind")
    PROJECT = "project", _("Project")
    EVENT = "event", _("Meeting or event")
    CAMPAIGN = "campaign", _("Campaign")
    PERSONNEL = "personnel", _("Temporary placement of personnel")
    PUBLICATION = "publication", _("Publication or research")
    KNOWLEDGE = "knowledge", _("Exchange of knowledge")


class CriterionKind(TextChoices):
    """What a screening asks: the rows are the installation's own."""

    EXCLUSION = "exclusion", _("Exclusion")
    COMMON_APPROACH = "common_approach", _("Common approach of the United Nations")


class ExclusionAnswer(TextChoices):
    """Whether an exclusion applies (our convention)."""

    NOT_FOUND = "not_found", _("Does not apply")
    APPLIES = "applies", _("Applies")


class Step(TextChoices):
    """What a clearance goes through, in the order of its page."""

    SCREENING = "screening", _("Screening")
    ACT_EMP = "act_emp", _("Opinion of ACT/EMP")
    ACTRAV = "actrav", _("Opinion of ACTRAV")
    LEGAL = "legal", _("Legal advice")
    DECISION = "decision", _("Decision")


# The bureaux that are asked for an opinion, by the desks of proposals.
BUREAUX = (Desk.ACT_EMP, Desk.ACTRAV)
BUREAU_CHOICES = [(one.value, one.label) for one in BUREAUX]
# Somebody has to go on with these.
OPEN = (
    ClearanceStatus.SCREENING,
    ClearanceStatus.OPINIONS,
    ClearanceStatus.LEGAL,
    ClearanceStatus.DECISION,
)
# The screening is handed in: bureaux may say their opinion, and a manager may refuse.
ADVISED_ON = OPEN[1:]
# What an agreement may rest on while it is valid.
CLEARING = (Decision.CLEARED, Decision.CONDITIONAL)
# What came of a step: an opinion, or the decision.
RESULTS = (*Opinion.values, *Decision.values)
