"""Code lists of core, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InstallationKind(TextChoices):
    """What an installation is, fixed at its first start (DESIGN 8)."""

    DEMONSTRATION = "demonstration", _("Demonstration")
    LIVE = "live", _("Live")


class Role(TextChoices):
    """Who somebody is in the permission matrix (journeys, section 3)."""

    PARDEV = "pardev", _("PARDEV officer")
    MANAGER = "manager", _("PARDEV manager")
    FIELD = "field", _("Field officer")
    REGIONAL = "regional", _("Regional programming officer")
    COORDINATOR = "coordinator", _("Outcome coordinator")
    EVALUATOR = "evaluator", _("Evaluation officer")
    BUREAU = "bureau", _("Bureau for employers or workers")
    FINANCE = "finance", _("Finance officer")
    DONOR = "donor", _("Funding partner")
    CONSTITUENT = "constituent", _("Constituent")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


STAFF_ROLES = frozenset(Role) - {Role.DONOR, Role.CONSTITUENT}


class ScopeKind(TextChoices):
    """The one thing a membership is limited to."""

    GLOBAL = "global", _("Everything")
    REGION = "region", _("One region")
    COUNTRY = "country", _("One country or area")
    OFFICE = "office", _("One office")
    ORGANISATION = "organisation", _("One organisation")


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


class RunState(TextChoices):
    """The life of a piece of background work."""

    PENDING = "pending", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class NoticeKind(TextChoices):
    """What people are told of (journeys, section 4, by its numbers)."""

    N1 = "N1", _("Proposal decided")
    N2 = "N2", _("Opinion requested")
    N3 = "N3", _("Large proposal submitted")
    N4 = "N4", _("Approval issued")
    N5 = "N5", _("Programme outcome missing")
    N6 = "N6", _("Donor report due")
    N7 = "N7", _("Instalment due")
    N8 = "N8", _("Outcome update")
    N9 = "N9", _("Programme or framework changes")
    N10 = "N10", _("Committee without meeting")
    N11 = "N11", _("Action item due")
    N12 = "N12", _("Delivery below the milestone")
    N13 = "N13", _("Published figure changed")
    N14 = "N14", _("RBSA round")
    N15 = "N15", _("Clearance expires")
    N16 = "N16", _("Import finished")
    N17 = "N17", _("Snapshot published")
    N18 = "N18", _("API version ends")


# Mailed at once (★ in journeys, section 4); the others come with the daily digest.
PRESSING = frozenset((NoticeKind.N1, NoticeKind.N2, NoticeKind.N4))


class ImportState(TextChoices):
    """The life of an uploaded sheet."""

    UPLOADED = "uploaded", _("Being checked")
    READY = "ready", _("Checked, waiting for your decision")
    REFUSED = "refused", _("Has errors, nothing saved")
    POSTING = "posting", _("Being saved")
    POSTED = "posted", _("Saved")
    CANCELLED = "cancelled", _("Cancelled")
