"""What may be counted in funding: revenue as the UN CEB publishes it, in two publications."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from funding.partners.vocab import DisplayGroup, SourceCategory
from funding.revenue.models import RevenueStatistic
from funding.revenue.vocab import Publication, RevenueSubtype, RevenueType
from ilo_dc.core.measures.dimensions import Addresses, addressed, coded, year_of
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from ilo_dc.core.models import Organisation

if TYPE_CHECKING:
    from funding.revenue.querysets import RevenueStatisticQuerySet
    from ilo_dc.core.people.grants import Viewer

NONE = "none"

# --- Dimensions -----------------------------------------------------------------------------------


def partner_names(keys: list[str]) -> dict[str, str]:
    """Return the names of organisations by address, in the reader's language, in one query."""
    return {row.slug: row.name for row in Organisation.objects.filter(slug__in=keys)}


def offered_partners() -> list[tuple[str, str]]:
    """Return the addresses and names of the organisations that the publication names."""
    rows = Organisation.objects.filter(revenue_statistics__isnull=False).distinct()
    return [(row.slug, row.name) for row in rows]


YEAR = year_of("year")
REVENUE_TYPE = coded("revenue_type", gettext_lazy("Type of revenue"), key="revenue_type", choices=RevenueType)
REVENUE_SUBTYPE = coded(
    "revenue_subtype",
    gettext_lazy("Sub-type of revenue"),
    key="subtype",
    choices=RevenueSubtype,
    empty=(NONE, gettext_lazy("Not split further by the source")),
)
PARTNER = addressed(
    "partner",
    gettext_lazy("Partner"),
    key="partner__slug",
    rows=Addresses(
        names=partner_names,
        named=partner_names,
        offered=offered_partners,
        unknown=gettext_lazy("There is no partner “%(text)s”."),
        advice=gettext_lazy("Write a partner's address, such as norway, or none."),
    ),
    empty=(NONE, gettext_lazy("Not a partner")),
)
SOURCE = coded(
    "source",
    gettext_lazy("Source category of the partner"),
    key="partner__funding_profile__source_category",
    choices=SourceCategory,
    empty=(NONE, gettext_lazy("Not in the partner table")),
)
DISPLAY_GROUP = coded(
    "display_group",
    gettext_lazy("Display group of the partner"),
    key="partner__funding_profile__display_group",
    choices=DisplayGroup,
    empty=(NONE, gettext_lazy("Not in the partner table")),
)

# --- Rows and measures ------------------------------------------------------------------------------


def by_type(user: Viewer, moment: datetime, _scope: Scope) -> RevenueStatisticQuerySet:
    """Return the publication by type as known at `moment`."""
    return RevenueStatistic.objects.published(Publication.BY_TYPE, user, moment)


def by_contributor(user: Viewer, moment: datetime, _scope: Scope) -> RevenueStatisticQuerySet:
    """Return the publication by contributor as known at `moment`."""
    return RevenueStatistic.objects.published(Publication.BY_CONTRIBUTOR, user, moment)


BY_TYPE_ROWS = Rows(
    code="revenue-statistics",
    known_at=by_type,
    page="funding:revenue",
    source=gettext_lazy("UN CEB financial statistics, revenue of the ILO by type"),
    note=gettext_lazy(
        "A type that a year does not report is missing, not zero: no growth is stated across such a break. "
        "Sub-types are given from 2018."
    ),
    year="year",
    fixed={"publication": str(Publication.BY_TYPE)},
)
BY_CONTRIBUTOR_ROWS = Rows(
    code="revenue-statistics",
    known_at=by_contributor,
    page="funding:revenue",
    source=gettext_lazy("UN CEB financial statistics, revenue of the ILO by contributor"),
    note=gettext_lazy(
        "Named contributors only: it explains a part of the revenue by type. Negative amounts are refunds. "
        "A type that a year does not report is missing, not zero."
    ),
    year="year",
    fixed={"publication": str(Publication.BY_CONTRIBUTOR)},
)

REPORTED_REVENUE = Measure(
    code="reported_revenue",
    label=gettext_lazy("Reported revenue"),
    definition=gettext_lazy(
        "Revenue of the ILO in a calendar year as the UN CEB publishes it by its own types. A published "
        "statistic: never added to records of agreements, approvals or contributions."
    ),
    formula=gettext_lazy("Sum of amount over the publication by type."),
    unit=Unit.USD,
    kind=EvidenceKind.SUM,
    rows=BY_TYPE_ROWS,
    dimensions=(YEAR, REVENUE_TYPE, REVENUE_SUBTYPE),
    evidence_field="amount",
)
REPORTED_REVENUE_BY_PARTNER = Measure(
    code="reported_revenue_by_partner",
    label=gettext_lazy("Reported revenue by partner"),
    definition=gettext_lazy(
        "Revenue of the ILO in a calendar year from the contributors that the UN CEB names. Another "
        "publication than the revenue by type: the two overlap and are never added."
    ),
    formula=gettext_lazy("Sum of amount over the publication by contributor."),
    unit=Unit.USD,
    kind=EvidenceKind.SUM,
    rows=BY_CONTRIBUTOR_ROWS,
    dimensions=(YEAR, PARTNER, REVENUE_TYPE, SOURCE, DISPLAY_GROUP),
    evidence_field="amount",
)

MEASURES = (REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER)
