"""Finding results of UN frameworks, and what of country programmes is aligned with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.models import Country
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.alignments.models import Alignment
from portfolio.alignments.tables import matrix_address
from portfolio.alignments.vocab import Extent
from portfolio.frameworks.models.framework import FrameworkResult

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_framework_results(user: Viewer, text: str, limit: int) -> Hits:
    """Find priorities, outcomes and outputs of frameworks by code, text, or their framework's countries."""
    rows = FrameworkResult.objects.visible_to(user).named(text).select_related("framework")
    ordered = best_first(rows, text, ("text",), ("code",)).order_by("rank", "text", "pk")
    kind = Kind(_("Results of UN cooperation frameworks"), "portfolio:framework-outcomes", _result)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_alignments(user: Viewer, text: str, limit: int) -> Hits:
    """Find what is recorded now of the alignment with framework results, by either side's words."""
    rows = (
        Alignment.objects.visible_to(user)
        .current()
        .named(text)
        .select_related(
            "pair__programme",
            "pair__country",
            "pair__result__framework",
            "pair__priority__programme",
            "pair__outcome__programme",
            "pair__outcome__cpo",
        )
    )
    ordered = best_first(rows, text, ("pair__result__text",), ("pair__outcome__code",))
    kind = Kind(_("Alignment with UN frameworks"), "portfolio:alignments", _alignment)
    return hits_of(kind, ordered.order_by("rank", "pair__result__text", "pk")[: limit + 1], text, limit)


def _result(row: FrameworkResult) -> Hit:
    framework = row.framework
    url = f"{reverse('portfolio:framework', args=[framework.slug])}#results"
    detail = f"{row.get_level_display()} · {framework.country_key.replace('-', ', ')}"
    texts = ((_("the title of the framework"), framework.title),)
    title = row.chosen_as
    return Hit(title, url, detail, row.demonstration, texts, tuple(framework.country_key.split("-")))


def _alignment(row: Alignment) -> Hit:
    pair, subject = row.pair, row.pair.subject
    if isinstance(subject, Country):
        url = f"{matrix_address(None, subject.pk)}?framework={pair.result.framework.slug}"
        home = subject.name
    else:
        url = f"{reverse('programme', args=[subject.slug])}#alignment"
        home = subject.title
    detail = together(Extent(row.extent).label, " · ", home)
    priority, outcome = pair.priority, pair.outcome
    texts = tuple(
        (what, one.title)
        for what, one in ((_("the priority"), priority), (_("the outcome"), outcome))
        if one is not None
    )
    countries = (pair.country_id,) if pair.country_id else ()
    return Hit(pair.result.shown_text, url, detail, row.demonstration, texts, countries)


FINDERS: tuple[Finder, ...] = (find_framework_results, find_alignments)
