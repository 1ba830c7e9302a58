"""Code lists of cooperation frameworks, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FrameworkKind(TextChoices):
    """What the UN calls a country's framework (inventory 62; UN Sustainable Development Group, 2019)."""

    UNDAF = "undaf", _("Development Assistance Framework (UNDAF)")
    UNPAF = "unpaf", _("Partnership framework (UNPAF)")
    UNSDCF = "unsdcf", _("Sustainable Development Cooperation Framework (UNSDCF)")
    UNKNOWN = "unknown", _("Not stated by the source")


class FrameworkStatus(TextChoices):
    """Where a framework is in its life (inventory 57 and 62)."""

    PREPARATION = "preparation", pgettext_lazy("cooperation framework", "In preparation")
    SIGNED = "signed", pgettext_lazy("cooperation framework", "Signed")
    RUNNING = "running", pgettext_lazy("cooperation framework", "Running")
    EXTENDED = "extended", pgettext_lazy("cooperation framework", "Extended")
    ENDED = "ended", pgettext_lazy("cooperation framework", "Ended")


class ResultLevel(TextChoices):
    """Levels of a framework's results chain (UNSDCF Internal Guidance, 2019)."""

    PRIORITY = "priority", _("Strategic priority")
    OUTCOME = "outcome", _("Outcome")
    OUTPUT = "output", _("Output")
    UNKNOWN = "unknown", _("Level not stated by the source")


class GroupRole(TextChoices):
    """What the ILO is in a results group (inventory 63 and 65; GB.340/INS/6, paras 13 and 15)."""

    LEAD = "lead", _("Lead")
    CO_LEAD = "co_lead", _("Co-lead")
    MEMBER = "member", _("Member")
    NONE = "none", _("Not a member")


class Presence(TextChoices):
    """How the ILO belongs to a UN country team (inventory 66; GB.340/INS/6, para. 10)."""

    RESIDENT = "resident", _("Resident")
    NON_RESIDENT = "non_resident", _("Non-resident")


UNINFO = "uninfo"
# UN INFO's copy stops texts at these lengths; at the limit, the end may be missing.
UNINFO_NAME_LIMIT = 200
UNINFO_RESULT_LIMIT = 200
UNINFO_DESCRIPTION_LIMIT = 500
# The year that was asked of UN INFO; its answer names none (data/SOURCES.md).
UNINFO_FINANCE_YEAR = 2024
ASSUMED_CURRENCY = "USD"
ILO = "ILO"

# How a region filter names frameworks whose countries lie in more than one region.
SEVERAL_REGIONS = "several"
