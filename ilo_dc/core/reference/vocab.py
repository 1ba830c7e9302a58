"""Code lists of offices and organisations, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfficeKind(TextChoices):
    """Kinds of organizational units (inventory 52)."""

    HEADQUARTERS = "headquarters", _("Headquarters unit")
    REGIONAL = "regional", _("Regional office")
    COUNTRY = "country", _("Country office")
    TEAM = "team", _("Decent work technical support team")
    PROJECT = "project", _("Project office")
    CENTRE = "centre", _("Training centre")


class OrganisationKind(TextChoices):
    """What an organisation is; close to the CEB's contributor types C01 to C09 (data-standards 8)."""

    GOVERNMENT = "government", _("Government")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organization")
    UN = "un", _("United Nations organization")
    UN_POOLED = "un_pooled", _("United Nations pooled fund")
    IFI = "ifi", _("International financial institution")
    EU = "eu", _("European Union institution")
    FOUNDATION = "foundation", _("Foundation")
    PRIVATE = "private", _("Private sector")
    NGO = "ngo", _("Non-governmental organization")
    ACADEMIC = "academic", _("Academic, training or research institution")
    EMPLOYERS = "employers", _("Employers’ organization")
    WORKERS = "workers", _("Workers’ organization")
    GROUP = "group", _("Group of partners, published as one row")
    OTHER = "other", _("Other")


class CodeScheme(TextChoices):
    """Registers that give an organisation a code."""

    IATI = "iati", _("IATI organisation identifier")
    DAC = "dac", _("OECD DAC donor code")
    CHANNEL = "channel", _("OECD CRS channel code")
    CEB = "ceb", _("UN CEB contributor name")
    PAPERS = "papers", _("Row code in GB.347/POL/3")


class AliasKind(TextChoices):
    """What another name of a country or area is (`ilo_dc/core/data/country_aliases.csv`)."""

    FORMER = "former", _("Former name")
    COMMON = "common", _("Common name")
    SHORT = "short", _("Short name")
