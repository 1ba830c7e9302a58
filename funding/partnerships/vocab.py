"""Code lists of partnerships, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnershipKind(TextChoices):
    """What sort of partnership it is, as GB.347/POL/3, GB.340/INS/6 and GB.306/TC/1 group those they name.

    The last three are those of inventory, item 68, of which these papers name none.
    """

    IFI = "ifi", _("International financial institution")
    MSP = "msp", _("Multi-stakeholder partnership")
    REGIONAL = "regional", _("Regional organization")
    INITIATIVE = "initiative", _("Initiative")
    UN = "un", _("United Nations organization")
    POOLED_FUND = "pooled_fund", _("United Nations pooled fund")
    COALITION = "coalition", _("United Nations issue-based coalition")
    PROGRAMME = "programme", _("Joint programme of agencies")
    LIGHTLY_EARMARKED = "lightly_earmarked", _("Partnership with lightly earmarked funding")
    PRIVATE = "private", _("Private sector")
    NGO = "ngo", _("Non-governmental organization")
    UNIVERSITY = "university", _("University")


class Instrument(TextChoices):
    """What was signed (inventory, item 68); empty: the source names nothing."""

    MOU = "mou", _("Memorandum of understanding")
    FRAMEWORK_OF_ACTION = "framework_of_action", _("Framework of action")
    OTHER = "other", _("Another instrument")


class MemberRole(TextChoices):
    """What an organisation does in a partnership: the portal's own list, after the words of the sources."""

    PARTNER = "partner", _("Partner")
    LEAD = "lead", _("Leads it")
    CO_LEAD = "co_lead", _("Co-leads it")
    FUNDER = "funder", _("Funds it")
    ADVISER = "adviser", _("Advises it")
