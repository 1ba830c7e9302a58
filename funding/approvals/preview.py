"""What follows from what is typed of an approval before it is saved: its value, what to look at twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.agreements.actions.agreements import AgreementTerms
from funding.agreements.models.agreement import PLAIN_REFERENCE, Agreement
from funding.agreements.rules import source_of
from funding.agreements.vocab import AgreementKind
from funding.approvals.models.approval import Approval
from funding.approvals.postings import Part, parts_of
from funding.approvals.rules import Value, needs_second_signature, plain_reference, shares_are_whole
from funding.approvals.valuation import UnableToValue, valued
from funding.clearances.querysets import sees_clearances, valid_clearance
from funding.partners.vocab import SourceCategory
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.models import ReportingYear
from ilo_dc.formats import text
from portfolio.projects.rules import WHOLE

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.people.grants import Viewer

NAMED = 3  # agreements with a like reference


@dataclass(frozen=True)
class Check:
    """Something to look at twice before it is issued, which refuses nothing; `url` leads there."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Unread:
    """What was typed into a field and could not be read."""

    label: str
    text: str


@dataclass(frozen=True)
class Preview:
    """What follows from what is typed; `value` None: `problem` says what is missing for it.

    `unread` is what stands typed and could not be read: nothing follows from it.
    """

    currency: str
    signed: Decimal | None
    day: date | None
    value: Value | None
    problem: str
    source: str
    reported_as: str
    second_signature: bool
    limit: Decimal
    checks: tuple[Check, ...]
    places: int = 2
    unread: tuple[Unread, ...] = ()
    psc_rate: Decimal = Decimal(0)
    partners: tuple[Part, ...] = ()  # of several

    @property
    def is_levy_in_it(self) -> bool:
        """Whether the levy is a part of what was signed, and not paid in addition."""
        return self.value is not None and self.value.amounts.net != self.signed

    @property
    def whole_of_direct(self) -> Decimal:
        """What 100 of direct cost are with their support costs: 113."""
        return WHOLE + self.psc_rate


def preview_of(user: Viewer, approval: Approval, shares: tuple[Decimal, ...]) -> Preview:
    """Return what follows from an approval, saved or not, with `shares` in per cent."""
    agreement = approval.agreement
    value, problem = None, ""
    try:
        value = valued(approval)
    except UnableToConvert as error:
        problem = error.message
    except UnableToValue:
        problem = _("Type the amount, its currency and the day of the signature.")
    currency = agreement.currency if agreement.currency_id else None
    partner = agreement.partner if agreement.partner_id else None
    profile = getattr(partner, "funding_profile", None)
    source = source_of(agreement.kind, profile.source_category if profile else "")
    limit = settings.PORTAL_SECOND_SIGNATURE_USD
    return Preview(
        currency=currency.pk if currency else "",
        signed=approval.signed_amount,
        day=approval.signed_on,
        value=value,
        problem=problem,
        source=str(SourceCategory(source).label) if source else "",
        reported_as=agreement.reported_as.name if partner else "",
        second_signature=value is not None and needs_second_signature(value.usd, limit),
        limit=limit,
        checks=tuple(_checks(user, approval, shares)),
        places=min(int(currency.minor_units), 2) if currency else 2,
        psc_rate=agreement.psc_rate or Decimal(0),
        partners=_parts(approval, value),
    )


def _parts(approval: Approval, value: Value | None) -> tuple[Part, ...]:
    """Return what each of several partners gives of an approval; nothing where it has one."""
    agreement = approval.agreement
    if value is None or agreement.pk is None or agreement.kind != AgreementKind.MULTI_DONOR:
        return ()
    return tuple(parts_of(approval, rate=value.rate))


def unsaved(values: Mapping[str, Any], *, like: Approval | None = None) -> Approval:
    """Return an approval that is not saved, of what could be read of a form; `like` is the one it changes."""
    agreement = Agreement(pk=like.agreement_id if like else None)
    names = AgreementTerms.__dataclass_fields__
    known = {name: value for name, value in values.items() if name in names and value not in (None, "")}
    if {"title", "partner", "currency"} <= known.keys():
        known = replace(AgreementTerms(**known)).field_values()
    else:
        known.setdefault("psc_rate", settings.PORTAL_PSC_RATE)
    for name, value in known.items():
        setattr(agreement, name, value)
    return Approval(pk=like.pk if like else None, agreement=agreement, proposal=values.get("proposal"))


def _checks(user: Viewer, approval: Approval, shares: tuple[Decimal, ...]) -> Iterator[Check]:
    """Yield what an officer looks at twice (journeys, J1)."""
    agreement = approval.agreement
    if agreement.reference:
        yield from _similar(user, agreement)
    if not shares_are_whole(shares):
        yield Check(
            _("The shares are together %(sum)s per cent. They must be 100 before it is issued.")
            % {"sum": text.exact(sum(shares, Decimal(0)))}
        )
    elif not shares:
        yield Check(_("No outcome is named: the amount will count as unattributed."))
    if late := late_in_words(approval):
        yield Check(late)
    yield from _other_partner(approval)
    yield from _not_cleared(user, agreement)


def _similar(user: Viewer, agreement: Agreement) -> Iterator[Check]:
    """Yield the agreements whose reference is written alike."""
    wanted = plain_reference(agreement.reference)
    rows = Agreement.objects.visible_to(user).exclude(pk=agreement.pk).exclude(reference="")
    near = rows.annotate(plain=PLAIN_REFERENCE).filter(plain=wanted) if wanted else rows.none()
    for pk, reference in near.values_list("pk", "reference")[:NAMED]:
        yield Check(
            _("There is an agreement with a reference like this: %(reference)s.") % {"reference": reference},
            reverse("agreement", args=[pk]),
        )


def late_in_words(approval: Approval) -> str:
    """Return that what is issued or cancelled now is late, because the year of the signature is closed."""
    if approval.signed_on is None or not ReportingYear.objects.is_closed(approval.signed_on.year):
        return ""
    return _("The year %(year)s is closed: this counts in it all the same, and is marked as late.") % {
        "year": approval.signed_on.year
    }


def _other_partner(approval: Approval) -> Iterator[Check]:
    """Yield that the partner is none of those whom the proposal went to."""
    proposal, agreement = approval.proposal, approval.agreement
    if proposal is None or not agreement.partner_id:
        return
    asked = proposal.partners.filter(submitted_on__isnull=False)
    if asked.exists() and not asked.filter(partner=agreement.partner_id).exists():
        yield Check(
            _("The proposal was submitted to another partner."),
            f"{reverse('portfolio:proposals')}?search={proposal.code}",
        )


def _not_cleared(user: Viewer, agreement: Agreement) -> Iterator[Check]:
    """Yield that a public-private partnership rests on no clearance, to who sees clearances."""
    if agreement.kind != AgreementKind.PPP or not agreement.partner_id or not sees_clearances(user):
        return
    if valid_clearance(agreement.partner, agreement.signed_on or timezone.now().date()) is None:
        yield Check(
            _("No clearance of the partner is valid on the day of the signature."),
            f"{reverse('funding:clearances')}?partner={agreement.partner.slug}",
        )
