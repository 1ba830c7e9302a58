"""The ledger: who sees which lines, what was known at a moment, and the sums that are kept of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Greatest, NullIf, TruncMonth

from funding.agreements.vocab import POOLED, Earmarking
from funding.ledger.vocab import (
    KIND_COUNTED,
    VOLUNTARY,
    CountedIn,
    EntryKind,
    FundingClass,
    ResourceType,
)
from ilo_dc.core.facts.querysets import PastQuerySet
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.querysets import recorded_late
from portfolio.projects.querysets.projects import organisations_of

if TYPE_CHECKING:
    from uuid import UUID

    from ilo_dc.core.people.grants import Viewer

# Who sees all lines, and who those of their own countries (journeys, section 3).
SEE_ALL = (Role.PARDEV, Role.MANAGER, Role.FINANCE, Role.COORDINATOR, Role.AUDITOR)
SEE_COUNTRIES = (Role.FIELD, Role.REGIONAL)
NOTHING = Decimal("0.00")
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
Sums = dict[tuple[Any, ...], Decimal]


def shown_of(user: Viewer, model: type[Any], name: str) -> Subquery:
    """Return the key of the `model` that a row's column `name` leads to, where `user` sees it; else null."""
    seen = model._default_manager.visible_to(user).filter(pk=OuterRef(name)).order_by()
    return Subquery(seen.values("pk")[:1])


def or_null(path: str) -> NullIf:
    """Return the expression of a text, null where it is empty: as dimensions have it."""
    return NullIf(F(path), Value(""), output_field=CharField())


def counted_in() -> Case:
    """Return the expression of the figure that counts a line by its kind; null: none."""
    counted = [
        When(Q(kind=kind) | Q(kind=EntryKind.TRANSFER, moves=kind), then=Value(figure.value))
        for figure, kind in KIND_COUNTED.items()
    ]
    return Case(*counted, default=None, output_field=CharField(max_length=13))


def funding_class() -> Case:
    """Return the expression of the class of a line: the first that fits."""
    of_outcome = Q(outcome__isnull=False) | Q(policy_outcome__isnull=False)
    classes = (
        (FundingClass.RBSA, Q(resource_type=ResourceType.RBSA)),
        (FundingClass.FLEXIBLE, Q(agreement__earmarking__in=(Earmarking.UNEARMARKED, Earmarking.LIGHT))),
        (FundingClass.POOLED, Q(agreement__kind__in=POOLED)),
        (FundingClass.OUTCOME, of_outcome),
    )
    return Case(
        *(When(fits, then=Value(name.value)) for name, fits in classes),
        default=Value(FundingClass.OTHER.value),
        output_field=CharField(max_length=10),
    )


class PoolQuerySet(QuerySet[Any]):
    """Pools: those who see all lines see them."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all pools, or none."""
        return self.all() if grants_of(user).has(*SEE_ALL) else self.none()

    def for_list(self) -> Self:
        """Return the pools with what a line shows."""
        return self.select_related("biennium", "agreement", "balance")

    def short(self) -> Self:
        """Return the pools in which more is allocated than there is."""
        return self.filter(balance__shortfall__gt=0)


