"""What funding partners gave year by year: invented, and by construction equal to the partner table of
GB.347/POL/3 for 2020-22 as it was known on 17 January 2023, which is a convenience and verifies nothing.

Of RBSA the yearly amounts of 2018, 2021 and 2022 are those of the UN CEB (R02); its split among the members
is invented, and so is every agreement.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from funding.agreements.rules import amounts_of
from funding.agreements.vocab import POOLED, AgreementKind, Earmarking, Levy
from funding.demonstration.invented_agreements import (
    SECOND_PARTNER,
    TEXTS,
    YEAR,
    Invented,
    UnableToLoadAgreements,
    agreement_of,
    amendment_of,
    gifts_of,
    steps_of,
)
from funding.ledger.rules import divided, split
from funding.rates.models import ExchangeRate
from funding.rates.rules import in_dollars
from ilo_dc.core.models import Organisation, OrganisationCode
from ilo_dc.core.reference.shipped import read_shipped
from ilo_dc.core.reference.vocab import CodeScheme
from portfolio.models import Project
from portfolio.projects.vocab import PUBLISHED_STATUSES

DATA = settings.BASE_DIR / "funding" / "data"
TABLE = "funding_partners_2020_2022"
PUBLISHED = (2020, 2021, 2022)
KNOWN_BY = date(2023, 1, 17)
FIRST_YEAR, LAST_YEAR = 2008, 2026
THOUSAND = Decimal(1000)
# How much is given in a year of each biennium, in per cent of a year of the table.
OF_USUAL = {
    2008: 52,
    2010: 55,
    2012: 60,
    2014: 58,
    2016: 66,
    2018: 82,
    2020: 100,
    2022: 96,
    2024: 90,
    2026: 40,
}
# RBSA of a year in US dollars: 2018, 2021 and 2022 as the CEB has them, 2020-22 together 50,900,000.
RBSA = {
    2018: Decimal("12726186.70"),
    2020: Decimal("18363204.96"),
    2021: Decimal("15999918.04"),
    2022: Decimal("16536877.00"),
}
USUAL_RBSA = {2017: Decimal(9_800_000), 2019: Decimal(10_400_000)}
OTHER_RBSA = Decimal(14_200_000)
# Which part of it each member gives, in per cent (invented); France since 2020.
MEMBERS = {"NL": 26, "SE": 20, "DE": 14, "NO": 14, "DK": 10, "BE": 7, "LU": 4, "IT": 3, "FR": 2}
JOINED = {"FR": 2020}
KINDS = {
    "UN": (AgreementKind.JOINT_PROGRAMME, AgreementKind.MPTF, AgreementKind.UN_DIRECT),
    "PPP": (AgreementKind.PPP,),
    "DTF": (AgreementKind.DTF,),
    "IFI": (AgreementKind.IFI_GRANT, AgreementKind.IFI_FACILITY),
}
# A year's amount is signed in one agreement up to this many US dollars, else in several.
LARGE = (Decimal(3_000_000), Decimal(12_000_000))
PARTS = (("100",), ("62", "38"), ("45", "32", "23"))
SMALL = Decimal(300_000)  # a partner that gives no more gives it once
THIRDS = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
LEADS = "netherlands"
BENEFITING = ("BRA", "COL", "IDN", "JOR", "MEX", "PER", "SAU", "TUN", "ZAF")
NEARBY = 12  # so many projects before a day share what is signed on it
# What was signed before the table's day and recorded after it.
LATE = ("DE", "NO")
LATE_ON, LATE_AMOUNT = date(2022, 12, 12), Decimal(400_000)


@dataclass(frozen=True)
class Line:
    """A row of the partner table."""

    code: str
    partner: Organisation
    source: str
    total: Decimal


def lines_of_the_table() -> list[Line]:
    """Return the rows of the table whose partners are here, each with its US dollars of 2020-22."""
    codes = OrganisationCode.objects.filter(scheme=CodeScheme.PAPERS).select_related("organisation")
    partners = {one.code: one.organisation for one in codes}
    return [
        Line(
            row["code"],
            partners[row["code"]],
            row["source_category"],
            Decimal(row["amount_usd_thousand"]) * THOUSAND,
        )
        for row in read_shipped(TABLE, folder=DATA)
        if row["code"] in partners
    ]


def to_rbsa(until: date) -> Iterator[Invented]:
    """Yield the contributions to RBSA by its members: one a year, paid in that year and never amended."""
    partners = {line.code: line.partner for line in lines_of_the_table()}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for place, (code, amount) in enumerate(sorted(rbsa_of(year).items())):
            day = date(year, 1 + place % 5, 15)
            if code not in partners or day > until:
                continue
            agreement = agreement_of(
                partners[code],
                reference=f"DEMO-A-RBSA-{year}-{code}",
                kind=AgreementKind.RBSA,
                title=TEXTS["en"]["rbsa"].format(year=year),
                signed_on=day,
                starts_on=day,
                ends_on=date(year + 1, 1, 1),
                signed_total=amount,
                currency_id="USD",
                earmarking=Earmarking.UNEARMARKED,
                levy=Levy.EXEMPT,
                levy_reason="Un-earmarked (invented)",
            )
            yield Invented(agreement, steps_of(agreement, until), is_published=True)


def rbsa_of(year: int) -> dict[str, Decimal]:
    """Return what each member gives to RBSA in a year."""
    total = RBSA.get(year) or USUAL_RBSA.get(year, OTHER_RBSA)
    members = {code: part for code, part in MEMBERS.items() if JOINED.get(code, 0) <= year}
    rest = 100 - sum(members.values())
    members["NL"] += rest
    shares = [Decimal(part) for part in members.values()]
    return dict(zip(members, split(total, shares), strict=True))


@dataclass(frozen=True)
class Signature:
    """What a partner signs on a day: the how-manieth agreement it is, and its US dollars."""

    line: Line
    number: int
    day: date
    amount: Decimal
    is_late: bool = False


def of_the_table(existing: Sequence[Invented], until: date) -> Iterator[Invented]:
    """Yield agreements that bring what each partner approved in 2020-22 to the table; other years beside.

    `existing`: what else is signed, which they leave room for. They fund the invented projects; where there
    are none, there are none.

    Raises:
        UnableToLoadAgreements: more is signed already than the table has.
    """
    projects = _projects()
    if projects:
        for signature in _signatures(existing, until):
            yield _agreement(signature, projects, until)


def _signatures(existing: Sequence[Invented], until: date) -> Iterator[Signature]:
    """Yield what is signed by a day, in the order of the table, those that were recorded late at its end."""
    signed, number = _signed_in_the_years(existing, until), 0
    lines = lines_of_the_table()
    for line in lines:
        given = sum((rbsa_of(year).get(line.code, Decimal(0)) for year in PUBLISHED), Decimal(0))
        left = line.total - given - signed[line.partner.pk]
        if left <= 0:
            message = _("More is signed by %(partner)s than the partner table has.")
            raise UnableToLoadAgreements(message % {"partner": line.partner})
        for year, amount in _years(line, left):
            for part in _parts(amount):
                number += 1
                day = date(year, 1 + number * 5 % 12, 3 + number * 7 % 24)
                if day <= until:
                    yield Signature(line, number, day, part)
    for line in lines:
        if line.code in LATE and until >= LATE_ON:
            number += 1
            yield Signature(line, number, LATE_ON, LATE_AMOUNT, is_late=True)


def _signed_in_the_years(existing: Sequence[Invented], until: date) -> Mapping[int, Decimal]:
    """Return by reporting partner the US dollars of 2020-22 that other agreements approve."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    other = Organisation.objects.filter(slug=SECOND_PARTNER).first()
    for one in existing:
        agreement: Any = one.agreement
        if agreement.kind == AgreementKind.CHILD:  # approved with its umbrella
            continue
        amendment = amendment_of(one, until)
        signed = [(agreement.signed_on, agreement.signed_total)]
        signed += [(amendment.signed_on, amendment.amount)] if amendment else []
        for day, amount in signed:
            if day.year in PUBLISHED:
                partner = agreement.reporting_partner_id or agreement.partner_id
                is_shared = agreement.kind == AgreementKind.MULTI_DONOR and day == agreement.signed_on
                gifts = [gift for _one, gift in gifts_of(agreement, other)] if is_shared else [amount]
                found[partner] += _approved(agreement, day, amount, gifts)
    return found


