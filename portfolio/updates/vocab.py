"""Code lists of outcome updates, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Timeliness(TextChoices):
    """Whether an update was handed in by its due day; our convention (`rules.DUE_AFTER`)."""

    IN_TIME = "true", _("In time")
    LATE = "false", _("Late")


class UpdateState(TextChoices):
    """The life of an outcome update (journeys, J2 and section 3)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


class PeriodKind(TextChoices):
    """How often outcomes are reported on (`PORTAL_UPDATE_PERIOD`; half-yearly: journeys, N8)."""

    HALF_YEAR = "half_year", _("Half-yearly")
    YEAR = "year", _("Yearly")


# What was handed in; whoever waits for the update waits no longer for the field.
HANDED_IN = (UpdateState.SUBMITTED, UpdateState.ACCEPTED)
# The constituents, by the fields of an update that tell whether and when they were consulted.
PARTY_NAMES = {
    "government": _("Government"),
    "employers": _("Employers"),
    "workers": _("Workers"),
}
