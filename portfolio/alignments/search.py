"""Finding results of UN frameworks: what is aligned with them is found as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.frameworks.models.framework import FrameworkResult

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_framework_results(user: Viewer, text: str, limit: int) -> Hits:
    """Find priorities, outcomes and outputs of frameworks by code, text, or their framework's countries."""
    rows = FrameworkResult.objects.visible_to(user).named(text).select_related("framework")
    ordered = best_first(rows, text, ("text",), ("code",)).order_by("rank", "text", "pk")
    kind = Kind(_("Results of UN cooperation frameworks"), "portfolio:framework-outcomes", _result)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _result(row: FrameworkResult) -> Hit:
    framework = row.framework
    url = f"{reverse('portfolio:framework', args=[framework.slug])}#results"
    detail = f"{row.get_level_display()} · {framework.country_key.replace('-', ', ')}"
    texts = ((_("the title of the framework"), framework.title),)
    title = row.chosen_as
    return Hit(title, url, detail, row.demonstration, texts, tuple(framework.country_key.split("-")))


FINDERS: tuple[Finder, ...] = (find_framework_results,)
