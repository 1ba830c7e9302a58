"""Code lists of published revenue, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Publication(TextChoices):
    """Two publications of the UN CEB about the same revenue; never added, never mixed."""

    BY_TYPE = "by_type", _("Revenue by type (UN CEB)")
    BY_CONTRIBUTOR = "by_contributor", _("Revenue by contributor (UN CEB)")


class RevenueType(TextChoices):
    """Types of revenue of the UN data standards, Standard VI."""

    ASSESSED = "R01", _("Assessed contributions")
    UNEARMARKED = "R02", _("Voluntary un-earmarked contributions")
    EARMARKED = "R03", _("Voluntary earmarked contributions")
    OTHER = "R04", _("Revenue from other activities")


class RevenueSubtype(TextChoices):
    """Sub-types of revenue of the UN data standards, Standard VI; a year may give the type alone."""

    UNTIED = "R02A", _("Voluntary un-earmarked, in cash")
    UNTIED_IN_KIND = "R02B", _("Voluntary un-earmarked, in kind")
    POOLED = "R03A", _("UN inter-agency pooled funds")
    THEMATIC = "R03B", _("Single-agency thematic funds")
    VERTICAL = "R03C", _("Global vertical funds")
    LOCAL = "R03D", _("Local resources")
    PROJECT = "R03E", _("Project and programme specific contributions")
    EARMARKED_IN_KIND = "R03F", _("Earmarked, in kind")
    OTHER_ENTITY = "R04A", _("Other revenue specific to the organization")
    OTHER_UN = "R04B", _("Other revenue from the United Nations system")
    OTHER_EXTERNAL = "R04C", _("Other revenue from outside the United Nations system")


class ContributorType(TextChoices):
    """Contributor types of the UN data standards, Standard VI."""

    GOVERNMENT = "C01", _("Government")
    NGO = "C02", _("Non-governmental organization")
    PUBLIC_PRIVATE = "C03", _("Public-private partnership")
    IFI = "C04A", _("International financial institution")
    VERTICAL_FUND = "C04B", _("Global vertical fund")
    UN_ORGANIZATION = "C04C", _("United Nations organization")
    UN_POOLED_FUND = "C04D", _("United Nations pooled fund")
    OTHER_MULTILATERAL = "C04E", _("Other multilateral institution")
    FOUNDATION = "C05", _("Foundation")
    PRIVATE = "C06", _("Private sector")
    ACADEMIC = "C07", _("Academic, training or research institution")
    EUROPEAN_UNION = "C08A", _("European Union")
    OTHER = "C08B", _("Other contributor")
    NONE = "C09", _("No contributor")
