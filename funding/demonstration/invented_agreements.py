"""What invented agreements are made of: terms, currency, the statuses that they have reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.amendment import Amendment
from funding.agreements.rules import revenue_type_of
from funding.agreements.vocab import AgreementKind, AgreementStatus
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.models import Organisation

YEAR = timedelta(days=365)
CURRENCIES = {"sweden": "SEK", "norway": "NOK", "denmark": "DKK", "switzerland": "CHF", "canada": "CAD"}
EURO = ("germany", "netherlands", "finland", "france", "ireland", "luxembourg", "belgium")
IN_UNITS = {"SEK": 10, "NOK": 10, "DKK": 7, "CHF": 1, "CAD": 1, "EUR": 1, "USD": 1}
TEXTS = {
    "en": {
        "plain": "Agreement on the project “{title}”",
        "umbrella": "Partnership programme, lightly earmarked",
        "rbsa": "Contribution to the Regular Budget Supplementary Account {year}",
    },
    "fr": {"plain": "Accord sur le projet « {title} »"},
    "es": {"plain": "Acuerdo sobre el proyecto «{title}»"},
}
SECOND_PARTNER = "sweden"  # of multi-donor agreements
TERMS = "A narrative and a financial report each year, a final report six months after the end."


class UnableToLoadAgreements(UnableToAct):
    """The demonstration agreements cannot be loaded here."""

    title = "Unable to load the demonstration agreements"


@dataclass(frozen=True)
class Invented:
    """An agreement to invent, its steps so far with their days, and the project that it funds, if any.

    `is_late`: it was recorded long after its signature.
    """

    agreement: Agreement
    steps: tuple[tuple[str, date], ...]
    project: Any = None
    is_amended: bool = False
    is_published: bool = False
    is_late: bool = False

    @property
    def is_running(self) -> bool:
        """Whether it has begun."""
        return any(status == AgreementStatus.RUNNING for status, _day in self.steps)


def agreement_of(partner: Organisation, **values: Any) -> Agreement:
    """Return an unsaved agreement of a partner, in the currency that it is invented to sign in.

    `signed_total` is in US dollars, roughly: it is multiplied for currencies of smaller units.
    """
    currency = CURRENCIES.get(partner.slug, "EUR" if partner.slug in EURO else "USD")
    usual = {"currency_id": currency, "psc_rate": settings.PORTAL_PSC_RATE}
    terms = {**usual, **values}
    terms["signed_total"] *= IN_UNITS[terms["currency_id"]]
    revenue_type = revenue_type_of(terms["kind"], terms["earmarking"])
    return Agreement(partner=partner, demonstration=True, revenue_type=revenue_type, **terms)


def steps_of(agreement: Agreement, until: date) -> tuple[tuple[str, date], ...]:
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


def gifts_of(agreement: Agreement, other: Organisation | None) -> list[tuple[Organisation, Decimal]]:
    """Return what each partner of a multi-donor agreement gives: its own, and `other` where it is another."""
    total: Any = agreement.signed_total
    if other is None or other.pk == agreement.partner_id:
        return [(agreement.partner, total)]
    part = (total * Decimal("0.4")).quantize(Decimal("0.01"))
    return [(agreement.partner, total - part), (other, part)]


def amendment_of(one: Invented, until: date) -> Amendment | None:
    """Return the unsaved cost extension of an agreement, a year after its start; None: it has none yet."""
    starts_on: Any = one.agreement.starts_on
    ends_on: Any = one.agreement.ends_on
    total: Any = one.agreement.signed_total
    day = starts_on + YEAR
    if not (one.is_amended and one.is_running and day <= min(until, ends_on)):
        return None
    is_shared = one.agreement.kind == AgreementKind.MULTI_DONOR
    return Amendment(
        agreement=one.agreement,
        number=1,
        signed_on=day,
        amount=(total / 10).quantize(Decimal("0.01")),
        ends_on=ends_on + timedelta(days=180),
        note="Cost extension (invented)",
        partner=one.agreement.partner if is_shared else None,
        demonstration=True,
    )
