"""Finding an organisation by any name that a source writes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from ilo_dc.core.reference.models.country import Country, CountryAlias
from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.reference.shipped import read_shipped
from ilo_dc.core.reference.vocab import AliasKind, CodeScheme, OrganisationKind
from ilo_dc.core.text_search import APOSTROPHES, NAMES, has_word, plain, words_of

Text = tuple[str, str]  # what it is, such as “the former name”, and the text itself


def same_name(name: str) -> str:
    """Return `name` so that spellings that differ in case, blanks or apostrophes are equal."""
    return re.sub(r"\s+", " ", name.translate(APOSTROPHES)).strip().casefold()


def organisations_by_name(scheme: CodeScheme | None = None) -> dict[str, int | None]:
    """Return each known name, made equal by `same_name`, with the organisation's key; None: ambiguous.

    The codes of `scheme` go before all, then come names, then aliases. Three queries.
    """
    found: dict[str, int | None] = {}
    for names in (_codes(scheme), _names(), _aliases()):
        here: dict[str, int | None] = {}
        for name, organisation in names:
            key = same_name(name)
            here[key] = organisation if here.get(key, organisation) == organisation else None
        found = {**here, **found}
    return found


def organisations_named(text: str) -> QuerySet[Organisation, Any]:
    """Return the keys of organisations with each word in a name, in any language, in an alias, or as a code.

    A government is found by its country's names too. For `pk__in`: one query inside another, no join that
    could repeat a row.
    """
    rows = Organisation.objects.all()
    for word in words_of(text):
        aliases = OrganisationAlias.objects.filter(has_word(word, ["name"]))
        codes = OrganisationCode.objects.filter(code__iexact=word)
        rows = rows.filter(
            has_word(word, NAMES)
            | Q(pk__in=aliases.values("organisation"))
            | Q(pk__in=codes.values("organisation"))
            | Q(kind=OrganisationKind.GOVERNMENT) & in_country(word, "country")
        )
    return rows.values("pk")


def in_country(word: str, path: str) -> Q:
    """Return the condition that the country at `path` has the word in a name of any kind, or as its code."""
    return Q(**{f"{path}__in": Country.objects.named(word).values("pk")})


def names_of_countries(codes: Iterable[str]) -> dict[str, list[Text]]:
    """Return all names of countries with what each is, by ISO 3166-1 alpha-3 code, in one query."""
    words = {
        AliasKind.FORMER: _("the former name"),
        AliasKind.COMMON: _("the other name"),
        AliasKind.SHORT: _("the short name"),
    }
    found: dict[str, list[Text]] = defaultdict(list)
    alias = JSONObject(kind="aliases__kind", name="aliases__name")
    named = ArrayAgg(alias, filter=Q(aliases__isnull=False), order_by="aliases__pk", default=Value([]))
    for country in Country.objects.filter(pk__in=set(codes) or {""}).annotate(also=named):
        found[country.pk] += [(words[AliasKind(one["kind"])], one["name"]) for one in country.also]
        found[country.pk] += texts_of_names(country)
        found[country.pk] += [(_("the code"), code) for code in (country.pk, country.iso2, country.m49)]
    return found


def texts_of_names(row: Any) -> list[Text]:
    """Return the names of a row in six languages that differ from the one shown."""
    names = dict.fromkeys(getattr(row, name) for name in NAMES)
    return [(_("the name in another language"), name) for name in names if name and name != row.name]


def with_other_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate organisations with `other_names` and `other_codes`, in the statement that reads them."""
    aliases = OrganisationAlias.objects.filter(organisation=OuterRef("pk")).order_by("pk")
    codes = OrganisationCode.objects.filter(organisation=OuterRef("pk")).order_by("pk")
    return rows.annotate(
        other_names=ArraySubquery(aliases.values("name")), other_codes=ArraySubquery(codes.values("code"))
    )


def texts_of_organisation(row: Any) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """Return the other names and codes of an organisation `with_other_names`, and whose country's it has."""
    texts = [(_("the other name"), name) for name in row.other_names]
    texts += [(_("the code"), code) for code in row.other_codes]
    country = row.country_id if row.kind == OrganisationKind.GOVERNMENT else None
    return (*texts, *texts_of_names(row)), (country,) if country else ()


def aliases_of_country(path: str = "pk") -> QuerySet[CountryAlias]:
    """Return the other names of the country at `path` of an outer row."""
    return CountryAlias.objects.filter(country=OuterRef(path))


def aliases_of_organisation() -> tuple[QuerySet[Any], ...]:
    """Return the other names of the organisation of an outer row; a government has its country's too."""
    own = OrganisationAlias.objects.filter(organisation=OuterRef("pk"))
    governed = Organisation.objects.filter(pk=OuterRef(OuterRef("pk")), kind=OrganisationKind.GOVERNMENT)
    return own, aliases_of_country("country").filter(country__in=governed.values("country"))


def office_names() -> list[tuple[str, str]]:
    """Return the code and name of each office, by code."""
    return [(office.code, str(office)) for office in Office.objects.all()]


def organisation_names() -> list[tuple[str, str]]:
    """Return the address of each organisation and its name in the reader's language, by name."""
    rows = ((row.slug, row.name) for row in Organisation.objects.all())
    return sorted(rows, key=lambda pair: plain(pair[1]))


def pseudo_contributors() -> dict[str, str]:
    """Return the lines of publications that name no partner, with the reason."""
    return {row["name"]: row["reason"] for row in read_shipped("pseudo_contributors")}


def _codes(scheme: CodeScheme | None) -> Iterator[tuple[str, int]]:
    if scheme is not None:
        yield from OrganisationCode.objects.filter(scheme=scheme).values_list("code", "organisation_id")


def _names() -> Iterator[tuple[str, int]]:
    yield from Organisation.objects.values_list("name_en", "pk")


def _aliases() -> Iterator[tuple[str, int]]:
    yield from OrganisationAlias.objects.values_list("name", "organisation_id")
