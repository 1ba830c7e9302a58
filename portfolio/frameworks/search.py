"""Finding cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.tables.frameworks import shown_name

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_frameworks(user: Viewer, text: str, limit: int) -> Hits:
    """Find frameworks by title, or by a country's code or name in any language."""
    rows = CooperationFramework.objects.visible_to(user)
    found = rows.filter(pk__in=rows.named(text).values("pk")).with_countries()
    ordered = best_first(found, text, ("title", "country_key")).order_by("rank", "country_key", "pk")
    kind = Kind(_("UN cooperation frameworks"), "portfolio:frameworks", _framework)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_sub_outputs(user: Viewer, text: str, limit: int) -> Hits:
    """Find current sub-outputs by number, code, texts, or their framework's countries."""
    rows = SubOutputState.objects.visible_to(user).of_latest_year().named(text)
    rows = rows.select_related("sub_output", "framework", "result").prefetch_related("framework__countries")
    codes = ("sub_output__source_id", "code")
    ordered = best_first(rows, text, ("name",), codes).order_by("rank", "name__folded", "pk")
    kind = Kind(_("Sub-outputs of cooperation frameworks"), "portfolio:sub-outputs", _sub_output)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _framework(row: CooperationFramework) -> Hit:
    url = reverse("portfolio:framework", args=[row.slug])
    countries = tuple(row.country_key.split("-"))
    detail = row.country_key.replace("-", ", ")
    return Hit(row.written_name(), url, detail, row.demonstration, countries=countries)


def _sub_output(row: SubOutputState) -> Hit:
    url = reverse("portfolio:sub-output", args=[row.sub_output_id])
    texts = (
        (_("the description"), row.description),
        (_("the result"), row.result.text if row.result else ""),
        (_("the number"), row.sub_output.source_id),
        (_("the code"), row.code),
    )
    countries = tuple(row.framework.country_key.split("-"))
    return Hit(shown_name(row), url, row.framework.written_name(), row.demonstration, texts, countries)


FINDERS: tuple[Finder, ...] = (find_frameworks, find_sub_outputs)
