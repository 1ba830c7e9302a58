"""Code lists of appraisals, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from portfolio.proposals.vocab import Desk

# The reasons in the history of a round that somebody appraised then.
SAVED, HANDED_IN, EVALUATED = (
    gettext_noop("Scores saved"),
    gettext_noop("Scores handed in"),
    gettext_noop("EVAL has scored"),
)


NO_DECISION = _("Ended without a decision")  # the proposal went on by a waiver, or was withdrawn


class Criterion(TextChoices):
    """What every proposal is appraised by (GB.306/TC/1, §33)."""

    ALIGNMENT = (
        "alignment",
        _("In line with outcome-based work plans, country programmes and other country frameworks"),
    )
    COVERAGE = (
        "coverage",
        _("Tripartism, international labour standards, gender equality and non-discrimination"),
    )
    TURIN = "turin", _("Reasonable use of the International Training Centre in Turin")
    CAPACITY = "capacity", _("Capacity building and empowerment of constituents")
    DESIGN = "design", _("Sound results-based design")
    MONITORING = "monitoring", _("Monitoring, evaluation and lessons")


class EvaluationCriterion(TextChoices):
    """What EVAL asks of the monitoring plan of a large proposal (processes, 4)."""

    LOGIC = "logic", _("Internal logic")
    INDICATORS = "indicators", _("Indicators")
    BASELINES = "baselines", _("Baselines")
    TARGETS = "targets", _("Targets")
    MILESTONES = "milestones", _("Milestones")
    VERIFICATION = "verification", _("Means of verification")
    RESOURCES = "resources", _("Human and financial resources")
    PARTICIPATION = "participation", _("Participation of partners")


class Score(TextChoices):
    """The one scale of both (processes, 4)."""

    UNSATISFACTORY = "1", _("1 – unsatisfactory")
    SATISFACTORY = "2", _("2 – satisfactory")
    HIGH = "3", _("3 – high")
    NOT_RELEVANT = "x", _("X – not relevant")


class Decision(TextChoices):
    """What a manager decides (journeys, screen 5), by the status that the proposal gets."""

    READY = "ready", pgettext_lazy("proposal", "Ready")
    REVISE = "revise", pgettext_lazy("proposal", "To be revised")
    REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")


class RemarkKind(TextChoices):
    """What an appraiser says beside the scores (our convention)."""

    FLAG = "flag", _("Flag to a team")
    CHANGE = "change", _("Change requested")


class Step(TextChoices):
    """What an appraisal waits for, in the order of its page (our convention)."""

    TAKE_UP = "take_up", _("Taking it up")
    SCORES = "scores", _("Scores of the appraiser")
    ACT_EMP = "act_emp", _("Opinion of ACT/EMP")
    ACTRAV = "actrav", _("Opinion of ACTRAV")
    EVALUATION = "evaluation", _("Evaluation Office (EVAL)")
    DECISION = "decision", _("Decision")
    REVISE = "revise", _("Revision by its authors")


# The bureaux that are asked for an opinion, by the desks of proposals.
BUREAUX = (Desk.ACT_EMP, Desk.ACTRAV)
BUREAU_CHOICES = [(one.value, one.label) for one in BUREAUX]
CRITERIA = [*Criterion.choices, *EvaluationCriterion.choices]
