"""The nouns of core, one a file."""

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.models.invitation import Invitation
from ilo_dc.core.accounts.models.session import Session
from ilo_dc.core.documents.models import Document
from ilo_dc.core.facts.models.change import Change
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.facts.models.opening import Opening
from ilo_dc.core.facts.models.record import SourcedRecord
from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.installation.models.installation import Installation
from ilo_dc.core.notices.models import Notification
from ilo_dc.core.people.models.deputy import Deputy
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.reference.models.country import Country, CountryAlias, CountryStatus, Region
from ilo_dc.core.reference.models.currency import Currency
from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.reference.models.period import Biennium, ReportingYear, ReportingYearStatus
from ilo_dc.core.runs.models import Run
from ilo_dc.core.saved_filters.models import SavedFilter
from ilo_dc.core.work.models import Assignment, Handover, Reminder, WorkVisit
from ilo_dc.core.writing.models import IdempotencyKey

__all__ = [
    "ApiKey",
    "Assignment",
    "Biennium",
    "Change",
    "Country",
    "CountryAlias",
    "CountryStatus",
    "Currency",
    "Deputy",
    "Document",
    "Fact",
    "Handover",
    "IdempotencyKey",
    "ImportBatch",
    "Installation",
    "Invitation",
    "Membership",
    "Notification",
    "Office",
    "Opening",
    "Organisation",
    "OrganisationAlias",
    "OrganisationCode",
    "Region",
    "Reminder",
    "ReportingYear",
    "ReportingYearStatus",
    "Run",
    "SavedFilter",
    "Session",
    "SourceEdition",
    "SourcedRecord",
    "User",
    "WorkVisit",
]
