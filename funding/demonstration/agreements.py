"""The invented agreements of a demonstration, with what belongs to them; marked as such.

Partners are real, everything that is said of them is invented: references begin `DEMO-`. Each agreement
funds an invented project that its partner takes part in, but for the umbrella and the contributions to RBSA.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.agreements.rules import revenue_type_of
from funding.agreements.vocab import AgreementKind, AgreementStatus, Earmarking, Levy, ReportKind
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Organisation, OrganisationCode
from ilo_dc.core.reference.vocab import CodeScheme
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.rules import HORIZON
from portfolio.models import Participant
from portfolio.projects.vocab import PUBLISHED_STATUSES, ParticipantRole

REASON = gettext_noop("Demonstration agreements")
MANY = 60
RBSA_YEARS = (2020, 2022, 2024)
YEAR = timedelta(days=365)
CURRENCIES = {"sweden": "SEK", "norway": "NOK", "denmark": "DKK", "switzerland": "CHF", "canada": "CAD"}
EURO = ("germany", "netherlands", "finland", "france", "ireland", "luxembourg", "belgium")
IN_UNITS = {"SEK": 10, "NOK": 10, "DKK": 7, "CHF": 1, "CAD": 1, "EUR": 1, "USD": 1}
AMOUNTS = (450_000, 900_000, 1_130_000, 2_260_000, 3_390_000, 5_650_000)
TEXTS = {
    "en": {
        "plain": "Agreement on the project “{title}”",
        "umbrella": "Partnership programme, lightly earmarked",
        "rbsa": "Contribution to the Regular Budget Supplementary Account {year}",
    },
    "fr": {"plain": "Accord sur le projet « {title} »"},
    "es": {"plain": "Acuerdo sobre el proyecto «{title}»"},
}
TERMS = "A narrative and a financial report each year, a final report six months after the end."


class UnableToLoadAgreements(UnableToAct):
    """The demonstration agreements cannot be loaded here."""

    title = "Unable to load the demonstration agreements"


@dataclass(frozen=True)
class _Invented:
    """An agreement to invent, its steps so far with their days, and the project that it funds, if any."""

    agreement: Agreement
    steps: tuple[tuple[str, date], ...]
    project: Any = None

    @property
    def is_running(self) -> bool:
        return any(status == AgreementStatus.RUNNING for status, _day in self.steps)


@transaction.atomic
def load_demonstration_agreements(*, today: date | None = None) -> dict[str, int]:
    """Add the invented agreements with their life up to `today`; return how many of each kind of row.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadAgreements: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadAgreements(
            _("Demonstration agreements exist in a demonstration installation only.")
        )
    if AgreementState.objects.filter(backdated=True).exists():
        return {"agreements": 0}
    until = min(today or timezone.now().date(), HORIZON)
    rows = list(_invented(until))
    with history_context(None, REASON):
        umbrellas = [one.agreement for one in rows if one.agreement.parent is None]
        Agreement.objects.bulk_create(umbrellas)
        Agreement.objects.bulk_create(one.agreement for one in rows if one.agreement.parent is not None)
        _record(rows)
        parts = list(_parts(rows, until))
        models: tuple[Any, ...] = (AgreementPartner, FundedProject, Amendment, Instalment, DonorReport)
        for model in models:
            model._default_manager.bulk_create(part for part in parts if isinstance(part, model))
        for one in rows:
            _publish(one)
    return {"agreements": len(rows), "parts of agreements": len(parts)}


def _invented(until: date) -> Iterator[_Invented]:
    """Yield the agreements: umbrella first, for those under it; then those of projects, then RBSA."""
    groups = dict(
        OrganisationCode.objects.filter(scheme=CodeScheme.PAPERS).values_list("code", "organisation_id")
    )
    umbrella: Agreement | None = None
    for number, taking_part in enumerate(_taking_part()):
        kind = _kind_of(number, taking_part)
        if kind == AgreementKind.CHILD and umbrella is None:
            found = _umbrella(taking_part, until)
            umbrella = found.agreement
            yield found
        if umbrella is not None and umbrella.partner_id != taking_part.organisation_id:
            kind = AgreementKind.CONTRIBUTION if kind == AgreementKind.CHILD else kind
        parent = umbrella if kind == AgreementKind.CHILD else None
        yield _of_project(number, taking_part, kind=kind, parent=parent, groups=groups, until=until)
    yield from _to_rbsa(until)