class LedgerEntryQuerySet(PastQuerySet):
    """Lines of the ledger."""

    # A line never changes, nor does the code of its outcome; what else names it may be written otherwise.
    EDITED: ClassVar = {"pool__agreement": ("reference",), "global_product": ("code",)}

    def visible_to(self, user: Viewer) -> Self:
        """Return the lines that `user` may see: all, of own countries, or of the own organisation."""
        grants = grants_of(user)
        if grants.has(*SEE_ALL):
            return self.all()
        seen = Q(pk__in=[])
        if grants.has(*SEE_COUNTRIES):
            seen |= grants.places(*SEE_COUNTRIES).of_countries("country__")
        if grants.has(Role.DONOR):
            seen |= Q(legal_partner__in=organisations_of(user).values("pk"))
        return self.filter(seen)

    def for_list(self, user: Viewer | None = None) -> Self:
        """Return the lines with what a list shows; to `user` with neighbours, see `with_neighbours`."""
        rows = self if user is None else self.with_neighbours(user)
        return rows.select_related(
            "pool__agreement",
            "legal_partner",
            "reporting_partner",
            "project",
            "outcome",
            "global_product",
            "country",
            "region",
        )

    def with_neighbours(self, user: Viewer) -> Self:
        """Annotate `shown_outcome`, `shown_product` and `shown_project`: the keys of those that `user` sees.

        Null: there is none, or it is hidden. `shown_reason` is for staff; empty to others.
        """
        from portfolio.models import CountryProgrammeOutcome, GlobalProduct, Project  # models import this

        return self.annotate(
            shown_outcome=shown_of(user, CountryProgrammeOutcome, "outcome"),
            shown_product=shown_of(user, GlobalProduct, "global_product"),
            shown_project=shown_of(user, Project, "project"),
            shown_reason=F("reason") if grants_of(user).is_staff else Value("", output_field=CharField()),
        )

    def written_at(self, moment: datetime) -> Any:
        """Return `moment`; a line that bears an earlier date says what was known when it was written."""
        return Greatest(self.held_at(moment), OuterRef("change__recorded_at"))

    def as_known_at(self, moment: datetime | None) -> Self:
        """Return the lines that were recorded by `moment` (aware; None: now): none ever leaves."""
        return self if moment is None else self.filter(recorded_at__lte=moment)

    def counted_in(self, figure: str) -> Self:
        """Return the lines of voluntary funding that a figure counts, with transfers of them."""
        kind = KIND_COUNTED[CountedIn(figure)]
        of_kind = Q(kind=kind) | Q(kind=EntryKind.TRANSFER, moves=kind)
        return self.filter(of_kind, resource_type__in=VOLUNTARY)

    def with_late(self) -> Self:
        """Annotate `late`: whether a line was recorded while the year in which it counts was closed."""
        return self.annotate(late=recorded_late("effective_on", "recorded_at"))

    def late(self) -> Self:
        """Return the lines that were recorded while the reporting year in which they count was closed."""
        return self.filter(recorded_late("effective_on", "recorded_at"))

    def published(self) -> Self:
        """Return what everybody may see of voluntary funding: lines of published agreements."""
        kinds = tuple(KIND_COUNTED.values())
        of_partners = Q(kind__in=kinds) | Q(kind=EntryKind.TRANSFER, moves__in=kinds)
        return self.filter(of_partners, resource_type__in=VOLUNTARY, published=True)

    def listed(self) -> Self:
        """Return the lines as they are published, without those that take others back.

        What several partners give of one approval for one thing is one amount, under the first of its lines:
        `amount_usd` is all of it. `superseded_at`: when a line was taken back; null: it stands.
        """
        back = self.model._default_manager.filter(reverses=OuterRef("pk")).order_by("pk")
        parts = self.model._default_manager.filter(
            posting=OuterRef("posting"), listed_under=OuterRef("line"), reverses__isnull=True
        )
        summed = parts.order_by().values("posting").annotate(sum=Sum("amount_usd")).values("sum")
        rows = self.filter(reverses__isnull=True, listed_under__isnull=True).defer("amount_usd")
        whole = F("amount_usd") + Coalesce(Subquery(summed), Value(NOTHING))
        # Under the name of the column, which `annotate` refuses: all that reads it means the whole.
        rows.query.add_annotation(ExpressionWrapper(whole, output_field=MONEY), alias="amount_usd")
        return rows.annotate(superseded_at=Subquery(back.values("recorded_at")[:1]))

    def standing_at(self, moment: datetime | None) -> Self:
        """Return the lines that were not taken back by `moment` (aware; None: now)."""
        back = self.model._default_manager.filter(reverses=OuterRef("pk")).as_known_at(moment)
        return self.filter(~Exists(back))

    def with_listed(self) -> Self:
        """Annotate `listed`: by how many lines of what is published each line makes it more, or less."""
        counted = (
            When(listed_under__isnull=False, then=Value(0)),
            When(reverses__isnull=False, then=Value(-1)),
        )
        return self.annotate(listed=Case(*counted, default=Value(1), output_field=BigIntegerField()))

    def with_keys(self) -> Self:
        """Add what figures are split by: `counted_in` (null: none counts it), `year`, `source`,
        `funding_class`, and of the agreement `earmarking` and `revenue_type`.
        """
        return self.annotate(
            counted_in=counted_in(),
            year=ExtractYear("effective_on"),
            source=or_null("source_category"),
            funding_class=funding_class(),
            earmarking=or_null("agreement__earmarking"),
            revenue_type=or_null("agreement__revenue_type"),
        )

    def of_posting(self, posting: UUID) -> Self:
        """Return the lines of a posting as they were posted last, without those that were posted anew."""
        anew = Q(reversals__posting=posting) | Q(reverses__posting=posting)
        return self.filter(posting=posting).exclude(anew)

    def in_force(self) -> Self:
        """Return the lines that were not taken back, without those that take back."""
        return self.filter(reverses__isnull=True, reversals__isnull=True)

    def with_measure(self) -> Self:
        """Add `measure`, by which a line is counted (a transfer by that of what it moves), and `month`."""
        moved = Case(
            When(kind=EntryKind.TRANSFER, then="moves"), default="kind", output_field=CharField(max_length=12)
        )
        return self.annotate(measure=moved, month=Cast(TruncMonth("effective_on"), output_field=DateField()))

    def summed(self, *by: str) -> Sums:
        """Return the sum of the lines in US dollars by columns, as the rollups have them."""
        lines = self.with_measure().order_by().values_list(*by)
        return {tuple(keys): total for *keys, total in lines.annotate(total=Sum("amount_usd"))}


class RollupQuerySet(QuerySet[Any]):
    """Sums that the ledger's triggers keep."""

    def counted_in(self, figure: str) -> Self:
        """Return the sums of voluntary funding that a figure counts."""
        return self.filter(measure=KIND_COUNTED[CountedIn(figure)], resource_type__in=VOLUNTARY)

    def with_keys(self) -> Self:
        """Add what figures are split by: `year`, and `source` where the sums are kept by it."""
        rows = self.annotate(year=ExtractYear("month"))
        by_source = "source_category" in self.model.KEYS
        return rows.annotate(source=or_null("source_category")) if by_source else rows

    def summed(self, *by: str, entries: LedgerEntryQuerySet, known_at: datetime | None = None) -> Sums:
        """Return the sums in US dollars by columns; as known at a moment: less what was recorded after it.

        `entries` are the lines of the same narrowing. Keys whose sum is 0 may be missing or 0.
        """
        sums = {
            tuple(keys): total
            for *keys, total in self.order_by().values_list(*by).annotate(total=Sum("amount_usd"))
        }
        if known_at is None:
            return sums
        for keys, later in entries.filter(recorded_at__gt=known_at).summed(*by).items():
            sums[keys] = sums.get(keys, NOTHING) - later
        return sums
