"""The invented agreements of a demonstration, with what belongs to them; marked as such.

Partners are real, everything that is said of them is invented: references begin `DEMO-`. Each agreement
funds an invented project that its partner takes part in, but for the umbrella and the contributions to RBSA.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Least, Now
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
from funding.agreements.vocab import AgreementKind, Earmarking, Levy, ReportKind
from funding.demonstration import partner_table
from funding.demonstration.invented_agreements import (
    SECOND_PARTNER,
    TERMS,
    TEXTS,
    YEAR,
    Invented,
    UnableToLoadAgreements,
    agreement_of,
    amendment_of,
    gifts_of,
    steps_of,
)
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
AMOUNTS = tuple(map(Decimal, (450_000, 900_000, 1_130_000, 2_260_000, 3_390_000, 5_650_000)))
# In the years of the published table, which also small partners are in.
AMOUNTS_IN_THE_TABLE = tuple(map(Decimal, (40_000, 90_000, 56_500, 33_900)))


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
    rows = _invented(until)
    with history_context(None, REASON):
        umbrellas = [one.agreement for one in rows if one.agreement.parent is None]
        Agreement.objects.bulk_create(umbrellas)
        Agreement.objects.bulk_create(one.agreement for one in rows if one.agreement.parent is not None)
        _record(rows)
        parts = list(_parts(rows, until))
        models: tuple[Any, ...] = (AgreementPartner, FundedProject, Amendment, Instalment, DonorReport)
        for model in models:
            model._default_manager.bulk_create(part for part in parts if isinstance(part, model))
        _publish(rows)
    return {"agreements": len(rows), "parts of agreements": len(parts)}


def _invented(until: date) -> list[Invented]:
    """Return the agreements: of projects, what brings partners to the published table, RBSA."""
    existing = list(_of_projects(until))
    return [*existing, *partner_table.of_the_table(existing, until), *partner_table.to_rbsa(until)]


def _of_projects(until: date) -> Iterator[Invented]:
    """Yield the agreements of projects that their partners take part in; an umbrella before its own."""
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


def _umbrella(taking_part: Participant, until: date) -> Invented:
    starts_on: Any = taking_part.project.starts_on
    signed_on = starts_on - timedelta(days=90)
    agreement = agreement_of(
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
    return Invented(agreement, steps_of(agreement, until))


def _of_project(
    number: int,
    taking_part: Participant,
    *,
    kind: str,
    parent: Agreement | None,
    groups: dict[str, int],
    until: date,
) -> Invented:
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
    signed_on = project.starts_on - timedelta(days=40 + number % 30)
    is_in_the_table = signed_on.year in partner_table.PUBLISHED
    amounts = AMOUNTS_IN_THE_TABLE if is_in_the_table else AMOUNTS
    agreement = agreement_of(
        taking_part.organisation,
        reference=f"DEMO-A-{number + 1:04d}",
        kind=kind,
        parent=parent,
        title=TEXTS[project.language]["plain"].format(title=project.title)[:300],
        language=project.language,
        reporting_partner_id=groups.get(reported),
        signed_on=signed_on,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        earmarking=Earmarking.LIGHT if parent else Earmarking.TIGHT,
        signed_total=amounts[number % len(amounts)],
        psc_rate=settings.PORTAL_POOLED_PSC_RATE if is_joint else settings.PORTAL_PSC_RATE,
        agent_fee_rate=settings.PORTAL_AGENT_FEE_RATE if is_joint else None,
        levy=levy,
        levy_reason="Pooled or lightly earmarked (invented)" if levy == Levy.EXEMPT else "",
        reporting_terms=TERMS if project.language == "en" else "",
    )
    has_ended = project.ends_on <= until
    return Invented(
        agreement,
        steps_of(agreement, until),
        project,
        is_amended=number % 6 == 4,
        is_published=is_in_the_table or (has_ended and number % 2 == 1),
    )


# --- What belongs to it -----------------------------------------------------------------------------------


def _parts(rows: Sequence[Invented], until: date) -> Iterator[Any]:
    other = Organisation.objects.filter(slug=SECOND_PARTNER).first()
    for one in rows:
        common = {"agreement": one.agreement, "demonstration": True}
        payer: dict[str, Any] = {}
        if one.agreement.kind == AgreementKind.MULTI_DONOR:
            payer = {"partner": one.agreement.partner}
            for partner, amount in gifts_of(one.agreement, other):
                yield AgreementPartner(organisation=partner, amount=amount, **common)
        if one.project is not None:
            yield FundedProject(project=one.project, share=Decimal(100), **common)
        if amendment := amendment_of(one, until):
            yield amendment
        yield from _paid(one.agreement, {**common, **payer})
        yield from _reported(one, common, until)


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


def _reported(one: Invented, common: dict[str, Any], until: date) -> Iterator[DonorReport]:
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


def _record(rows: Sequence[Invented]) -> None:
    """Record every status as it would have been: in one change all first ones, then all second ones."""
    longest = max((len(one.steps) for one in rows), default=0)
    for place in range(longest):
        with recording(by=None, reason=REASON):
            AgreementState.objects.bulk_create(_state(one, place) for one in rows if place < len(one.steps))


def _state(one: Invented, place: int) -> AgreementState:
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


def _publish(rows: Sequence[Invented]) -> None:
    """Publish what is published of them, two months after its signature."""
    published = [one.agreement.pk for one in rows if one.is_published and len(one.steps) > 1]
    moment = ExpressionWrapper(F("signed_on") + Value(timedelta(days=60)), output_field=DateTimeField())
    Agreement.objects.filter(pk__in=published).update(
        published_at=Least(moment, Now()), version=F("version") + 1, updated_at=Now()
    )
