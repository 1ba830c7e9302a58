"""Pages of results frameworks: the register, a framework's tree, the sheet to edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from ilo_dc.core.parameters import reads_its_address
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.registers.paging import Page
from ilo_dc.core.registers.register import Listing, read_listing
from portfolio.results.exports import results_sheet
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.panels import words_of
from portfolio.results.policies import may_import_results
from portfolio.results.registers import CROSS_WALKS, RESULTS, RESULTS_FRAMEWORKS
from portfolio.results.vocab import RESULTS_SHEET


class PartPage(RegisterPage):
    """One of the three registers, with links to the others."""

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows."""
        return {**super().context(listing, page), "parts": _parts()}


def _parts() -> list[tuple[str, str]]:
    """Return (address, name) of the three registers."""
    return [
        (reverse("results:frameworks"), gettext("Frameworks")),
        (reverse("results:results"), gettext("Results")),
        (reverse("results:cross-walks"), gettext("Cross-walks")),
    ]


class ResultsFrameworksPage(PartPage):
    """`/results-frameworks/`: Strategic Plans, Programmes and Budgets, the Sustainable Development Goals."""

    register = RESULTS_FRAMEWORKS
    template_name = "portfolio/results/results_frameworks.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the address of the sheet of the same frameworks."""
        query = listing.parameters.copy()
        for name in ("cursor", "limit"):
            query.pop(name, None)
        return {
            **super().context(listing, page),
            "sheet_query": query.urlencode(),
            "may_import": may_import_results(self.request.user),
        }


class ResultsPage(PartPage):
    """`/results-frameworks/results/`: results of all frameworks and levels."""

    register = RESULTS
    template_name = "portfolio/results/results.html"


class CrossWalksPage(PartPage):
    """`/results-frameworks/cross-walks/`: how results of one framework stand to those of a later one."""

    register = CROSS_WALKS
    template_name = "portfolio/results/results.html"


@require_safe
@reads_its_address
def sheet(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Send the filtered frameworks with their results as the sheet that `/imports/` takes."""
    if extension not in FORMATS:
        raise Http404
    listing = read_listing(RESULTS_FRAMEWORKS, request.GET, user=request.user)
    rows, invented = results_sheet(listing.ordered()), listing.holds_demonstration()
    return file_response(request, f"results-sheet.{extension}", RESULTS_SHEET, rows, demonstration=invented)


@require_safe
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """Show one framework: its period and provenance, and the tree of its results."""
    found = ResultsFramework.objects.visible_to(request.user).for_list().filter(code=code).first()
    if found is None:
        raise Http404
    results = found.nodes.visible_to(request.user).in_force().order_by("order", "pk")
    return render(
        request,
        "portfolio/results/results_framework.html",
        {
            "framework": found,
            "tree": _tree(results),
            "withdrawn_count": found.nodes.visible_to(request.user).filter(withdrawn=True).count(),
            "words": words_of(found, "title"),
        },
    )


def _tree(results: Iterable[ResultsNode]) -> list[ResultsNode]:
    """Return the results at the top, each with those below it as `below`."""
    known = {node.pk: node for node in results}
    below: dict[int | None, list[ResultsNode]] = {number: [] for number in (None, *known)}
    for node in known.values():
        below[node.parent_id if node.parent_id in known else None].append(node)
    for number, node in known.items():
        node.below = below[number]  # type: ignore[attr-defined]
    return below[None]
