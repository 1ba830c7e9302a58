"""What may be counted of the ledger: approvals, and contributions that were received (docs/rules/ledger.md).

Figures of now and of a moment read the sums that the ledger keeps, or its lines where none is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.agreements.vocab import Earmarking
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.rollup import LedgerByPartner, LedgerByPlace
from funding.ledger.querysets import SEE_ALL, SEE_COUNTRIES
from funding.ledger.vocab import CountedIn, FundingClass, ResourceType
from funding.partners.vocab import DisplayGroup, SourceCategory
from funding.revenue.vocab import RevenueSubtype
from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.dimensions import Addresses, addressed, biennium_of, coded, year_of
from ilo_dc.core.measures.types import EvidenceKind, Kept, Measure, Rows, Scope, Unit
from ilo_dc.core.models import Country, Organisation
from ilo_dc.core.people.grants import grants_of
from portfolio.projects.querysets.projects import organisations_of
from portfolio.results.measures import policy_outcome_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from funding.ledger.querysets import LedgerEntryQuerySet
    from ilo_dc.core.people.grants import Viewer

NONE = "none"

# --- Dimensions -------------------------------------------------------------------------------------------


def _names(keys: list[str]) -> dict[str, str]:
    """Return the names of organisations by address, in the reader's language, in one query."""
    return _written(Organisation.objects.filter(slug__in=keys))


def _written(rows: QuerySet[Organisation]) -> dict[str, str]:
    return {row.slug: row.name for row in rows}


def _of_the_table() -> list[tuple[str, str]]:
    """Return the addresses and names of the rows of the partner table."""
    return list(_written(Organisation.objects.filter(funding_profile__isnull=False)).items())


def _who_signed() -> list[tuple[str, str]]:
    """Return the addresses and names of the partners of published agreements."""
    rows = Organisation.objects.filter(signed_agreements__published_at__isnull=False).distinct()
    return list(_written(rows).items())


def _partners(code: str, label: Any, key: str, offered: Any) -> Any:
    return addressed(
        code,
        label,
        key=key,
        rows=Addresses(
            names=_names,
            named=_names,
            offered=offered,
            unknown=gettext_lazy("There is no partner “%(text)s”."),
            advice=gettext_lazy("Write a partner's address, such as norway, or none."),
        ),
        empty=(NONE, gettext_lazy("Not a partner")),
    )


YEAR = year_of("year")
BIENNIUM = biennium_of("year")
REPORTING_PARTNER = _partners(
    "reporting_partner", gettext_lazy("Reporting partner"), "reporting_partner__slug", _of_the_table
)
PARTNER = _partners("partner", gettext_lazy("Legal partner"), "legal_partner__slug", _who_signed)
NOT_IN_THE_TABLE = (NONE, gettext_lazy("Not in the partner table"))
SOURCE = coded(
    "source",
    gettext_lazy("Source category"),
    key="source",
    choices=SourceCategory,
    empty=NOT_IN_THE_TABLE,
)
DISPLAY_GROUP = coded(
    "display_group",
    gettext_lazy("Display group of the partner"),
    key="reporting_partner__funding_profile__display_group",
    choices=DisplayGroup,
    empty=NOT_IN_THE_TABLE,
)
RESOURCE_TYPE = coded(
    "resource_type", gettext_lazy("Resource type"), key="resource_type", choices=ResourceType
)
WITHOUT_AGREEMENT = (NONE, gettext_lazy("Not known"))
EARMARKING = coded(
    "earmarking",
    gettext_lazy("Earmarking"),
    key="earmarking",
    choices=Earmarking,
    empty=WITHOUT_AGREEMENT,
)
REVENUE_TYPE = coded(
    "revenue_type",
    gettext_lazy("Type of revenue (UN)"),
    key="revenue_type",
    choices=RevenueSubtype,
    empty=WITHOUT_AGREEMENT,
)
FUNDING_CLASS = coded(
    "funding_class", gettext_lazy("Class of funding"), key="funding_class", choices=FundingClass
)
REGION = replace(
    dimensions.region(key="region_id"), empty=("global", gettext_lazy("Interregional or global"))
)
COUNTRY = dimensions.country(key="country_id", empty=(NONE, gettext_lazy("Of no single country")))
POLICY_OUTCOME = policy_outcome_of("policy_outcome_id")

