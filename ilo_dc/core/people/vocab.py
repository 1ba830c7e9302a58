"""Roles, and what a role is limited to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
