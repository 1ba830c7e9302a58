"""Agreements: register one, edit its terms, publish it; its life is declared in `agreement_life`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements import policies, rules
from funding.agreements.actions.agreement_life import AGREEMENT_LIFE, known_of
from funding.agreements.models.agreement import Agreement
from funding.agreements.vocab import CONCLUDED, POOLED, AgreementKind, AgreementStatus
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.reasons import own_reasons
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Currency, Organisation, User

# What the ledger and the sight of others rest on, once an agreement is signed.
FIXED = ("kind", "partner", "currency", "parent")

REGISTERED = gettext_noop("Agreement registered")
own_reasons(REGISTERED)


class UnableToSaveAgreement(UnableToAct):
    """The agreement cannot be saved like this."""

    title = "Unable to save this agreement"


@dataclass(frozen=True)
class AgreementTerms:
    """What is said of an agreement; amounts are in its currency, rates in per cent.

    The period is half-open: `ends_on` is the day after the last. Rates and the type of revenue that are left
    out are the usual ones of its kind.
    """

    title: str
    partner: Organisation
    currency: Currency
    kind: str = AgreementKind.CONTRIBUTION
    reference: str = ""
    language: str = TextLanguage.ENGLISH
    reporting_partner: Organisation | None = None
    parent: Agreement | None = None
    country: Country | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    signed_total: Decimal | None = None
    psc_rate: Decimal | None = None
    agent_fee_rate: Decimal | None = None
    levy: str = ""
    levy_reason: str = ""
    earmarking: str = ""
    revenue_type: str = ""
    reporting_terms: str = ""

    def field_values(self) -> dict[str, Any]:
        """Return the values by field, without blanks around texts; what is usual filled in."""
        values = field_values(self)
        pooled = self.kind in POOLED
        if self.psc_rate is None:
            values["psc_rate"] = settings.PORTAL_POOLED_PSC_RATE if pooled else settings.PORTAL_PSC_RATE
        if self.agent_fee_rate is None and pooled:
            values["agent_fee_rate"] = settings.PORTAL_AGENT_FEE_RATE
        if self.earmarking and not self.revenue_type:
            values["revenue_type"] = rules.revenue_type_of(self.kind, self.earmarking)
        return values


@transaction.atomic
def register_agreement(*, by: User, terms: AgreementTerms) -> Agreement:
    """Register an agreement as a draft, which staff alone see.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_register_agreement(by))
    agreement = Agreement(demonstration=is_demonstration(), **terms.field_values())
    with history_context(by, REGISTERED):
        save_valid(agreement)
    with recording(by=by, reason=REGISTERED):
        today = timezone.now().date()  # what was signed before it is registered was a draft before, too
        began_on = min(today, agreement.signed_on or today)
        step = Step(AgreementStatus.DRAFT, began_on, REGISTERED)
        AGREEMENT_LIFE.begin(agreement, step)
    return agreement


@transaction.atomic
def edit_agreement(
    *, by: User, agreement: Agreement, lock_version: int, terms: AgreementTerms, reason: str = ""
) -> Agreement:
    """Change what is said of an agreement; from its signature on with a reason, which the history keeps.

    Raises:
        Refused: neither a PARDEV officer nor a manager, or the agreement is over.
        Conflict: somebody changed it meanwhile.
        UnableToSaveAgreement: it is signed and no reason is given, something changes that the signature
            fixed, or something that its status needs would be missing.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_edit_agreement(by, agreement))
    values = terms.field_values()
    now = locked(agreement, lock_version=lock_version, values=values)
    require(policies.may_edit_agreement(by, now))
    if problems := _problems(now, values, reason.strip()):
        raise UnableToSaveAgreement(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip() or gettext_noop("Agreement edited")):
        return save_changes(now, values)


def _problems(now: Agreement, values: dict[str, Any], reason: str) -> dict[str, list[str]]:
    """Return what stands against new terms, by field."""
    known = {**known_of(now), **values, "signed_total": values["signed_total"] is not None}
    lacking = rules.STATUSES.missing(now.status, known)
    problems = {gate.field: [_(gate.message)] for gate in lacking if gate.field in values}
    if now.status not in CONCLUDED:
        return problems
    differing = {name for name, value in values.items() if getattr(now, name) != value}
    problems |= {
        name: [_("This was signed: it never changes. Cancel the agreement and register another one.")]
        for name in FIXED
        if name in differing
    }
    if differing and not reason:
        problems["reason"] = [_("The agreement is signed: say why its terms change; the history keeps it.")]
    return problems


@transaction.atomic
def publish_agreement(*, by: User, agreement: Agreement, lock_version: int) -> Agreement:
    """Let everybody see a signed agreement with its amount and its amendments.

    Raises:
        Refused: no manager, not signed, or published already.
        Conflict: somebody changed it meanwhile.
    """
    require(policies.may_publish_agreement(by, agreement))
    now = locked(agreement, lock_version=lock_version)
    require(policies.may_publish_agreement(by, now))
    with history_context(by, gettext_noop("Agreement published")):
        return save_changes(now, {"published_at": timezone.now()})


@transaction.atomic
def withdraw_agreement(*, by: User, agreement: Agreement, lock_version: int, reason: str) -> Agreement:
    """Take a publication back, with a reason: the agreement is again seen by staff and its partners alone.

    Raises:
        Refused: no manager, or it is not published.
        Conflict: somebody changed it meanwhile.
        UnableToSaveAgreement: no reason is given.
    """
    require(policies.may_withdraw_agreement(by, agreement))
    now = locked(agreement, lock_version=lock_version)
    require(policies.may_withdraw_agreement(by, now))
    if not reason.strip():
        problems = {"reason": [_("Say why; the history keeps it.")]}
        raise UnableToSaveAgreement(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        return save_changes(now, {"published_at": None})