DIMENSIONS = (
    YEAR,
    BIENNIUM,
    REPORTING_PARTNER,
    SOURCE,
    DISPLAY_GROUP,
    RESOURCE_TYPE,
    FUNDING_CLASS,
    REGION,
    POLICY_OUTCOME,
    COUNTRY,
    PARTNER,
    EARMARKING,
    REVENUE_TYPE,
)


def _codes(*asked: Any) -> frozenset[str]:
    return frozenset(one.code for one in asked)


# What is published together (docs/rules/ledger.md): by partner, by place, by outcome, by class.
PUBLIC_GRAINS = (
    _codes(YEAR, BIENNIUM, REPORTING_PARTNER, SOURCE, DISPLAY_GROUP, RESOURCE_TYPE),
    _codes(YEAR, BIENNIUM, SOURCE, REGION),
    _codes(YEAR, BIENNIUM, POLICY_OUTCOME),
    _codes(YEAR, BIENNIUM, FUNDING_CLASS),
)
# By which dimensions each sum is kept.
KEPT_BY: tuple[tuple[Any, frozenset[str]], ...] = (
    (
        LedgerByPartner,
        _codes(YEAR, BIENNIUM, REPORTING_PARTNER, SOURCE, DISPLAY_GROUP, RESOURCE_TYPE, REGION),
    ),
    (LedgerByPlace, _codes(YEAR, BIENNIUM, RESOURCE_TYPE, REGION, COUNTRY, POLICY_OUTCOME)),
)

# --- Rows -------------------------------------------------------------------------------------------------


def _require(user: Viewer, scope: Scope) -> None:
    """Let pass who may count the lines of a scope.

    Raises:
        Refused: `internal`, to somebody who does not see all lines; `own`, to somebody who sees none.
    """
    grants = grants_of(user)
    if scope is Scope.INTERNAL and not grants.has(*SEE_ALL):
        raise Refused(_("Only those who deal with the money of the portfolio count what is not published."))
    if scope is Scope.OWN and not (grants.has(*SEE_ALL, *SEE_COUNTRIES) or grants.organisations):
        raise Refused(_("You hold no role in this country: ask for the published figure."))


def known_at(user: Viewer, moment: datetime, scope: Scope, *, figure: CountedIn) -> LedgerEntryQuerySet:
    """Return the lines of a figure that were recorded by `moment`: the published ones, all, or one's own.

    Published ones are those that stand, as they are listed.

    Raises:
        Refused: `user` may not count the lines of the scope.
    """
    _require(user, scope)
    rows = LedgerEntry.objects.visible_to(user) if scope is Scope.OWN else LedgerEntry.objects.all()
    found: LedgerEntryQuerySet = rows.counted_in(figure).with_keys().as_known_at(moment)
    if scope is not Scope.PUBLISHED:
        return found
    return found.filter(published=True).listed().standing_at(moment)


def kept(
    user: Viewer, moment: datetime, scope: Scope, codes: frozenset[str], *, figure: CountedIn
) -> Sequence[Kept]:
    """Return the sums of a figure's lines by dimensions: those of now, less what was recorded after `moment`.

    Nothing where no sum is kept by these dimensions, or of the scope `own`.

    Raises:
        Refused: `user` may not count the lines of the scope.
    """
    _require(user, scope)
    sums = next((model for model, by in KEPT_BY if codes <= by), None)
    if sums is None or scope is Scope.OWN:
        return ()
    later = LedgerEntry.objects.filter(recorded_at__gt=moment)
    now, after = (rows.counted_in(figure).with_keys() for rows in (sums.objects.all(), later))
    if scope is Scope.PUBLISHED:
        now, after = now.filter(published=True), after.filter(published=True).with_listed()
        return (Kept(now, number="listed"), Kept(after, number="listed", is_taken_away=True))
    return (Kept(now, number="entries"), Kept(after, is_taken_away=True))


def require_own(user: Viewer, keys: Mapping[str, tuple[Any, ...]]) -> None:
    """Let pass who asks for partners that are their own, or for countries in which they see the ledger.

    Raises:
        UnableToRead: neither is named: whose lines are counted is always said.
        Refused: one of them is not their own.
    """
    partners, countries = keys.get(PARTNER.code, ()), keys.get(COUNTRY.code, ())
    if not partners and not countries:
        raise UnableToRead(
            _("A figure of your own says of whom: partner=norway, or country=ZWE."),
            {PARTNER.code: [_("Name your organization, or a country in which you hold a role.")]},
        )
    if partners and None not in partners:
        own = organisations_of(user).filter(slug__in=partners).values_list("slug", flat=True)
        if set(own) == set(partners):
            return
    if countries and None not in countries:
        places = grants_of(user).places(*SEE_ALL, *SEE_COUNTRIES)
        regions = dict(Country.objects.filter(pk__in=countries).values_list("pk", "region"))
        if all(places.cover(country, regions.get(country)) for country in countries):
            return
    raise Refused(_("These are not your own: ask for the published figure."))


