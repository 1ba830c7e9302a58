"""The dimensions of place and of framework that measures share: declared once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy

from ilo_dc.core.days import read_year
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.languages import joined, written_in
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.types import Dimension
from ilo_dc.core.reference.place_names import known_countries
from ilo_dc.core.text_search import language_of_names, plain
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.vocab import SEVERAL_REGIONS

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEVERAL = {SEVERAL_REGIONS: gettext_lazy("Several regions")}
REGIONS = dimensions.region(key="region_key", also=SEVERAL)


def names_among(rows: Callable[[], QuerySet[CooperationFramework]]) -> Callable[[list[str]], dict[str, str]]:
    """Return what names those of the frameworks `rows` that have given addresses."""
    return lambda keys: names_of(rows().filter(slug__in=keys))


def names_of(rows: QuerySet[CooperationFramework], *, title: str = "title") -> dict[str, str]:
    """Return the titles of frameworks, else the names of their countries, by address; in one query."""
    own, english = (
        ArrayAgg(f"countries__name_{code}", order_by="countries", default=Value([]))
        for code in (language_of_names(), "en")
    )
    found = rows.order_by().values("slug", title).annotate(own=own, english=english)
    return {row["slug"]: row[title] or _listed(map(_name, row["own"], row["english"])) for row in found}


def _name(own: str, english: str) -> str:
    return own or written_in("en", english)


def _listed(names: Iterable[str]) -> str:
    return joined(", ", sorted(names, key=plain))


def of_everyone() -> QuerySet[CooperationFramework]:
    """Return the frameworks that everyone sees."""
    return CooperationFramework.objects.visible_to(AnonymousUser())


def offered_frameworks() -> list[tuple[str, str]]:
    """Return the addresses and names of the frameworks that everyone sees, by name."""
    return sorted(names_of(of_everyone()).items(), key=lambda pair: plain(pair[1]))


ALL_NAMES = names_among(CooperationFramework.objects.all)


def public_names(keys: list[str]) -> dict[str, str]:
    """Return the names of the frameworks that everyone sees or saw, as everyone read them last."""
    rows = CooperationFramework.objects.filter(slug__in=keys).once_public()
    return names_of(rows, title="public_title")


def framework(
    path: str,
    *,
    among: Callable[[], QuerySet[CooperationFramework]],
    names: Callable[[list[str]], dict[str, str]] = ALL_NAMES,
    named: Callable[[list[str]], dict[str, str]] | None = None,
) -> Dimension:
    """Return the dimension of the frameworks `among`; `path` is the ORM path to their address.

    `named` names those that may be asked for, where they are others than those that are offered.
    """
    return dimensions.addressed(
        "framework",
        gettext_lazy("Cooperation framework"),
        key=path,
        rows=dimensions.Addresses(
            names=names,
            named=named or names_among(among),
            offered=lambda: names_of(among()).items(),
            unknown=gettext_lazy("There is no cooperation framework “%(text)s”."),
            advice=gettext_lazy("Write a framework's address, such as ken."),
        ),
    )


def set_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of countries and sets of countries, in the reader's language, in one query."""
    keys = list(keys)
    names = dimensions.country_names({code for key in keys for code in key.split("-")})
    return {key: _listed(names.get(code, code) for code in key.split("-")) for key in keys}


def read_set(text: str) -> str:
    """Return the key that `text` names: a country's ISO3 code, or those of a set in order, by hyphens.

    One country or area may be named by its name too.

    Raises:
        UnableToRead: no country or area here has such a code or name.
    """
    key = text.upper()
    codes = key.split("-")
    known = re.fullmatch(r"[A-Z]{3}(-[A-Z]{3})*", key) and len(codes) <= 40
    if known and known_countries(codes) >= set(codes):
        return key
    return dimensions.read_country(text)


def present_set(key: Any) -> dict[str, Any]:
    """Return what an API row carries: one country, or null and the countries of a shared set."""
    codes = key.split("-")
    return {"country": key} if len(codes) == 1 else {"country": None, "countries": codes}


def shared_with_others(keys: Sequence[str]) -> Q | None:
    """Return the condition on a row that it belongs to a set of one of the countries and others."""
    countries = [key for key in keys if "-" not in key]
    if not countries:
        return None
    frameworks = FrameworkCountry.objects.filter(country__in=countries, framework__country_key__contains="-")
    return Q(framework__in=frameworks.values("framework")) & ~Q(framework__country_key__in=keys)


COUNTRIES = Dimension(
    code="country",
    label=gettext_lazy("Country or area"),
    key="framework__country_key",
    names=set_names,
    read=read_set,
    present=present_set,
    shared=shared_with_others,
    offered=dimensions.offered_countries,
    alone={"shared": "false"},
)


def read_member(text: str) -> str:
    """Return the ISO3 code of the country or area that `text` names.

    Raises:
        UnableToRead: none has it, or several do.
    """
    try:
        return dimensions.read_country(text)
    except UnableToRead as error:
        (advice,) = error.problems.values()
        raise UnableToRead(error.message, {"member_country": advice}) from error


MEMBER_COUNTRY = replace(
    dimensions.country(key="framework__memberships__country"),
    code="member_country",
    label=gettext_lazy("Member country"),
    read=read_member,
    overlapping=True,
)


def offered_years() -> list[tuple[str, str]]:
    """Return the finance years of sub-outputs, the latest first."""
    rows = SubOutputState.objects.visible_to(AnonymousUser()).current()
    years = rows.order_by("-finance_year").values_list("finance_year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


FINANCE_YEAR = Dimension(
    code="finance_year",
    label=gettext_lazy("Finance year"),
    key="finance_year",
    read=partial(read_year, parameter="finance_year"),
    offered=offered_years,
    never_added=True,
)
