"""The ledger: who sees which lines, what was known at a moment, and the sums that are kept of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, TruncMonth

from funding.ledger.vocab import EntryKind
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.projects.querysets.projects import organisations_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# Who sees all lines, and who those of their own countries (journeys, section 3).
SEE_ALL = (Role.PARDEV, Role.MANAGER, Role.FINANCE, Role.COORDINATOR, Role.AUDITOR)
SEE_COUNTRIES = (Role.FIELD, Role.REGIONAL)
NOTHING = Decimal("0.00")
Sums = dict[tuple[Any, ...], Decimal]


def shown_of(user: Viewer, model: type[Any], name: str) -> Subquery:
    """Return the key of the `model` that a row's column `name` leads to, where `user` sees it; else null."""
    seen = model._default_manager.visible_to(user).filter(pk=OuterRef(name)).order_by()
    return Subquery(seen.values("pk")[:1])


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


class LedgerEntryQuerySet(QuerySet[Any]):
    """Lines of the ledger."""

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

    def for_list(self, user: Viewer) -> Self:
        """Return the lines with what the register shows to `user`; see `with_neighbours`."""
        return self.with_neighbours(user).select_related(
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

    def as_known_at(self, moment: datetime | None) -> Self:
        """Return the lines that were recorded by `moment` (aware; None: now): none ever leaves."""
        return self if moment is None else self.filter(recorded_at__lte=moment)

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
