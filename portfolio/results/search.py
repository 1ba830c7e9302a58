"""Finding results of the ILO's own frameworks and of the 2030 Agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.querysets import in_six
from portfolio.results.tables import result_page

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_results(user: Viewer, text: str, limit: int) -> Hits:
    """Find results in force by code or, in any language, by text or short name."""
    rows = ResultsNode.objects.visible_to(user).in_force().named(text).select_related("framework")
    ordered = best_first(rows, text, in_six("text", "short"), ("code",)).order_by("rank", "order", "pk")
    kind = Kind(_("Results"), "results:results", _result)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _result(row: ResultsNode) -> Hit:
    names = dict.fromkeys(getattr(row, name) for name in in_six("text", "short"))
    texts = tuple((_("the text in another language"), name) for name in names if name)
    return Hit(
        together(row.code, " ", row.text), result_page(row), row.framework.code, row.demonstration, texts
    )


FINDERS: tuple[Finder, ...] = (find_results,)