def _approved(agreement: Any, day: date, amount: Decimal, gifts: Sequence[Decimal]) -> Decimal:
    """Return what is approved of an amount in US dollars, as the ledger will count each partner's part."""
    units = int(agreement.currency.minor_units)
    net = amounts_of(amount, psc_rate=agreement.psc_rate, levy=agreement.levy, minor_units=units).net
    rate, _source = ExchangeRate.objects.rate_on(agreement.currency_id, day)
    return sum((in_dollars(part, rate) for part in divided(net, gifts, places=units)), Decimal(0))


def _years(line: Line, left: Decimal) -> Iterator[tuple[int, Decimal]]:
    """Yield what a partner signs in each year; in those of the table together exactly `left`."""
    in_the_years = [Decimal(0), left, Decimal(0)] if left < SMALL else split(left, THIRDS)
    yield from zip(PUBLISHED, in_the_years, strict=True)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        if year not in PUBLISHED:
            usual = line.total * OF_USUAL[year - year % 2] / 300
            yield year, round(usual / THOUSAND) * THOUSAND if line.total >= SMALL else Decimal(0)


def _parts(amount: Decimal) -> list[Decimal]:
    """Return the amounts in which a year's is signed; none for nothing."""
    if not amount:
        return []
    shares = [Decimal(share) for share in PARTS[sum(amount > limit for limit in LARGE)]]
    return split(amount, shares)


