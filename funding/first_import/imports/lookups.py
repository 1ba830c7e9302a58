"""What the cells of a first import name: each kind of name is read from the database once a file."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from funding.agreements.models.agreement import Agreement
from funding.first_import import rules
from funding.ledger.actions.pools import KIND_OF_TYPE
from funding.ledger.actions.postings import Share
from funding.ledger.models.pool import Pool
from funding.ledger.vocab import Basis, PoolKind, ResourceType
from funding.rates.models import ExchangeRate
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Biennium, Country, Currency, Organisation
from ilo_dc.core.reference.names import organisations_by_name, same_name
from portfolio.models import BudgetLink, CountryProgrammeOutcome, GlobalProduct, Project, ResultsNode

if TYPE_CHECKING:
    from ilo_dc.core.imports.lines import Line

AGREEMENT_WITH = ("partner__funding_profile", "reporting_partner", "currency", "pool")


class Lookups:
    """Agreements, pools, places and rates by what a cell says; what is not known is noted on its line."""

    def __init__(self) -> None:
        self._pools: dict[int, Pool] = {}
        self._rates: dict[tuple[str, date], tuple[Decimal, str]] = {}
        self._shares: dict[tuple[str, str, str], tuple[Share, ...]] = {}

    @cached_property
    def agreements(self) -> dict[str, list[Any]]:
        """Agreements by reference: several partners may write the same one."""
        found: dict[str, list[Any]] = defaultdict(list)
        for one in Agreement.objects.select_related(*AGREEMENT_WITH).exclude(reference="").order_by("pk"):
            found[one.reference].append(one)
        return found

    @cached_property
    def organisations(self) -> dict[str, Organisation | None]:
        """Organisations by every name; None: the name is of several."""
        names = organisations_by_name()
        rows = Organisation.objects.select_related("funding_profile").in_bulk()
        slugs = {one.slug: one for one in rows.values()}
        return {**{name: rows[pk] if pk else None for name, pk in names.items()}, **slugs}

    @cached_property
    def projects(self) -> dict[str, Any]:
        """Projects by TC code and by number."""
        rows = list(Project.objects.select_related("region"))
        return {
            **{one.number: one for one in rows if one.number},
            **{one.code: one for one in rows if one.code},
        }

    @cached_property
    def outcomes(self) -> dict[str, CountryProgrammeOutcome]:
        """Country programme outcomes by code."""
        rows = CountryProgrammeOutcome.objects.select_related("country__region", "region")
        return {one.code: one for one in rows}

    @cached_property
    def products(self) -> dict[str, GlobalProduct]:
        """Global products by code."""
        return {one.code: one for one in GlobalProduct.objects.all()}

    @cached_property
    def countries(self) -> dict[str, Country]:
        """Countries by ISO 3166 code of three letters."""
        return {one.pk: one for one in Country.objects.select_related("region")}

    @cached_property
    def currencies(self) -> dict[str, Currency]:
        """Currencies by ISO 4217 code."""
        return {one.pk: one for one in Currency.objects.all()}

    @cached_property
    def bienniums(self) -> list[Biennium]:
        """All biennia in order."""
        return list(Biennium.objects.order_by("starts_on"))

    @cached_property
    def shared_pools(self) -> dict[tuple[str, str], Pool]:
        """Pools of biennia by resource type and biennium."""
        rows = Pool.objects.filter(agreement=None).select_related("biennium")
        return {(one.resource_type, str(one.biennium_id)): one for one in rows}

    @cached_property
    def _demonstration(self) -> bool:
        return is_demonstration()

    @cached_property
    def _policy_outcomes(self) -> dict[str, dict[int, int]]:
        cpos = [one.pk for one in self.outcomes.values()]
        links = BudgetLink.objects.all()
        return {one.code: links.policy_outcomes_on(one.starts_on, cpos=cpos) for one in self.bienniums}

    @cached_property
    def _nodes(self) -> dict[int, ResultsNode]:
        return ResultsNode.objects.in_bulk(
            {pk for one in self._policy_outcomes.values() for pk in one.values()}
        )

    def biennium_on(self, day: date) -> Biennium | None:
        """Return the biennium that holds a day."""
        return next((one for one in self.bienniums if one.starts_on <= day < one.ends_on), None)

    def rate_on(self, currency: str, day: date) -> tuple[Decimal, str]:
        """Return the rate of a day as the ledger has it.

        Raises:
            UnableToConvert: the month has none.
        """
        if (currency, day) not in self._rates:
            self._rates[currency, day] = ExchangeRate.objects.rate_on(currency, day)
        return self._rates[currency, day]

    # --- Cells ----------------------------------------------------------------------------------------------

    def organisation(self, line: Line, column: str, *, required: bool = True) -> Organisation | None:
        """Return the organisation that a cell names, by its address or any of its names."""
        name = line.words(column, required=required)
        if not name:
            return None
        found = self.organisations.get(same_name(name))
        return found or line.problem(column, _("No organisation is known by this name, or several are."))

    def project(self, line: Line) -> Project | None:
        """Return the project that a line names."""
        code = line.sign("project", required=False)
        if not code:
            return None
        return self.projects.get(code) or line.problem("project", _("No project has this code or number."))

    def agreement(self, line: Line, *, column: str = "agreement", required: bool = True) -> Any:
        """Return the agreement that a line names by its reference; of several by its partner."""
        reference = line.sign(column, required=required)
        if not reference:
            return None
        found = self.agreements.get(reference, [])
        if len(found) > 1:
            partner = self.organisation(line, "partner", required=False)
            found = [one for one in found if partner is not None and one.partner_id == partner.pk]
        if len(found) == 1:
            return found[0]
        return line.problem(column, _("No agreement has this reference, or several partners have: name one."))

    def pool_of(self, agreement: Any) -> Pool:
        """Return the pool of an agreement, unsaved where it has none yet."""
        if agreement.pk not in self._pools:
            self._pools[agreement.pk] = getattr(agreement, "pool", None) or Pool(
                kind=PoolKind.AGREEMENT,
                basis=Basis.APPROVED,
                agreement=agreement,
                resource_type=ResourceType.XBDC,
                demonstration=self._demonstration,
            )
        return self._pools[agreement.pk]

    def shared_pool(self, resource_type: str, biennium: Biennium) -> Pool:
        """Return the pool of a biennium, unsaved where it is not open yet."""
        key = (resource_type, biennium.code)
        if key not in self.shared_pools:
            kind, basis = KIND_OF_TYPE[ResourceType(resource_type)]
            self.shared_pools[key] = Pool(
                kind=kind,
                basis=basis,
                biennium=biennium,
                resource_type=resource_type,
                demonstration=self._demonstration,
            )
        return self.shared_pools[key]

    def pool_named(self, line: Line, *, column: str = "pool") -> Pool | None:
        """Return the pool that a line names: `RBSA 2022-23`, `RBTC 2022-23`, `RB 2022-23`; "" is none."""
        name = line.sign(column, required=False)
        if not name:
            return None
        resource_type, biennium = self._named(name)
        if biennium is None or resource_type not in KIND_OF_TYPE:
            return line.problem(column, _("Write the kind of money and the biennium: RBSA 2022-23."))
        return self.shared_pool(resource_type, biennium)

    def is_pool(self, name: str) -> bool:
        """Return whether a pool of a biennium is called so."""
        resource_type, biennium = self._named(name)
        return biennium is not None and resource_type in KIND_OF_TYPE

    def _named(self, name: str) -> tuple[str, Biennium | None]:
        resource_type, _blank, code = name.partition(" ")
        return resource_type, next((one for one in self.bienniums if one.code == code.strip()), None)

    def shares(self, line: Line, day: date) -> tuple[Share, ...] | None:
        """Return for what a line is: outcomes and products with shares, a country, or nothing named.

        None: what stands there cannot be used, which is noted.
        """
        named, biennium = line.raw("outcomes"), self.biennium_on(day)
        key = (named, line.raw("country"), biennium.code if biennium else "")
        if key not in self._shares:
            found = self._shares_of(line, biennium)
            if found is None:
                return None
            self._shares[key] = found
        return self._shares[key]

    def _shares_of(self, line: Line, biennium: Biennium | None) -> tuple[Share, ...] | None:
        named = line.sign("outcomes", required=False)
        country = line.code("country", self.countries, _("No country has this code."), required=False)
        if not named:
            return (Share(country=self.countries[country]),) if country else ()
        if country:
            return line.problem("country", _("The outcomes say the country: leave this empty."))
        return self._shares_in(line, named, biennium)

    def _shares_in(self, line: Line, named: str, biennium: Biennium | None) -> tuple[Share, ...] | None:
        try:
            shares = rules.shares_of(named)
        except ValueError:
            advice = _("Write codes with shares that are together 100: ARG155=60; KEN101=40.")
            return line.problem("outcomes", advice)
        numbers = self._policy_outcomes.get(biennium.code, {}) if biennium else {}
        found = []
        for code, percent in shares:
            if product := self.products.get(code):
                found.append(Share(percent, global_product=product))
            elif outcome := self.outcomes.get(code):
                node = self._nodes.get(numbers.get(outcome.pk, 0))
                found.append(
                    Share(
                        percent,
                        outcome=outcome,
                        policy_outcome=node,
                        country=outcome.country,
                        region=outcome.region,
                    )
                )
            else:
                return line.problem(
                    "outcomes", _("No outcome or product has the code “%(code)s”.") % {"code": code}
                )
        return tuple(found)
