"""The UN cooperation frameworks of a country and their sub-outputs, as pieces of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum, Window
from django.db.models.functions import RowNumber

from ilo_dc.core.numbers import ratio
from portfolio.frameworks.measures.framework_places import set_names
from portfolio.frameworks.measures.frameworks import finance_year_at
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.vocab import FrameworkStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer

SHOWN = 50
NEVER = date(1, 1, 1)


@dataclass(frozen=True)
class SharedSet:
    """The sub-outputs that a set of countries has in common; no country's share of them is known."""

    label: str
    slug: str
    states: list[SubOutputState]


@dataclass(frozen=True)
class SubOutputsPanel:
    """The sub-outputs of one country: its own, largest gap first, and apart from them the shared ones."""

    own: list[SubOutputState]
    own_count: int
    shared: list[SharedSet]
    template: str = "portfolio/frameworks/panels/sub_outputs.html"

    @property
    def finance_year(self) -> int:
        """The one finance year that all of them are of."""
        shown = (self.own, *(one.states for one in self.shared))
        return next(state.finance_year for states in shown for state in states)

    @property
    def has_more(self) -> bool:
        """Whether the register holds more of the country's own than the panel shows."""
        return self.own_count > len(self.own)


@dataclass(frozen=True)
class Resources:
    """What the sub-outputs of one country require, have and lack in a finance year, in US dollars.

    `count` and the amounts are of its own; `shared` counts those that it has in common with others, no part
    of which is known to be its own. `largest` are its own with the largest gaps.
    """

    finance_year: int
    count: int
    required: Decimal
    available: Decimal
    spent: Decimal
    gap: Decimal
    surplus: Decimal
    coverage: Decimal | None
    shared: int
    largest: list[SubOutputState]


@dataclass(frozen=True)
class FrameworkLine:
    """A framework under its title, else its countries' names, with its status, as known at a moment."""

    framework: CooperationFramework
    name: str
    status: str


@dataclass(frozen=True)
class FrameworksPanel:
    """The frameworks that a country belongs to, the latest first; those without a known period last."""

    frameworks: list[FrameworkLine]
    template: str = "portfolio/frameworks/panels/frameworks_of_country.html"


def frameworks_of(user: Viewer, country: Country, *, as_of: datetime) -> FrameworksPanel | None:
    """Return the frameworks of `country` that `user` sees, as known at `as_of`; None where there is none."""
    rows: Any = CooperationFramework.objects.filter(memberships__country=country).known_to(user, as_of)
    by_address = rows.order_by("slug")
    ordered = sorted(by_address, key=lambda row: row.starts_on or NEVER, reverse=True)
    names = set_names([row.country_key for row in ordered])
    found = [
        FrameworkLine(
            row,
            row.title or names[row.country_key],
            str(FrameworkStatus(row.status).label) if row.status else "",
        )
        for row in ordered
    ]
    return FrameworksPanel(found) if found else None


def resources_of(user: Viewer, country: Country, *, as_of: datetime, shown: int) -> Resources | None:
    """Return the resources of `country` as known at `as_of`, with its `shown` largest gaps; None: none.

    The sums are those of the rows (`with_gap`), which the measures of gaps sum as well.
    """
    names = ("required", "available", "spent", "gap", "surplus", "covered")
    sums = {f"all_{name}": Window(Sum(name), partition_by="is_shared") for name in names}
    rows = list(
        _with_places(_states_in(user, country, as_of=as_of))
        .annotate(**sums)
        .filter(place__lte=shown)
        .order_by("is_shared", "place")
    )
    own = [row for row in rows if not row.is_shared]
    first = own[0] if own else None
    if not rows:
        return None
    return Resources(
        finance_year=rows[0].finance_year,
        count=first.of_all if first else 0,
        **{name: getattr(first, f"all_{name}", Decimal(0)) for name in names[:-1]},
        coverage=ratio(first.all_covered, first.all_required) if first else None,
        shared=next((row.of_all for row in rows if row.is_shared), 0),
        largest=[row for row in own if row.gap],
    )


def _states_in(user: Viewer, country: Country, *, as_of: datetime) -> Any:
    """Return the sub-outputs of a country and of the sets that it belongs to, of the year that is meant."""
    states: Any = (
        SubOutputState.objects.visible_to(user)
        .as_known_at(as_of)
        .filter(framework__memberships__country=country, finance_year=finance_year_at(user, as_of))
        .for_list()
        .prefetch_related(None)
        .select_related("framework")
    )
    return states.annotate(is_shared=~Q(framework__country_key=country.pk))


def _with_places(states: Any) -> Any:
    """Annotate the place of each by its gap, own and shared ones apart, and their number."""
    return states.annotate(
        place=Window(RowNumber(), partition_by="is_shared", order_by=("-gap", "pk")),
        of_all=Window(Count("*"), partition_by="is_shared"),
    )


def suboutputs_of(user: Viewer, country: Country, *, as_of: datetime) -> SubOutputsPanel | None:
    """Return the sub-outputs of `country` as known at `as_of`; None where it has none, own or shared."""
    rows = list(
        _with_places(_states_in(user, country, as_of=as_of))
        .filter(Q(is_shared=True) | Q(place__lte=SHOWN))
        .order_by("framework__country_key", "framework_id", "place")
    )
    shown = sorted((row for row in rows if not row.is_shared), key=lambda row: row.place)
    count = shown[0].of_all if shown else 0
    grouped = groupby((row for row in rows if row.is_shared), key=lambda row: row.framework)
    sets = [(key, list(group)) for key, group in grouped]
    names = set_names([framework.country_key for framework, _group in sets])
    shared = [SharedSet(names[framework.country_key], framework.slug, group) for framework, group in sets]
    return SubOutputsPanel(shown, count, shared) if shown or shared else None