def _taking_part() -> Sequence[Participant]:
    """Return the funding partners of invented projects that began, spread over the years."""
    rows = Participant.objects.filter(
        role=ParticipantRole.FUNDING,
        demonstration=True,
        project__demonstration=True,
        project__status__in=PUBLISHED_STATUSES,
        project__starts_on__isnull=False,
    ).select_related("project", "organisation")
    found = list(rows.order_by("project__starts_on", "pk"))
    return found[:: max(1, len(found) // MANY)][:MANY]


def _kind_of(number: int, taking_part: Participant) -> str:
    """Return the kind of the agreement: mostly a contribution."""
    if number % 12 == 3:
        return AgreementKind.MULTI_DONOR
    if number % 12 == 7:
        return AgreementKind.JOINT_PROGRAMME
    return AgreementKind.CHILD if taking_part.organisation.slug == "sweden" else AgreementKind.CONTRIBUTION


def _umbrella(taking_part: Participant, until: date) -> _Invented:
    starts_on: Any = taking_part.project.starts_on
    signed_on = starts_on - timedelta(days=90)
    agreement = _agreement(
        taking_part.organisation,
        reference="DEMO-A-UMBRELLA",
        kind=AgreementKind.UMBRELLA,
        title=TEXTS["en"]["umbrella"],
        signed_on=signed_on,
        starts_on=starts_on - timedelta(days=60),
        ends_on=starts_on + 12 * YEAR,
        signed_total=Decimal(90_000_000),
        earmarking=Earmarking.LIGHT,
        levy=Levy.EXEMPT,
        levy_reason="Lightly earmarked (invented)",
    )
    return _Invented(agreement, _steps(agreement, until))


def _of_project(
    number: int,
    taking_part: Participant,
    *,
    kind: str,
    parent: Agreement | None,
    groups: dict[str, int],
    until: date,
) -> _Invented:
    project: Any = taking_part.project
    reported = {AgreementKind.MULTI_DONOR: "MULTI", AgreementKind.JOINT_PROGRAMME: "UN"}.get(
        AgreementKind(kind), ""
    )
    is_joint = kind == AgreementKind.JOINT_PROGRAMME
    levy = (
        Levy.EXEMPT
        if parent or is_joint
        else (Levy.APPLICABLE, Levy.INCLUDED, Levy.PAID_DIRECTLY)[number % 3]
    )
    agreement = _agreement(
        taking_part.organisation,
        reference=f"DEMO-A-{number + 1:04d}",
        kind=kind,
        parent=parent,
        title=TEXTS[project.language]["plain"].format(title=project.title)[:300],
        language=project.language,
        reporting_partner_id=groups.get(reported),
        signed_on=project.starts_on - timedelta(days=40 + number % 30),
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        earmarking=Earmarking.LIGHT if parent else Earmarking.TIGHT,
        signed_total=Decimal(AMOUNTS[number % len(AMOUNTS)]),
        psc_rate=settings.PORTAL_POOLED_PSC_RATE if is_joint else settings.PORTAL_PSC_RATE,
        agent_fee_rate=settings.PORTAL_AGENT_FEE_RATE if is_joint else None,
        levy=levy,
        levy_reason="Pooled or lightly earmarked (invented)" if levy == Levy.EXEMPT else "",
        reporting_terms=TERMS if project.language == "en" else "",
    )
    return _Invented(agreement, _steps(agreement, until), project)


def _to_rbsa(until: date) -> Iterator[_Invented]:
    """Yield contributions to RBSA by partners that give to it, each for a biennium."""
    members = Organisation.objects.filter(funding_profile__rbsa_member=True).order_by("slug")[:4]
    for year in RBSA_YEARS:
        for place, partner in enumerate(members):
            agreement = _agreement(
                partner,
                reference=f"DEMO-A-RBSA-{year}-{place + 1}",
                kind=AgreementKind.RBSA,
                title=TEXTS["en"]["rbsa"].format(year=year),
                signed_on=date(year, 3 + place, 15),
                starts_on=date(year, 3 + place, 15),
                ends_on=date(year + 2, 1, 1),
                signed_total=Decimal(1_000_000 + 250_000 * place),
                currency_id="USD",
                earmarking=Earmarking.UNEARMARKED,
                levy=Levy.EXEMPT,
                levy_reason="Un-earmarked (invented)",
            )
            yield _Invented(agreement, _steps(agreement, until))


def _agreement(partner: Organisation, **values: Any) -> Agreement:
    currency = CURRENCIES.get(partner.slug, "EUR" if partner.slug in EURO else "USD")
    usual = {"currency_id": currency, "psc_rate": settings.PORTAL_PSC_RATE}
    terms = {**usual, **values}
    terms["signed_total"] *= IN_UNITS[terms["currency_id"]]
    revenue_type = revenue_type_of(terms["kind"], terms["earmarking"])
    return Agreement(partner=partner, demonstration=True, revenue_type=revenue_type, **terms)


def _steps(agreement: Agreement, until: date) -> tuple[tuple[str, date], ...]:
    """Return the statuses that an agreement has reached by a day, each with its own."""
    signed_on: Any = agreement.signed_on
    starts_on: Any = agreement.starts_on
    ends_on: Any = agreement.ends_on
    steps = (
        (AgreementStatus.DRAFT, signed_on - timedelta(days=60)),
        (AgreementStatus.SIGNED, signed_on),
        (AgreementStatus.RUNNING, starts_on),
        (AgreementStatus.COMPLETED, ends_on),
        (AgreementStatus.CLOSED, ends_on + timedelta(days=270)),
    )
    return tuple((status.value, day) for status, day in steps if day <= until)


# --- What belongs to it -----------------------------------------------------------------------------------


def _parts(rows: Sequence[_Invented], until: date) -> Iterator[Any]:
    sweden = Organisation.objects.filter(slug="sweden").first()
    for number, one in enumerate(rows):
        common = {"agreement": one.agreement, "demonstration": True}
        payer: dict[str, Any] = {}
        if one.agreement.kind == AgreementKind.MULTI_DONOR:
            payer = {"partner": one.agreement.partner}
            yield from _partners(one.agreement, sweden, common)
        if one.project is not None:
            yield FundedProject(project=one.project, share=Decimal(100), **common)
        if number % 6 == 4 and one.is_running:
            yield from _amended(one.agreement, {**common, **payer}, until)
        yield from _paid(one.agreement, {**common, **payer})
        yield from _reported(one, common, until)


def _partners(agreement: Agreement, other: Organisation | None, common: dict[str, Any]) -> Iterator[Any]:
    total: Any = agreement.signed_total
    second = other if other is not None and other.pk != agreement.partner_id else None
    part = (total * Decimal("0.4")).quantize(Decimal("0.01")) if second else Decimal(0)
    yield AgreementPartner(organisation=agreement.partner, amount=total - part, **common)
    if second:
        yield AgreementPartner(organisation=second, amount=part, **common)


def _amended(agreement: Agreement, common: dict[str, Any], until: date) -> Iterator[Amendment]:
    starts_on: Any = agreement.starts_on
    ends_on: Any = agreement.ends_on
    total: Any = agreement.signed_total
    day = starts_on + YEAR
    if day <= min(until, ends_on):
        yield Amendment(
            number=1,
            signed_on=day,
            amount=(total / 10).quantize(Decimal("0.01")),
            ends_on=ends_on + timedelta(days=180),
            note="Cost extension (invented)",
            **common,
        )


def _paid(agreement: Agreement, common: dict[str, Any]) -> Iterator[Instalment]:
    """Yield two instalments: the first with the start, the second in the middle; RBSA is paid at once."""
    starts_on: Any = agreement.starts_on
    ends_on: Any = agreement.ends_on
    total: Any = agreement.signed_total
    if agreement.kind == AgreementKind.UMBRELLA:
        return
    first = (
        total if agreement.kind == AgreementKind.RBSA else (total * Decimal("0.6")).quantize(Decimal("0.01"))
    )
    yield Instalment(due_on=starts_on + timedelta(days=30), amount=first, **common)
    if total > first:
        middle = starts_on + (ends_on - starts_on) / 2
        condition = "After the first financial report (invented)"
        yield Instalment(due_on=middle, amount=total - first, condition=condition, **common)


def _reported(one: _Invented, common: dict[str, Any], until: date) -> Iterator[DonorReport]:
    """Yield a report for each year and a final one; those of former years were sent, most of them in time."""
    agreement = one.agreement
    if one.project is None:
        return
    starts_on: Any = agreement.starts_on
    ends_on: Any = agreement.ends_on
    first = starts_on
    while first < ends_on:
        after = min(first + YEAR, ends_on)
        yield _report(ReportKind.BOTH, (first, after), after + timedelta(days=90), common, until=until)
        first = after
    yield _report(ReportKind.FINAL, (starts_on, ends_on), ends_on + timedelta(days=180), common, until=until)


def _report(
    kind: str, period: tuple[date, date], due_on: date, common: dict[str, Any], *, until: date
) -> DonorReport:
    sent_on = due_on + timedelta(days=20 if due_on.day % 5 == 0 else -10)
    return DonorReport(
        kind=kind,
        due_on=due_on,
        starts_on=period[0],
        ends_on=period[1],
        sent_on=sent_on if sent_on <= until else None,
        **common,
    )


# --- Its life -----------------------------------------------------------------------------------------------


def _record(rows: Sequence[_Invented]) -> None:
    """Record every status as it would have been: in one change all first ones, then all second ones."""
    longest = max((len(one.steps) for one in rows), default=0)
    for place in range(longest):
        with recording(by=None, reason=REASON):
            AgreementState.objects.bulk_create(_state(one, place) for one in rows if place < len(one.steps))


def _state(one: _Invented, place: int) -> AgreementState:
    status, day = one.steps[place]
    following = one.steps[place + 1][1] if place + 1 < len(one.steps) else None
    return AgreementState(
        agreement=one.agreement,
        status=status,
        effective_on=day,
        reason=REASON,
        recorded_at=_recorded(day, place),
        superseded_at=_recorded(following, place + 1) if following else None,
        backdated=True,
        demonstration=True,
    )


def _recorded(day: date, place: int) -> datetime:
    """Return when a status is recorded: on the morning after, each later than the one before."""
    return datetime.combine(day + timedelta(days=1), time(9, place), UTC)


def _publish(one: _Invented) -> None:
    """Publish every second of those that ended: as it would be, for the tables of a demonstration."""
    ended = [day for status, day in one.steps if status == AgreementStatus.COMPLETED]
    if ended and one.agreement.pk % 2:
        moment = datetime.combine(ended[0] + timedelta(days=30), time(9), UTC)
        now = Agreement.objects.get(pk=one.agreement.pk)
        now.published_at = min(moment, timezone.now())
        now.version += 1
        now.save()
