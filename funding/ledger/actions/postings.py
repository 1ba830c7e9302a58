"""Posting to the ledger: the only writers of its lines (DESIGN 3.1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funding.agreements.rules import source_of
from funding.agreements.vocab import CONCLUDED, AgreementKind
from funding.ledger import rules
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool, PoolBalance
from funding.ledger.policies import may_keep_ledger, may_post
from funding.ledger.vocab import FROM_PARTNERS, WITH_PARTS, EntryKind, PoolKind
from funding.rates.models import ExchangeRate
from funding.rates.rules import in_dollars
from funding.rates.vocab import DOLLAR
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import check_valid
from ilo_dc.formats import text

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import Country, Currency, Organisation, Region, User
    from portfolio.models import CountryProgrammeOutcome, GlobalProduct, Project, ResultsNode

ALL = Decimal(100)
STAMPED = ("change", "recorded_at")  # by the database


class UnableToPost(UnableToAct):
    """The posting would break a rule of the ledger; nothing was posted."""

    title = "Unable to post"


@dataclass(frozen=True)
class Share:
    """For what a part of a posting is: percent of it, an outcome or product and a country, or none."""

    percent: Decimal = ALL
    outcome: CountryProgrammeOutcome | None = None
    global_product: GlobalProduct | None = None
    policy_outcome: ResultsNode | None = None
    country: Country | None = None
    region: Region | None = None

    def as_columns(self, project: Project | None) -> dict[str, Any]:
        """Return the columns of a line; its region is its country's, its own or the project's."""
        region = self.country.region if self.country else self.region
        return {
            "outcome": self.outcome,
            "global_product": self.global_product,
            "policy_outcome": self.policy_outcome,
            "country": self.country,
            "region": region or (project.region if project else None),
        }

    @property
    def order(self) -> tuple[int, int, str]:
        """The order of lines: the lowest id first, which takes the residue of equal shares."""
        outcome, product = (one.pk if one else 0 for one in (self.outcome, self.global_product))
        return outcome, product, self.country.pk if self.country else ""


@dataclass(frozen=True)
class Posting:
    """What is posted. `amount` is in `currency` and has its places; `psc_rate` is percent of direct cost.

    What is left out is as the agreement of the pool says: partners, source, rate of support costs. That of
    RBSA is the usual one, of appropriations 0. Lines are `published` as their agreement is.

    `shares` split it at once, together 100; none: one line that is unattributed. `external_ref` is unique in
    its `external_source`: posted again, it adds nothing. `usd` are its US dollars where they are a part of
    what was converted whole; None: `amount` at the rate of the day.
    """

    kind: EntryKind
    pool: Pool
    amount: Decimal
    currency: Currency
    effective_on: date
    reason: str
    shares: tuple[Share, ...] = ()
    psc_rate: Decimal | None = None
    agreement: Agreement | None = None
    legal_partner: Organisation | None = None
    reporting_partner: Organisation | None = None
    source_category: str = ""
    project: Project | None = None
    published: bool = False
    external_source: str = ""
    external_ref: str = ""
    usd: Decimal | None = None
    ordered: tuple[Share, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Put the shares in the order of their lines."""
        shares = sorted(self.shares or (Share(),), key=lambda share: share.order)
        object.__setattr__(self, "ordered", tuple(shares))


@transaction.atomic
def post_entry(*, by: User | None, posting: Posting) -> list[LedgerEntry]:
    """Post anything but a transfer, and return its lines.

    US dollars at the rate of the day it counts on, for ever. `by` None is the machine's operator. Where the
    external reference stands in the ledger already, its lines are returned and nothing is added.

    Raises:
        Refused: `by` may not post this kind.
        UnableToConvert: the month has no exchange rate.
        UnableToPost: the amount or the shares cannot be, or the pool has not as much.
        UnableToAct: what the fields or constraints found.
        UnableToRecord: somebody else records for too long.
    """
    return post_together(by=by, postings=[posting])


