"""Global products: add, edit, remove; their countries are written whole, with the product's version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from ilo_dc.core.writing.part import remove_row
from portfolio.outcomes import policies
from portfolio.outcomes.models.global_product import GlobalProduct, ProductCountry
from portfolio.outcomes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Office, User


class UnableToSaveProduct(UnableToAct):
    """The global product cannot be saved like this."""

    title = "Unable to save this global product"


@dataclass(frozen=True)
class ProductText:
    """What is said of a global product; no `countries`: it is for the whole world."""

    code: str
    title: str
    language: str = TextLanguage.ENGLISH
    description: str = ""
    office: Office | None = None
    countries: Sequence[Country] = field(default_factory=list)


@transaction.atomic
def add_product(*, by: User, text: ProductText) -> GlobalProduct:
    """Add a global product; everyone sees it.

    Raises:
        Refused: neither an outcome coordinator nor PARDEV.
        UnableToAct: there is one with the code, or a field is wrong.
    """
    require(policies.may_write_products(by))
    values, countries = _values_of(text)
    with history_context(by, gettext_noop("Global product added")):
        product = save_valid(GlobalProduct(demonstration=is_demonstration(), **values))
        _write_countries(product, countries)
    return product


@transaction.atomic
def edit_product(*, by: User, product: GlobalProduct, lock_version: int, text: ProductText) -> GlobalProduct:
    """Change a global product; `lock_version` is the one that was read.

    Raises:
        Refused: neither an outcome coordinator nor PARDEV.
        Conflict: somebody changed it meanwhile.
        UnableToSaveProduct: the code is another one: money and projects name the product by it.
        UnableToAct: what the fields found.
    """
    require(policies.may_write_products(by))
    values, countries = _values_of(text)
    now = locked(product, lock_version=lock_version, values=values)
    if values["code"] != now.code:
        raise UnableToSaveProduct(
            _("Some entries need your attention."), {"code": [_("The code of a product never changes.")]}
        )
    with history_context(by, gettext_noop("Global product edited")):
        return save_changes(now, values, parts_changed=_write_countries(now, countries))


@transaction.atomic
def remove_product(*, by: User, product: GlobalProduct, lock_version: int) -> None:
    """Remove a global product that was added by mistake and that nothing names.

    Raises:
        Refused: neither an outcome coordinator nor PARDEV.
        Conflict: somebody changed it meanwhile.
        UnableToSaveProduct: something names it.
    """
    require(policies.may_write_products(by))
    named = UnableToSaveProduct(_("Something names this global product: it stays."))
    reason = gettext_noop("Global product removed")
    remove_row(by, product, lock_version=lock_version, reason=reason, otherwise=named)


def _values_of(text: ProductText) -> tuple[dict[str, Any], dict[str, Country]]:
    """Return what is said by field, and the countries by code."""
    values = field_values(text)
    countries = {country.pk: country for country in values.pop("countries")}
    return {**values, "code": values["code"].upper()}, countries


def _write_countries(product: GlobalProduct, countries: dict[str, Country]) -> bool:
    """Let a product name these countries and no other; return whether it named others."""
    named = {row.country_id: row for row in ProductCountry.objects.filter(product=product)}
    for code in named.keys() - countries.keys():
        named[code].delete()
    added = sorted(countries.keys() - named.keys())
    for code in added:
        save_valid(
            ProductCountry(product=product, country=countries[code], demonstration=product.demonstration)
        )
    return bool(added or named.keys() - countries.keys())