def _projects() -> list[Project]:
    """Return the invented projects that everybody sees, in the order of their beginning."""
    rows = Project.objects.filter(
        demonstration=True, status__in=PUBLISHED_STATUSES, starts_on__isnull=False, ends_on__isnull=False
    )
    return list(rows.order_by("starts_on", "pk"))


def _agreement(signature: Signature, projects: Sequence[Project], until: date) -> Invented:
    """Return the agreement that is signed, on an invented project of its time."""
    line, number, day = signature.line, signature.number, signature.day
    begun = bisect_right(projects, day + YEAR, key=lambda project: project.starts_on or day)
    project = projects[max(0, begun - 1 - number % NEARBY)]
    kinds = KINDS.get(line.source, (AgreementKind.CONTRIBUTION,))
    kind = kinds[number % len(kinds)]
    is_pooled = kind in POOLED
    terms: dict[str, Any] = {}
    if line.code == "MULTI":
        leads = Organisation.objects.get(slug=LEADS)
        kind, terms = AgreementKind.MULTI_DONOR, {"partner": leads, "reporting_partner": line.partner}
    if kind == AgreementKind.DTF:
        terms = {"country_id": BENEFITING[number % len(BENEFITING)]}
    agreement = agreement_of(
        terms.pop("partner", line.partner),
        reference=f"DEMO-B-{number:04d}",
        kind=kind,
        title=TEXTS[project.language]["plain"].format(title=project.title)[:300],
        language=project.language,
        signed_on=day,
        starts_on=day + timedelta(days=30),
        ends_on=day + timedelta(days=30) + 2 * YEAR,
        signed_total=signature.amount,
        currency_id="USD",
        psc_rate=settings.PORTAL_POOLED_PSC_RATE if is_pooled else settings.PORTAL_PSC_RATE,
        agent_fee_rate=settings.PORTAL_AGENT_FEE_RATE if is_pooled else None,
        earmarking=Earmarking.LIGHT if is_pooled or number % 5 == 0 else Earmarking.TIGHT,
        levy=Levy.PAID_DIRECTLY,
        **terms,
    )
    return Invented(
        agreement,
        steps_of(agreement, until),
        project,
        is_amended=number % 9 == 0 and not {day.year, day.year + 1, day.year + 2} & {*PUBLISHED},
        is_published=day <= KNOWN_BY or number % 4 != 0,
        is_late=signature.is_late,
    )