@transaction.atomic
def post_together(*, by: User | None, postings: Sequence[Posting]) -> list[LedgerEntry]:
    """Post what belongs together, as `post_entry`: the lines have one number and are reversed together."""
    for one in postings:
        if by is not None:
            require(may_post(by, one.kind))
        if one.kind == EntryKind.TRANSFER:
            raise UnableToPost(_("What is moved is named by its entry: transfer that."))
    postings = [with_terms(one) for one in postings]
    for one in postings:
        check_posting(one)
    first = postings[0]
    if recorded := _recorded(first):
        return recorded
    rates = [ExchangeRate.objects.rate_on(one.currency.pk, one.effective_on) for one in postings]
    with recording(by=by, reason=first.reason):
        if recorded := _recorded(first):  # by somebody who was faster
            return recorded
        lines = [line for one, rate in zip(postings, rates, strict=True) for line in lines_of(one, *rate)]
        return insert(numbered(lines), by=by)


def numbered(lines: list[LedgerEntry]) -> list[LedgerEntry]:
    """Return the lines of what is posted together as those of one posting, in their order."""
    number = lines[0].posting
    for place, line in enumerate(lines, 1):
        line.posting, line.line = number, place
    return lines


def allocate(*, by: User | None, posting: Posting) -> list[LedgerEntry]:
    """Put money of a pool to what its shares name; as `post_entry`, of which it is the allocation."""
    return post_entry(by=by, posting=replace(posting, kind=EntryKind.ALLOCATION))


@transaction.atomic
def reverse_entry(*, by: User | None, entry: LedgerEntry, reason: str) -> list[LedgerEntry]:
    """Take back a posting: what stands of `entry`'s, mirrored exactly, counting on its day, recorded now.

    Raises:
        Refused: `by` corrects no ledger.
        UnableToPost: it is a reversal, is reversed already, a part of it was moved on, or the pool would hold
            less than is allocated.
        UnableToRecord: somebody else records for too long.
    """
    if by is not None:
        require(may_keep_ledger(by))
    if not reason.strip():
        message = _("Say why it is reversed.")
        raise UnableToPost(message, {"reason": [message]})
    with recording(by=by, reason=reason):
        if entry.reverses_id:
            raise UnableToPost(_("This is a reversal itself. Post what is right anew."))
        lines = list(LedgerEntry.objects.filter(posting=entry.posting).in_force().order_by("line"))
        _check_reversible(lines)
        posting = uuid.uuid4()
        return insert([mirror_of(line, posting, reason) for line in lines], by=by)


def insert(lines: Sequence[LedgerEntry], *, by: User | None) -> list[LedgerEntry]:
    """Insert the lines of one posting in one statement, inside an open `recording`.

    Raises:
        UnableToPost: a pool would hold less than is allocated from it.
        UnableToAct: what the fields or constraints found.
    """
    demonstration = is_demonstration()
    for line in lines:
        line.recorded_by, line.demonstration = by, demonstration
        check_valid(line, exclude=STAMPED)
    with conserving({line.pool_id for line in lines}):
        return LedgerEntry.objects.bulk_create(lines)


