"""Code lists of what fell due by agreements."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class InstalmentStatus(TextChoices):
    """What became of an instalment that fell due (docs/rules/dues.md; our convention)."""

    IN_TIME = "in_time", pgettext_lazy("instalment", "Received in time")
    LATE = "late", pgettext_lazy("instalment", "Received late")
    PART = "part", pgettext_lazy("instalment", "Received in part")
    MISSING = "missing", pgettext_lazy("instalment", "Not received")


class ReportStatus(TextChoices):
    """What became of a report to a funding partner that fell due (docs/rules/dues.md; our convention)."""

    IN_TIME = "in_time", pgettext_lazy("report", "Sent in time")
    LATE = "late", pgettext_lazy("report", "Sent late")
    MISSING = "missing", pgettext_lazy("report", "Not sent")


# What somebody still waits for.
OPEN = ("part", "missing")
