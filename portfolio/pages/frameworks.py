"""Pages of the portfolio: cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ilo_dc.core.actions.facts import Revision
from ilo_dc.core.actions.files import differences_of
from ilo_dc.core.measures import Figures, Question, Row, read_question, table
from ilo_dc.core.moments import at_one_moment
from ilo_dc.core.pages.registers import RegisterPage
from ilo_dc.core.paging import Page
from ilo_dc.core.registers import Listing
from portfolio.measures.frameworks import FRAMEWORK_GAP, FRAMEWORK_SUBOUTPUTS, FRAMEWORK_SURPLUS, GAP_COLUMNS
from portfolio.models import CooperationFramework, SubOutputState
from portfolio.pages import framework_panels as panels
from portfolio.panels.alignments import alignment_of_framework
from portfolio.policies import frameworks as policies
from portfolio.registers.framework_parts import PARTS
from portfolio.registers.frameworks import COOPERATION_FRAMEWORKS
from portfolio.registers.frameworks import FRAMEWORK_SUBOUTPUTS as SUB_OUTPUTS
from portfolio.tables.frameworks import FrameworkFiguresTable

# Filters that every address of these pages may carry for the look of the page only.
MAY_CARRY = ("format",)


class FrameworksPage(RegisterPage):
    """`/frameworks/`: the frameworks, each with its figures of today."""

    register = COOPERATION_FRAMEWORKS
    template_name = "portfolio/frameworks.html"
    lead = _(
        "UN cooperation frameworks: those in which UN INFO names sub-outputs of the ILO, and those that "
        "officers recorded."
    )

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the figures of the page's frameworks in one query."""
        context = super().context(listing, page)
        context["may_record"] = policies.may_write_somewhere(self.request.user)
        context["parts"] = PARTS
        if not page.rows:
            return context
        question = Question().split_by("framework")
        answer = table((*GAP_COLUMNS, FRAMEWORK_SUBOUTPUTS), user=self.request.user, question=question)
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


@require_safe
@at_one_moment
def framework(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one framework: its countries, figures, and results with their sub-outputs."""
    found = CooperationFramework.objects.visible_to(request.user).for_list().filter(slug=slug).first()
    if found is None:
        raise Http404
    context = {
        "framework": found,
        "countries": sorted(found.countries.all(), key=lambda country: country.name),
        "parts": panels.parts_of(request.user, found),
        "may": panels.rights_of(request.user, found),
        "succession": panels.succession_of(request.user, found),
        "alignment": alignment_of_framework(request.user, found),
        **(
            _sub_outputs_of(request, found)
            if found.source
            else {"chain": panels.chain_of(request.user, found, ())}
        ),
    }
    return render(request, "portfolio/framework.html", context)


def _sub_outputs_of(request: HttpRequest, found: CooperationFramework) -> dict[str, Any]:
    """Return the figures of a framework that a source names, and its chain with the sub-outputs behind them.

    Raises:
        UnableToRead: the address asks for a moment that cannot be read.
    """
    question = read_question(FRAMEWORK_GAP, request.GET, ignore=MAY_CARRY).narrowed("framework", found.slug)
    answer = table(GAP_COLUMNS, user=request.user, question=question)
    states = (
        SubOutputState.objects.visible_to(request.user)
        .as_known_at(answer.as_of)
        .filter(framework=found)
        .for_list()
        .order_by("-required", "pk")
    )
    return {
        "chain": panels.chain_of(request.user, found, list(states)),
        "figures": [
            answer.figure(measure=measure) for measure in GAP_COLUMNS if measure is not FRAMEWORK_SURPLUS
        ],
        "answer": answer,
        "rows_url": answer.page(answer.total),
    }


class SubOutputsPage(RegisterPage):
    """`/frameworks/sub-outputs/`: the very rows behind the figures."""

    register = SUB_OUTPUTS
    template_name = "portfolio/sub_outputs.html"
    lead = _(
        "Amounts of finance year 2024, as asked of UN INFO; US dollars assumed. A sub-output that several "
        "countries share is one row."
    )


@require_safe
def sub_output(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one sub-output: what is said of it now, or was said last, and all that was said before."""
    states = list(SubOutputState.objects.visible_to(request.user).for_list().with_countries().history_of(pk))
    if not states:
        raise Http404
    return render(
        request,
        "portfolio/sub_output.html",
        {
            "state": states[0],
            "countries": sorted(states[0].framework.countries.all(), key=lambda country: country.name),
            "is_withdrawn": not states[0].is_current,
            "history": [
                _past(state, older) for state, older in zip(states, [*states[1:], None], strict=True)
            ],
        },
    )


def _past(state: SubOutputState, older: SubOutputState | None) -> dict[str, Any]:
    """Return a state with what it changed; one that comes after a withdrawal names no old values."""
    follows = older is not None and older.superseded_at == state.recorded_at
    return {
        "state": state,
        "is_first": older is None,
        "came_back": older is not None and not follows,
        "differences": differences_of(Revision(older, state)) if older is not None else [],
    }
