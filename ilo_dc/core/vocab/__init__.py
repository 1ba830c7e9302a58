from ilo_dc.core.vocab.imports import ImportState
from ilo_dc.core.vocab.installation import InstallationKind
from ilo_dc.core.vocab.notices import PRESSING, NoticeKind
from ilo_dc.core.vocab.people import STAFF_ROLES, Role, ScopeKind
from ilo_dc.core.vocab.reference import CodeScheme, OfficeKind, OrganisationKind
from ilo_dc.core.vocab.runs import RunState

__all__ = [
    "PRESSING",
    "STAFF_ROLES",
    "CodeScheme",
    "ImportState",
    "InstallationKind",
    "NoticeKind",
    "OfficeKind",
    "OrganisationKind",
    "Role",
    "RunState",
    "ScopeKind",
]
