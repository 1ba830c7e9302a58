"""Code lists of country programmes, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolio.outcomes.vocab import TextLanguage

__all__ = [
    "NOT_RATED",
    "NO_COUNTRY",
    "NO_PROGRAMME",
    "PROGRESS_CHOICES",
    "PUBLIC_DOCUMENTS",
    "PUBLISHED_STATUSES",
    "STATUSES_IN_FORCE",
    "THEORY_MOST",
    "DocumentKind",
    "MilestoneStatus",
    "OutcomeCategory",
    "ProgrammeStatus",
    "Progress",
    "TextLanguage",
]

THEORY_MOST = 10_000  # characters of a theory of change


class ProgrammeStatus(TextChoices):
    """The life of a Decent Work Country Programme (Governing Body papers GB.306/TC/1 and GB.347/POL/3).

    The papers name preparation, current and expired; the steps between them are our convention.
    """

    DRAFT = "draft", pgettext_lazy("country programme", "Draft")
    CONSULTATION = "consultation", pgettext_lazy("country programme", "In consultation")
    SIGNED = "signed", pgettext_lazy("country programme", "Signed")
    RUNNING = "running", pgettext_lazy("country programme", "Running")
    EXTENDED = "extended", pgettext_lazy("country programme", "Extended")
    CLOSED = "closed", pgettext_lazy("country programme", "Closed")
    EVALUATED = "evaluated", pgettext_lazy("country programme", "Evaluated")


# From signature on everyone sees a programme.
PUBLISHED_STATUSES = (
    ProgrammeStatus.SIGNED,
    ProgrammeStatus.RUNNING,
    ProgrammeStatus.EXTENDED,
    ProgrammeStatus.CLOSED,
    ProgrammeStatus.EVALUATED,
)
# Two of these of one country never cover the same day.
STATUSES_IN_FORCE = (ProgrammeStatus.SIGNED, ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED)


class OutcomeCategory(TextChoices):
    """What a biennium expects of a country programme outcome (words from memory, to be verified)."""

    TARGET = "target", pgettext_lazy("category of an outcome", "Target")
    PIPELINE = "pipeline", _("Pipeline")
    MAINTAINED = "maintained", _("Maintained")


class Progress(TextChoices):
    """How an outcome or a milestone stands (the ILO's DWCP monitoring plans, 2009–12)."""

    NO_PROGRESS = "no_progress", _("No progress")
    ON_TRACK = "on_track", _("On track")
    RESULTS_ACHIEVED = "results_achieved", _("Results achieved")


class MilestoneStatus(TextChoices):
    """How a milestone stands: its rating, or that it has none yet (the same source as `Progress`)."""

    NOT_RATED = "none", _("Not yet rated")
    NO_PROGRESS = "no_progress", _("No progress")
    ON_TRACK = "on_track", _("On track")
    RESULTS_ACHIEVED = "results_achieved", _("Results achieved")


class IndicatorStatus(TextChoices):
    """How an indicator stands by its last accepted value (our convention: docs/rules/)."""

    REACHED = "reached", _("Target reached")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    NO_VALUE = "no_value", _("No value yet")
    NOT_COMPARABLE = "not_comparable", _("Not in numbers")


class DocumentKind(TextChoices):
    """What a document of a programme is (our convention; the papers name signed programmes and reviews)."""

    SIGNED = "signed", _("Signed programme document")
    REVIEW = "review", _("Review report")
    EVALUATION = "evaluation", _("Evaluation report")
    MONITORING = "monitoring", _("Monitoring plan or results framework")
    DRAFT = "draft", _("Draft programme document")
    MINUTES = "minutes", _("Minutes of a meeting")
    OTHER = "other", _("Other document")


# What everyone reads who sees the programme; the others name people or positions of constituents, and are
# read by staff and the country's constituents (names of officials are never public).
PUBLIC_DOCUMENTS = (
    DocumentKind.SIGNED,
    DocumentKind.REVIEW,
    DocumentKind.EVALUATION,
    DocumentKind.MONITORING,
)

# How a country filter names programmes that belong to a sub-region and to no single country, and a progress
# filter outcomes not yet rated.
NO_COUNTRY = "none"
NOT_RATED = "none"
# How a figure names what no programme plans.
NO_PROGRAMME = "none"

# What a form offers: a rating, or none yet.
PROGRESS_CHOICES = [("", _("Not yet rated")), *Progress.choices]
