"""Code lists of what fell due."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DueKind(TextChoices):
    """What is reported (DESIGN 4: `reporting_rate`)."""

    OUTCOME_UPDATE = "outcome_update", _("Outcome update")
    PROGRESS_REPORT = "progress_report", _("Progress report")


class DueState(TextChoices):
    """What became of what fell due: its last submission decides; our convention."""

    IN_TIME = "in_time", _("In time")
    LATE = "late", _("Late")
    MISSING = "missing", _("Not handed in")
    SKIPPED = "skipped", _("Skipped")


# What was skipped with a reason was not due after all.
COUNTED = (DueState.IN_TIME, DueState.LATE, DueState.MISSING)
