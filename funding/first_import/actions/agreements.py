"""Saving agreements of the past with their life, parts and pools: each state dated back and marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.vocab import AgreementKind
from funding.first_import.actions.postings import open_pools
from funding.ledger.models.pool import Pool
from funding.ledger.vocab import PoolKind, ResourceType

REASON = gettext_noop("First import")
AT_ONCE = 1000


@dataclass(eq=False)
class NewAgreement:
    """An agreement as a sheet has it, unsaved: its steps with their days, and what belongs to it."""

    number: int
    agreement: Agreement
    steps: list[tuple[str, date]]
    basis: str
    partners: list[tuple[Any, Decimal]] = field(default_factory=list)
    projects: list[tuple[Any, Decimal]] = field(default_factory=list)
    published_on: date | None = None

    def __str__(self) -> str:
        return str(self.agreement)


@dataclass(eq=False)
class NewAmendment:
    """An amendment as a sheet has it, unsaved; its agreement may be of the same file."""

    number: int
    amendment: Amendment

    def __str__(self) -> str:
        return f"{self.amendment.agreement}: {self.amendment}"


New = NewAgreement | NewAmendment


def save_agreements(rows: Sequence[New], *, progress: Callable[[str], None]) -> None:
    """Save agreements, umbrellas first, then their life, their parts and amendments, inside a recording."""
    agreements = [row for row in rows if isinstance(row, NewAgreement)]
    for with_umbrella in (False, True):
        now = [one for one in agreements if (one.agreement.parent is not None) == with_umbrella]
        Agreement.objects.bulk_create([one.agreement for one in now], batch_size=AT_ONCE)
    progress(_("Saving: %(done)s agreements") % {"done": len(agreements)})
    _record(agreements)
    _save_parts(agreements)
    Amendment.objects.bulk_create(
        [row.amendment for row in rows if isinstance(row, NewAmendment)], batch_size=AT_ONCE
    )
    open_pools(_pool(one) for one in agreements if one.agreement.kind != AgreementKind.RBSA)
    for one in agreements:
        if one.published_on is not None:
            Agreement.objects.filter(pk=one.agreement.pk).update(
                published_at=moment_of(one.published_on), version=F("version") + 1, updated_at=Now()
            )


def _record(rows: Sequence[NewAgreement]) -> None:
    """Record every step as it would have been: first all first ones, then all second ones."""
    longest = max((len(one.steps) for one in rows), default=0)
    for place in range(longest):
        states = [_state(one, place) for one in rows if place < len(one.steps)]
        AgreementState.objects.bulk_create(states, batch_size=AT_ONCE)


def _state(one: NewAgreement, place: int) -> AgreementState:
    status, day = one.steps[place]
    following = one.steps[place + 1][1] if place + 1 < len(one.steps) else None
    return AgreementState(
        agreement=one.agreement,
        status=status,
        effective_on=day,
        reason=REASON,
        recorded_at=moment_of(day, place),
        superseded_at=moment_of(following, place + 1) if following else None,
        backdated=True,
        demonstration=one.agreement.demonstration,
    )


def moment_of(day: date, place: int = 0) -> datetime:
    """Return the moment that stands for a day of the past: its beginning, each step after the one before."""
    return datetime.combine(day, time(0), UTC) + timedelta(microseconds=place)


def _save_parts(rows: Sequence[NewAgreement]) -> None:
    AgreementPartner.objects.bulk_create(
        AgreementPartner(
            agreement=one.agreement,
            organisation=organisation,
            amount=amount,
            demonstration=one.agreement.demonstration,
        )
        for one in rows
        for organisation, amount in one.partners
    )
    FundedProject.objects.bulk_create(
        FundedProject(
            agreement=one.agreement,
            project=project,
            share=share,
            demonstration=one.agreement.demonstration,
        )
        for one in rows
        for project, share in one.projects
    )


def _pool(one: NewAgreement) -> Pool:
    return Pool(
        kind=PoolKind.AGREEMENT,
        basis=one.basis,
        agreement=one.agreement,
        resource_type=ResourceType.XBDC,
        demonstration=one.agreement.demonstration,
    )
