"""Finding cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.frameworks.measures.framework_places import set_names
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.tables.frameworks import shown_name

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_frameworks(user: Viewer, text: str, limit: int) -> Hits:
    """Find frameworks by title, or by a country's code or name in any language."""
    rows = CooperationFramework.objects.visible_to(user)
    matching = rows.filter(pk__in=rows.named(text).values("pk"))
    ordered = best_first(matching, text, ("title", "country_key")).order_by("rank", "country_key", "pk")
    found = list(ordered[: limit + 1])
    names = set_names({row.country_key for row in found})
    kind = Kind(_("UN cooperation frameworks"), "portfolio:frameworks", partial(_framework, names))
    return hits_of(kind, found, text, limit)


def find_sub_outputs(user: Viewer, text: str, limit: int) -> Hits:
    """Find current sub-outputs by number, code, texts, or their framework's countries."""
    rows = SubOutputState.objects.visible_to(user).of_latest_year().named(text)
    rows = rows.select_related("sub_output", "framework", "result")
    codes = ("sub_output__source_id", "code")
    ordered = best_first(rows, text, ("name",), codes).order_by("rank", "name__folded", "pk")
    found = list(ordered[: limit + 1])
    names = set_names({row.framework.country_key for row in found})
    label = _("Sub-outputs of cooperation frameworks")
    return hits_of(Kind(label, "portfolio:sub-outputs", partial(_sub_output, names)), found, text, limit)


def _framework(names: dict[str, str], row: CooperationFramework) -> Hit:
    url = reverse("portfolio:framework", args=[row.slug])
    countries = tuple(row.country_key.split("-"))
    detail = row.country_key.replace("-", ", ")
    return Hit(row.title or names[row.country_key], url, detail, row.demonstration, countries=countries)


def _sub_output(names: dict[str, str], row: SubOutputState) -> Hit:
    url = reverse("portfolio:sub-output", args=[row.sub_output_id])
    texts = (
        (_("the description"), row.description),
        (_("the result"), row.result.text if row.result else ""),
        (_("the number"), row.sub_output.source_id),
        (_("the code"), row.code),
    )
    countries = tuple(row.framework.country_key.split("-"))
    framework = row.framework.title or names[row.framework.country_key]
    return Hit(shown_name(row), url, framework, row.demonstration, texts, countries)


FINDERS: tuple[Finder, ...] = (find_frameworks, find_sub_outputs)
