"""Finding an organisation by any name that a source writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.reference.shipped import read_shipped
from ilo_dc.core.reference.vocab import CodeScheme
from ilo_dc.core.text_search import APOSTROPHES, NAMES, has_word, plain, words_of


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

    For `pk__in`: one query inside another, no join that could repeat a row.
    """
    rows = Organisation.objects.all()
    for word in words_of(text):
        aliases = OrganisationAlias.objects.filter(has_word(word, ["name"]))
        codes = OrganisationCode.objects.filter(code__iexact=word)
        rows = rows.filter(
            has_word(word, NAMES)
            | Q(pk__in=aliases.values("organisation"))
            | Q(pk__in=codes.values("organisation"))
        )
    return rows.values("pk")


def office_names() -> list[tuple[str, str]]:
    """Return the code and name of each office, by code."""
    return [(code, f"{code} {name}") for code, name in Office.objects.values_list("code", "name")]


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