NOTE = gettext_lazy(
    "XBDC and RBSA, in US dollars at the rate of the day on which a line counts, for ever. Published are the "
    "lines of agreements that are published with their amounts. Demonstration rows agree with the partner "
    "table of GB.347/POL/3 by construction, which verifies nothing."
)


def _late(rows: Any) -> LedgerEntryQuerySet:
    """Return the lines that were recorded while the reporting year in which they count was closed."""
    found: LedgerEntryQuerySet = rows.late()
    return found


def _rows(figure: CountedIn) -> Rows:
    counted = {"counted_in": str(figure)}
    return Rows(
        code="published-entries",
        known_at=partial(known_at, figure=figure),
        page="funding:published-ledger",
        source=gettext_lazy("The ledger of the portal"),
        note=NOTE,
        year="year",
        fixed=counted,
        elsewhere=("ledger-entries", "funding:ledger"),
        kept=partial(kept, figure=figure),
        late=_late,
        require_own=require_own,
    )


# --- Measures -----------------------------------------------------------------------------------------------

APPROVED, RECEIVED = _rows(CountedIn.APPROVALS), _rows(CountedIn.CONTRIBUTIONS)
SCOPES = (Scope.PUBLISHED, Scope.INTERNAL, Scope.OWN)
APPROVALS = Measure(
    code=CountedIn.APPROVALS.value,
    label=gettext_lazy("Approvals (the paper says contributions)"),
    definition=gettext_lazy(
        "What funding partners signed, counted in the year of the signature: the net amount of agreements "
        "and of their amendments, plus or minus, with support costs and without an included coordination "
        "levy. Money under an umbrella agreement is approved there, once. A cancelled approval restates its "
        "year. Of pooled funds the ILO’s share alone. Papers of the Governing Body call this contributions; "
        "what was received is another measure, and the two are never added."
    ),
    formula=gettext_lazy(
        "Sum of amount_usd over the lines of approvals, their reversals, and the transfers that move them."
    ),
    unit=Unit.USD,
    kind=EvidenceKind.SUM,
    rows=APPROVED,
    dimensions=DIMENSIONS,
    evidence_field="amount_usd",
    scopes=SCOPES,
    public_grains=PUBLIC_GRAINS,
)
CONTRIBUTIONS = Measure(
    code=CountedIn.CONTRIBUTIONS.value,
    label=gettext_lazy("Contributions received"),
    definition=gettext_lazy(
        "What funding partners paid, counted in the year of its receipt, in US dollars at the rate of that "
        "day. Refunds and exchange differences are no part of it. What was approved is another measure, and "
        "the two are never added."
    ),
    formula=gettext_lazy(
        "Sum of amount_usd over the lines of receipts, their reversals, and the transfers that move them."
    ),
    unit=Unit.USD,
    kind=EvidenceKind.SUM,
    rows=RECEIVED,
    dimensions=DIMENSIONS,
    evidence_field="amount_usd",
    scopes=SCOPES,
    public_grains=PUBLIC_GRAINS,
)
VOLUNTARY_FUNDING_BY_CLASS = Measure(
    code="voluntary_funding_by_class",
    label=gettext_lazy("Voluntary funding by class"),
    definition=gettext_lazy(
        "Approvals of XBDC and RBSA, each line in the first class that fits: RBSA; of an agreement that is "
        "not or lightly earmarked; of a One UN or another pooled fund; for a country programme outcome or a "
        "policy outcome; other. Terms of agreements are those of today. The first four of all are indicator "
        "1.2 of the strategy of 2010-15."
    ),
    formula=gettext_lazy("Sum of amount_usd over the lines of approvals, by class."),
    unit=Unit.USD,
    kind=EvidenceKind.SUM,
    rows=APPROVED,
    dimensions=DIMENSIONS,
    evidence_field="amount_usd",
    scopes=SCOPES,
    public_grains=PUBLIC_GRAINS,
)

MEASURES = (APPROVALS, CONTRIBUTIONS, VOLUNTARY_FUNDING_BY_CLASS)
