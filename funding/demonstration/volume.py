"""A portfolio of any size for measuring: invented agreements and postings, made as the actions make them.

Deterministic by its seed. The database judges each line as it does a person's; references begin `DEMO-G`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.rules import revenue_type_of
from funding.agreements.vocab import AgreementKind, AgreementStatus, Earmarking, Levy
from funding.ledger.actions.postings import Posting, Share, lines_of, with_terms
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from funding.ledger.vocab import Basis, EntryKind, PoolKind, ResourceType
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.copying import copy_in
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country, Currency, Organisation
from ilo_dc.core.progress import quiet
from ilo_dc.core.versions.actions import history_context

REASON = gettext_noop("Generated portfolio")
AT_ONCE = 1000  # agreements in one transaction
FIRST_DAY, DAYS = date(2008, 1, 15), 6600
YEARS_LONG = 3
THOUSANDS = (50, 6000)
# What is posted after the approval, over and over.
FOLLOWING = (EntryKind.RECEIPT, EntryKind.ALLOCATION, EntryKind.EXPENDITURE)
EARMARKINGS = (Earmarking.TIGHT, Earmarking.TIGHT, Earmarking.LIGHT)
ONE_DOLLAR = (Decimal(1), "")
CENT = Decimal("0.01")


class UnableToGenerate(UnableToAct):
    """No portfolio can be generated of what was asked for."""

    title = "Unable to generate a portfolio"


@dataclass(frozen=True)
class Size:
    """How many agreements and lines of the ledger, and the seed that they follow from."""

    agreements: int
    entries: int
    seed: int


def generate_portfolio(size: Size, *, tell: Callable[[str], None] = quiet) -> dict[str, int]:
    """Add signed agreements, each with its pool and approval, and lines of what follows; return how many.

    `size.entries` counts all lines, the approvals among them. A thousand agreements are one transaction, so
    what was added before a failure stays. Nobody is asked for permission: whoever owns the server runs this.

    Raises:
        UnableToGenerate: a live installation, no partners or countries, fewer lines than agreements, or a
            seed that was used already.
    """
    _check(size)
    chance = random.Random(size.seed)  # noqa: S311  (invented data)
    partners = list(
        Organisation.objects.filter(funding_profile__isnull=False)
        .select_related("funding_profile")
        .order_by("slug")
    )
    countries = list(Country.objects.select_related("region").order_by("pk"))
    if not partners or not countries:
        raise UnableToGenerate(_("Load the reference data and the partners first."))
    made = 0
    for first in range(0, size.agreements, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, size.agreements))
        agreements = [_agreement(size.seed, number, partners, chance) for number in numbers]
        counts = [_lines_of(size, number) for number in numbers]
        made += _add(agreements, counts, countries, chance)
        tell(f"{numbers.stop} agreements, {made} lines")
    return {"agreements": size.agreements, "lines": made}


def _check(size: Size) -> None:
    if not is_demonstration():
        raise UnableToGenerate(_("A portfolio is generated in a demonstration installation only."))
    if size.agreements < 1 or size.entries < size.agreements:
        raise UnableToGenerate(_("Ask for an agreement or more, and for at least as many lines."))
    if Agreement.objects.filter(reference__startswith=_prefix(size.seed)).exists():
        raise UnableToGenerate(_("This seed was used already: take another one."))


def _prefix(seed: int) -> str:
    return f"DEMO-G{seed}-"


def _lines_of(size: Size, number: int) -> int:
    """Return how many lines an agreement has: the same for all, and one more for the first ones."""
    each, more = divmod(size.entries, size.agreements)
    return each + (number < more)


def _agreement(seed: int, number: int, partners: Sequence[Any], chance: random.Random) -> Agreement:
    signed_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    earmarking = chance.choice(EARMARKINGS)
    return Agreement(
        reference=f"{_prefix(seed)}{number + 1:07d}",
        title=f"Generated agreement {number + 1}",
        kind=AgreementKind.CONTRIBUTION,
        partner=chance.choice(partners),
        currency_id="USD",
        signed_on=signed_on,
        starts_on=signed_on,
        ends_on=signed_on + timedelta(days=365 * YEARS_LONG),
        signed_total=Decimal(chance.randrange(*THOUSANDS)) * 1000,
        psc_rate=settings.PORTAL_PSC_RATE,
        levy=Levy.PAID_DIRECTLY,
        earmarking=earmarking,
        revenue_type=revenue_type_of(AgreementKind.CONTRIBUTION, earmarking),
        demonstration=True,
    )


@transaction.atomic
def _add(
    agreements: list[Agreement], counts: Sequence[int], countries: Sequence[Country], chance: random.Random
) -> int:
    """Add agreements with what belongs to them in one transaction, and return how many lines they have."""
    with history_context(None, REASON):
        Agreement.objects.bulk_create(agreements)
        for status in (AgreementStatus.DRAFT, AgreementStatus.SIGNED):
            with recording(by=None, reason=REASON):
                AgreementState.objects.bulk_create(_state(one, status) for one in agreements)
    for one in agreements:
        one.status = AgreementStatus.SIGNED  # as the trigger of its states wrote it
    pools = Pool.objects.bulk_create(
        Pool(
            kind=PoolKind.AGREEMENT,
            basis=Basis.APPROVED,
            agreement=one,
            resource_type=ResourceType.XBDC,
            demonstration=True,
        )
        for one in agreements
    )
    lines = [
        line
        for pool, count in zip(pools, counts, strict=True)
        for line in _lines(pool, count, countries, chance)
    ]
    with recording(by=None, reason=REASON):
        copy_in(lines)
    return len(lines)


def _state(agreement: Any, status: AgreementStatus) -> AgreementState:
    is_draft = status == AgreementStatus.DRAFT
    signed_at = datetime.combine(agreement.signed_on, time(9), UTC)
    drafted_at = signed_at - timedelta(days=30)
    return AgreementState(
        agreement=agreement,
        status=status,
        effective_on=(drafted_at if is_draft else signed_at).date(),
        reason=REASON,
        recorded_at=drafted_at if is_draft else signed_at,
        superseded_at=signed_at if is_draft else None,
        backdated=True,
        demonstration=True,
    )


def _lines(
    pool: Pool, count: int, countries: Sequence[Country], chance: random.Random
) -> Iterator[LedgerEntry]:
    """Yield the lines of an agreement: its approval, then what follows, within what was approved."""
    agreement: Any = pool.agreement
    dollars = Currency(code="USD", minor_units=2)
    part = (agreement.signed_total / count).quantize(CENT, ROUND_DOWN)
    for number in range(count):
        kind = FOLLOWING[(number - 1) % len(FOLLOWING)] if number else EntryKind.APPROVAL
        shares = (Share(country=chance.choice(countries)),) if kind != EntryKind.RECEIPT else ()
        posting = Posting(
            kind=kind,
            pool=pool,
            amount=part if number else agreement.signed_total,
            currency=dollars,
            effective_on=agreement.signed_on + timedelta(days=number * 365 * YEARS_LONG // count),
            reason=REASON,
            shares=shares,
        )
        for line in lines_of(with_terms(posting), *ONE_DOLLAR):
            line.demonstration = True
            yield line