@contextmanager
def conserving(pools: Collection[int]) -> Iterator[None]:
    """Say in words that the database refuses to allocate what one of the `pools` has not.

    Raises:
        UnableToPost: it does; what was written inside the block is undone.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "allocated_within_available" not in str(error):
            raise
        rows = PoolBalance.objects.filter(pool__in=pools).order_by("pool")
        left = ", ".join(
            _("%(pool)s: %(left)s left")
            % {"pool": one.pool, "left": text.amount(one.available - one.allocated, "USD", 2)}
            for one in rows.select_related("pool__agreement")
        )
        message = _("The pool has not as much; nothing was posted. %(left)s.") % {"left": left}
        raise UnableToPost(message, {"amount": [message]}) from error


def check_posting(posting: Posting) -> None:
    """Check a posting `with_terms`: its agreement, its amount in its currency, its shares together 100.

    Raises:
        UnableToPost: what stands against it, by field.
    """
    problems = _agreement_problems(posting)
    places = places_of(posting.currency)
    if posting.amount == 0:
        problems["amount"] = [_("Give an amount other than 0.")]
    elif posting.amount != round(posting.amount, places):
        problems["amount"] = [_("Write at most %(places)s decimal places.") % {"places": places}]
    if not rules.shares_add_up([share.percent for share in posting.ordered]):
        problems["shares"] = [_("Shares must be above 0 and together 100.")]
    if posting.psc_rate is not None and posting.psc_rate < 0:
        problems["psc_rate"] = [_("Write 0 or more.")]
    if not posting.reason.strip():
        problems["reason"] = [_("Say why it is posted.")]
    if problems:
        raise UnableToPost(_("Some entries need your attention."), problems)


def with_terms(posting: Posting) -> Posting:
    """Return a posting with what its pool and its agreement say where it says nothing itself."""
    pool, agreement = posting.pool, posting.agreement or posting.pool.agreement
    psc_rate = posting.psc_rate
    if psc_rate is None and pool.kind != PoolKind.APPROPRIATION:
        psc_rate = settings.PORTAL_PSC_RATE if pool.agreement is None else pool.agreement.psc_rate
    if agreement is None:
        return replace(posting, psc_rate=psc_rate)
    alone = None if agreement.kind == AgreementKind.MULTI_DONOR else agreement.partner
    profile = getattr(agreement.partner, "funding_profile", None)
    return replace(
        posting,
        psc_rate=psc_rate,
        agreement=agreement,
        published=agreement.is_published,
        legal_partner=posting.legal_partner or alone,
        reporting_partner=posting.reporting_partner or agreement.reported_as,
        source_category=posting.source_category
        or source_of(agreement.kind, profile.source_category if profile else ""),
    )


def _agreement_problems(posting: Posting) -> dict[str, list[str]]:
    """Return by field what the agreement of a posting forbids."""
    agreement, pool = posting.agreement, posting.pool
    problems: dict[str, list[str]] = {}
    if agreement is None:
        return problems
    if agreement.status not in CONCLUDED:
        problems["agreement"] = [_("Only what is signed is posted.")]
    elif pool.agreement is None and not (agreement.kind == AgreementKind.RBSA and pool.kind == PoolKind.RBSA):
        problems["agreement"] = [_("Only an RBSA agreement pays into a pool of a biennium, that of RBSA.")]
    elif pool.agreement is not None and pool.agreement != agreement:
        problems["agreement"] = [_("The pool belongs to another agreement.")]
    if posting.kind == EntryKind.APPROVAL and agreement.kind == AgreementKind.CHILD:
        problems["kind"] = [_("Money is approved once: under its umbrella. Transfer it from there.")]
    partners = agreement.agreement_partners.values_list("organisation", flat=True)
    named = posting.kind in FROM_PARTNERS and agreement.kind == AgreementKind.MULTI_DONOR
    if named and (posting.legal_partner is None or posting.legal_partner.pk not in partners):
        problems["legal_partner"] = [_("Say which of the partners.")]
    return problems


def places_of(currency: Currency) -> int:
    """Return how many decimal places an amount of a currency has in the ledger: its own, two at most."""
    return min(int(currency.minor_units), rules.CENTS)


def _recorded(posting: Posting) -> list[LedgerEntry]:
    """Return the lines that stand in the ledger under an external reference."""
    if not posting.external_ref:
        return []
    rows = LedgerEntry.objects.filter(
        external_source=posting.external_source, external_ref=posting.external_ref
    )
    return list(rows.order_by("line"))


def lines_of(posting: Posting, rate: Decimal, source: str) -> list[LedgerEntry]:
    """Return the unsaved lines of a posting, split in the currency and in US dollars separately."""
    number, has_parts = uuid.uuid4(), posting.kind in WITH_PARTS
    return [
        LedgerEntry(
            posting=number,
            line=line,
            kind=posting.kind,
            pool=posting.pool,
            agreement=posting.agreement,
            resource_type=posting.pool.resource_type,
            legal_partner=posting.legal_partner,
            reporting_partner=posting.reporting_partner,
            source_category=posting.source_category,
            project=posting.project,
            currency=posting.currency,
            amount=amount.total,
            amount_usd=usd.total,
            rate=rate,
            rate_source=source,
            effective_on=posting.effective_on,
            reason=posting.reason,
            published=posting.published,
            external_source=posting.external_source,
            external_ref=posting.external_ref,
            **(_parts(amount, usd) if has_parts else {}),
            **share.as_columns(posting.project),
        )
        for line, (share, (amount, usd)) in enumerate(
            zip(posting.ordered, parts_of_lines(posting, rate), strict=True), start=1
        )
    ]


def parts_of_lines(posting: Posting, rate: Decimal) -> list[tuple[rules.Parts, rules.Parts]]:
    """Return the amounts of each line in the currency and in US dollars, in the order of its shares."""
    shares = [share.percent for share in posting.ordered]
    psc_rate = (posting.psc_rate if posting.kind in WITH_PARTS else None) or Decimal(0)
    amounts = rules.split_in_parts(posting.amount, shares, psc_rate, places=places_of(posting.currency))
    if posting.currency.pk == DOLLAR:
        return [(one, one) for one in amounts]
    usd = in_dollars(posting.amount, rate) if posting.usd is None else posting.usd
    dollars = rules.split_in_parts(usd, shares, psc_rate)
    return list(zip(amounts, dollars, strict=True))


def _parts(amount: rules.Parts, usd: rules.Parts) -> dict[str, Decimal]:
    return {"direct": amount.direct, "psc": amount.psc, "direct_usd": usd.direct, "psc_usd": usd.psc}


AMOUNTS = ("amount", "amount_usd", "direct", "psc", "direct_usd", "psc_usd")
OF_THE_POSTING = (
    "kind",
    "moves",
    "pool",
    "agreement",
    "legal_partner",
    "reporting_partner",
    "source_category",
    "resource_type",
    "project",
    "outcome",
    "global_product",
    "policy_outcome",
    "country",
    "region",
    "currency",
    "rate",
    "rate_source",
    "effective_on",
    "published",
    "moved",
)


def copied(entry: LedgerEntry, /, **columns: Any) -> LedgerEntry:
    """Return an unsaved line with what `entry` says, but for `columns`; its amounts among them."""
    attributes = {column.name: column.attname for column in LedgerEntry._meta.concrete_fields}
    kept = {
        attributes[name]: getattr(entry, attributes[name]) for name in OF_THE_POSTING if name not in columns
    }
    return LedgerEntry(**kept, **columns)


def mirror_of(
    line: LedgerEntry, posting: uuid.UUID, reason: str, *, number: int | None = None
) -> LedgerEntry:
    """Return the unsaved line that takes back a line, as the `number`th of a posting; None: as its own."""
    values = {name: getattr(line, name) for name in AMOUNTS}
    negated = {name: None if value is None else -value for name, value in values.items()}
    place = line.line if number is None else number
    return copied(line, posting=posting, line=place, reverses=line, reason=reason, **negated)


def _check_reversible(lines: Sequence[LedgerEntry]) -> None:
    """Refuse a posting of which nothing stands, or of which a part was moved and not moved back."""
    if not lines:
        raise UnableToPost(_("This entry is reversed already."))
    if LedgerEntry.objects.filter(moved__in=lines).in_force().exists():
        raise UnableToPost(_("A part of this was moved on. Reverse the transfer first."))
