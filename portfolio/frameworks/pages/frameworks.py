"""Pages of the portfolio: the lists of cooperation frameworks and of sub-outputs, and a sub-output."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ilo_dc.core.facts.actions.facts import Revision
from ilo_dc.core.imports.actions.files import differences_of
from ilo_dc.core.measures import Figures, Question, Row, table
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.registers.paging import Page
from ilo_dc.core.registers.register import Listing
from ilo_dc.core.text_search import plain
from portfolio.frameworks import policies
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAPS, FRAMEWORK_SUBOUTPUTS
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.registers.framework_parts import PARTS
from portfolio.frameworks.registers.frameworks import COOPERATION_FRAMEWORKS
from portfolio.frameworks.registers.frameworks import FRAMEWORK_SUBOUTPUTS as SUB_OUTPUTS
from portfolio.frameworks.tables.frameworks import FrameworkFiguresTable


class FrameworksPage(RegisterPage):
    """`/frameworks/`: the frameworks, each with its figures of today."""

    register = COOPERATION_FRAMEWORKS
    template_name = "portfolio/frameworks/frameworks.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the figures of the page's frameworks in one query."""
        context = super().context(listing, page)
        context["may_record"] = policies.may_write_somewhere(self.request.user)
        context["parts"] = PARTS.values()
        if not page.rows:
            return context
        question = Question().split_by("framework")
        answer = table((*FRAMEWORK_GAPS, FRAMEWORK_SUBOUTPUTS), user=self.request.user, question=question)
        lines = {line.keys["framework"]: line for line in answer.lines}
        for row in page.rows:
            row.figures = _figures(answer, lines.get(row.slug))
        figures = FrameworkFiguresTable(page.rows, order_by=listing.ordering, request=self.request)
        return {**context, "table": figures, "answer": answer}


def _figures(answer: Figures, line: Row | None) -> dict[str, Any]:
    """Return a line's values by measure, and the page with its rows; nothing where it has none."""
    if line is None:
        return {}
    values = {measure.code: answer.value(line, measure) for measure in answer.measures}
    return {**values, "page": answer.page(line)}


class SubOutputsPage(RegisterPage):
    """`/frameworks/sub-outputs/`: the very rows behind the figures."""

    register = SUB_OUTPUTS
    template_name = "portfolio/frameworks/sub_outputs.html"


@require_safe
def sub_output(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one sub-output: what is said of it now, or was said last, and all that was said before."""
    states = list(SubOutputState.objects.visible_to(request.user).for_list().with_countries().history_of(pk))
    if not states:
        raise Http404
    # What is in force, of the latest year; else what was said last.
    shown = next((state for state in states if state.is_current), states[0])
    return render(
        request,
        "portfolio/frameworks/sub_output.html",
        {
            "state": shown,
            "countries": sorted(shown.framework.countries.all(), key=lambda country: plain(country.name)),
            "is_withdrawn": not shown.is_current,
            "history": [
                _past(state, older) for state, older in zip(states, [*states[1:], None], strict=True)
            ],
        },
    )


def _past(state: SubOutputState, older: SubOutputState | None) -> dict[str, Any]:
    """Return a state with what it changed; one that comes after a withdrawal names no old values."""
    if older is not None and older.finance_year != state.finance_year:
        older = None  # what was said of another year is no earlier wording of this one
    follows = older is not None and older.superseded_at == state.recorded_at
    return {
        "state": state,
        "is_first": older is None,
        "came_back": older is not None and not follows,
        "differences": differences_of(Revision(older, state)) if older is not None else [],
    }
