"""Code lists of alignment with UN frameworks (inventory, item 65; Governing Body paper GB.306/TC/1, §6)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Extent(TextChoices):
    """How far a UN framework takes up a priority or an outcome of a country programme (GB.306/TC/1, §6)."""

    FULL = "full", _("Full")
    PARTIAL = "partial", _("Partial")
    NONE = "none", _("None")
    UN_ONLY = "un_only", _("In the UN framework only")
    SUPPORTED = "supported", _("Supported without being an implementing partner")


class AlignmentLevel(TextChoices):
    """The level of the UN framework at which the two meet (GB.306/TC/1, §6: often the output)."""

    OUTCOME = "outcome", _("Outcome")
    OUTPUT = "output", _("Output")


class IloRole(TextChoices):
    """The ILO's part in delivering the framework's result (GB.306/TC/1, §6)."""

    LEAD = "lead", _("Leads")
    SHARED = "shared", _("Shares it with other agencies")
    NONE = "none", _("No part in implementing")


class DwcpSide(TextChoices):
    """What of a country programme a framework's result is compared with; our convention of words."""

    PRIORITY = "priority", _("Priority")
    OUTCOME = "outcome", _("Outcome")
    NOTHING = "none", _("Nothing: in the UN framework only")
