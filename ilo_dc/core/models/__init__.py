"""The nouns of core, one a file."""

from ilo_dc.core.models.api_key import ApiKey
from ilo_dc.core.models.change import Change
from ilo_dc.core.models.country import Country, CountryStatus, Region
from ilo_dc.core.models.currency import Currency
from ilo_dc.core.models.document import Document
from ilo_dc.core.models.fact import Fact
from ilo_dc.core.models.idempotency_key import IdempotencyKey
from ilo_dc.core.models.import_batch import ImportBatch
from ilo_dc.core.models.installation import Installation
from ilo_dc.core.models.invitation import Invitation
from ilo_dc.core.models.membership import Membership
from ilo_dc.core.models.notification import Notification
from ilo_dc.core.models.office import Office
from ilo_dc.core.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.models.period import Biennium, ReportingYear
from ilo_dc.core.models.record import SourcedRecord
from ilo_dc.core.models.run import Run
from ilo_dc.core.models.source import SourceEdition
from ilo_dc.core.models.user import User

__all__ = [
    "ApiKey",
    "Biennium",
    "Change",
    "Country",
    "CountryStatus",
    "Currency",
    "Document",
    "Fact",
    "IdempotencyKey",
    "ImportBatch",
    "Installation",
    "Invitation",
    "Membership",
    "Notification",
    "Office",
    "Organisation",
    "OrganisationAlias",
    "OrganisationCode",
    "Region",
    "ReportingYear",
    "Run",
    "SourceEdition",
    "SourcedRecord",
    "User",
]
