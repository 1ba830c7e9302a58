"""Code lists of the results of projects, each with its source."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ResultLevel(TextChoices):
    """What a result is in the chain of a project (the ILO's results-based management; processes, 2)."""

    OUTCOME = "outcome", _("Outcome")
    OUTPUT = "output", _("Output")


class Scale(IntegerChoices):
    """How likely a risk is, or how much it would weigh (our convention)."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


class ReportState(TextChoices):
    """The life of a progress report (RODA's words for the same steps)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    SKIPPED = "skipped", _("Skipped")


HANDED_IN = (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.SKIPPED)
