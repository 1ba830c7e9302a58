"""The reports that are made of accepted texts: their kinds and the columns of their files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """Who reads the accepted texts (journeys, J2 and R-7): each gets the same words in another order."""

    REVIEW = "review", _("Programme review")
    DONOR = "donor", _("Donor report part")
    UN = "un", _("UN INFO export")


# What every line of every report carries of its update.
_UPDATE = ("period", "starts_on", "last_day", "rating", "narrative", "language")
REVIEW_COLUMNS = (
    "programme",
    "priority_number",
    "priority",
    "code",
    "outcome",
    "progress",
    *_UPDATE,
    "values",
    "government_on",
    "employers_on",
    "workers_on",
    "alignment",
    "accepted_at",
    "demonstration",
)
DONOR_COLUMNS = (
    "framework",
    "result_code",
    "result",
    "weight",
    "country",
    "programme",
    "code",
    "outcome",
    "project",
    "project_code",
    *_UPDATE,
    "values",
    "accepted_at",
    "demonstration",
)
# Our own names. What UN INFO calls its columns is not known to us (docs/rules/outcome-updates.md).
UN_COLUMNS = (
    "framework",
    "result_id",
    "result_level",
    "result_code",
    "result",
    "result_may_be_cut",
    "sub_outputs",
    "weight",
    "country",
    "programme",
    "code",
    "outcome",
    "period",
    "starts_on",
    "last_day",
    "status",
    "narrative",
    "language",
    "accepted_at",
    "demonstration",
)
COLUMNS = {
    ReportKind.REVIEW: REVIEW_COLUMNS,
    ReportKind.DONOR: DONOR_COLUMNS,
    ReportKind.UN: UN_COLUMNS,
}
