"""Code lists of projects, each with its source."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import written_in
from ilo_dc.core.reference.shipped import read_shipped

DATA = settings.BASE_DIR / "portfolio" / "data"


class ProjectKind(TextChoices):
    """What a project is (inventory, 11 and 60)."""

    PROJECT = "project", _("Project")
    JOINT_PROGRAMME = "joint_programme", _("Joint programme")


class ProjectScope(TextChoices):
    """Where a project works (GB.306/TC/1, footnote 12 counts country-level projects apart)."""

    COUNTRY = "country", _("One country")
    MULTI_COUNTRY = "multi_country", _("Several countries")
    REGIONAL = "regional", _("Regional")
    INTERREGIONAL = "interregional", _("Interregional")
    GLOBAL = "global", _("Global")


class ProjectStatus(TextChoices):
    """The life of a project: the words of IATI's code list ActivityStatus, as the ILO uses them."""

    PLANNED = "planned", pgettext_lazy("project", "Planned")
    CANCELLED = "cancelled", pgettext_lazy("project", "Cancelled")
    RUNNING = "running", pgettext_lazy("project", "Running")
    SUSPENDED = "suspended", pgettext_lazy("project", "Suspended")
    COMPLETED = "completed", pgettext_lazy("project", "Completed")
    CLOSED = "closed", pgettext_lazy("project", "Closed")


# From its first day at work on everyone sees a project.
PUBLISHED_STATUSES = (
    ProjectStatus.RUNNING,
    ProjectStatus.SUSPENDED,
    ProjectStatus.COMPLETED,
    ProjectStatus.CLOSED,
)


class Marker(TextChoices):
    """What a project is besides (GB.347/POL/3, §§17, 25, 34)."""

    PPP = "ppp", _("Public–private partnership")
    SSTC_PROVIDER = "sstc_provider", _("South–South cooperation, provider")
    SSTC_RECEIVER = "sstc_receiver", _("South–South cooperation, receiver")
    HDP = "hdp", _("Humanitarian–development–peace nexus")


SSTC = (Marker.SSTC_PROVIDER, Marker.SSTC_RECEIVER)


class ParticipantRole(TextChoices):
    """How an organisation takes part: IATI's code list OrganisationRole, and the two of joint programmes."""

    FUNDING = "funding", _("Funding")
    ACCOUNTABLE = "accountable", _("Accountable")
    EXTENDING = "extending", _("Extending")
    IMPLEMENTING = "implementing", _("Implementing")
    AGENCY = "agency", _("Participating agency")
    AGENT = "agent", _("Administrative agent")


# What only joint programmes have.
JOINT_ROLES = (ParticipantRole.AGENCY, ParticipantRole.AGENT)


class Screening(TextChoices):
    """The result of the environmental and social screening (inventory, 60; the scale is our convention)."""

    LOW = "low", _("Low risk")
    MEDIUM = "medium", _("Medium risk")
    HIGH = "high", _("High risk")


DESCRIPTION_MOST = 5_000  # characters: a list has a thousand projects on a page


class InitiativeKind(TextChoices):
    """What an initiative is (GB.347/POL/3, §8 and footnotes 17, 21, 28)."""

    FLAGSHIP = "flagship", _("Flagship programme")
    PRIORITY_ACTION = "priority_action", _("Priority action programme")
    PARTNERSHIP = "partnership", _("Global partnership")


# How a filter names projects of no single country.
NO_COUNTRY = "none"


@cache
def sectors() -> Mapping[str, Mapping[str, str]]:
    """Return the sectors of the OECD's Development Assistance Committee by their five-digit code.

    Each has `name_en`, `name_fr` and `status` (withdrawn codes stay for projects of then): IATI's code list.
    """
    return {row["code"]: row for row in read_shipped("dac-sectors", folder=DATA)}


def sector_name(code: str) -> str:
    """Return the name of a sector in the reader's language, else in English; an unknown code as it stands."""
    row = sectors().get(code)
    if row is None:
        return code
    language = (get_language() or "en")[:2]
    translated = row.get(f"name_{language}", "")
    return written_in(language, translated) if translated else written_in("en", row["name_en"])
