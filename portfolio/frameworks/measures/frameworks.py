"""What may be counted in the portfolio: the money of sub-outputs of UN cooperation frameworks."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from ilo_dc.core.facts.moments import read_once
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from portfolio.frameworks.measures import framework_places as places
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.rules import latest_complete

if TYPE_CHECKING:
    from ilo_dc.core.measures.results import Figure, Figures
    from ilo_dc.core.people.grants import Viewer
    from portfolio.frameworks.querysets.frameworks import SubOutputStateQuerySet

# --- Dimensions -----------------------------------------------------------------------------------

FRAMEWORK = places.framework("framework__slug", among=CooperationFramework.objects.named_by_a_source)
COUNTRY, REGION = places.COUNTRIES, places.REGIONS
FINANCE_YEAR = places.FINANCE_YEAR
DIMENSIONS = (COUNTRY, REGION, FRAMEWORK, FINANCE_YEAR)

# --- Rows and measures ------------------------------------------------------------------------------


def known_at(user: Viewer, moment: datetime, _scope: Scope) -> SubOutputStateQuerySet:
    """Return the states visible to `user` that were current at `moment`, with every evidence field."""
    return SubOutputState.objects.visible_to(user).as_known_at(moment).with_gap().with_region()


def finance_year_at(user: Viewer, moment: datetime) -> int | None:
    """Return the finance year that figures are of unless another is asked for; None: there is none."""
    states = SubOutputState.objects.visible_to(user)
    frameworks = read_once(("finance years", user.pk, moment), partial(states.frameworks_by_year, moment))
    return latest_complete(frameworks)


def unless_asked(user: Viewer, moment: datetime) -> dict[str, str]:
    """Return the filter that figures are held to unless another finance year is asked for."""
    year = finance_year_at(user, moment)
    return {} if year is None else {FINANCE_YEAR.code: str(year)}


SUB_OUTPUTS = Rows(
    code="framework-suboutputs",
    known_at=known_at,
    unless_asked=unless_asked,
    page="portfolio:sub-outputs",
    source=gettext_lazy("UN INFO, sub-outputs of UN cooperation frameworks with the ILO as agency"),
    note=gettext_lazy(
        "Amounts of one finance year, as asked of UN INFO; years are never added. The source names no "
        "currency, US dollars are assumed. A sub-output of several countries counts once and belongs to the "
        "set of its countries."
    ),
)


def _sum(code: str, label: Any, definition: Any, formula: Any, *, field: str) -> Measure:
    """Return a measure that sums one column, in US dollars."""
    return Measure(
        code=code,
        label=label,
        definition=definition,
        formula=formula,
        unit=Unit.USD,
        kind=EvidenceKind.SUM,
        rows=SUB_OUTPUTS,
        dimensions=DIMENSIONS,
        evidence_field=field,
    )


FRAMEWORK_REQUIRED = _sum(
    "framework_required",
    gettext_lazy("Required"),
    gettext_lazy("Resources that the ILO's sub-outputs of UN cooperation frameworks require."),
    gettext_lazy("Sum of required."),
    field="required",
)
FRAMEWORK_AVAILABLE = _sum(
    "framework_available",
    gettext_lazy("Available"),
    gettext_lazy("Resources available to the ILO's sub-outputs of UN cooperation frameworks."),
    gettext_lazy("Sum of available."),
    field="available",
)
FRAMEWORK_SPENT = _sum(
    "framework_spent",
    gettext_lazy("Spent"),
    gettext_lazy("Resources spent on the ILO's sub-outputs of UN cooperation frameworks."),
    gettext_lazy("Sum of spent."),
    field="spent",
)
FRAMEWORK_GAP = _sum(
    "framework_gap",
    gettext_lazy("Gap"),
    gettext_lazy(
        "What the sub-outputs lack. Computed for each sub-output, so that a surplus of one never hides the "
        "gap of another."
    ),
    gettext_lazy("Sum of max(0, required − available) over the sub-outputs."),
    field="gap",
)
FRAMEWORK_SURPLUS = _sum(
    "framework_surplus",
    gettext_lazy("Surplus"),
    gettext_lazy("What is available to sub-outputs beyond what they require; it fills no other gap."),
    gettext_lazy("Sum of max(0, available − required) over the sub-outputs."),
    field="surplus",
)
FRAMEWORK_COVERAGE = Measure(
    code="framework_coverage",
    label=gettext_lazy("Coverage"),
    definition=gettext_lazy(
        "The part of the requirement that is available: 1 − gap ÷ required. Unknown where none is required."
    ),
    formula=gettext_lazy("Sum of min(required, available) ÷ sum of required."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=SUB_OUTPUTS,
    dimensions=DIMENSIONS,
    numerator="covered",
    denominator="required",
)
FRAMEWORK_SUBOUTPUTS = Measure(
    code="framework_suboutputs",
    label=gettext_lazy("Sub-outputs"),
    definition=gettext_lazy("Sub-outputs of UN cooperation frameworks with the ILO as agency."),
    formula=gettext_lazy("Number of sub-outputs; one that several countries share counts once."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=SUB_OUTPUTS,
    dimensions=DIMENSIONS,
)

MEASURES = (
    FRAMEWORK_REQUIRED,
    FRAMEWORK_AVAILABLE,
    FRAMEWORK_GAP,
    FRAMEWORK_SURPLUS,
    FRAMEWORK_COVERAGE,
    FRAMEWORK_SPENT,
    FRAMEWORK_SUBOUTPUTS,
)
# The columns of a table of gaps: their names, what each measures, their order.
GAP_COLUMNS = {
    "required": FRAMEWORK_REQUIRED,
    "available": FRAMEWORK_AVAILABLE,
    "gap": FRAMEWORK_GAP,
    "surplus": FRAMEWORK_SURPLUS,
    "coverage": FRAMEWORK_COVERAGE,
    "spent": FRAMEWORK_SPENT,
}
FRAMEWORK_GAPS = tuple(GAP_COLUMNS.values())


def gap_figures(answer: Figures) -> list[Figure]:
    """Return the key figures of an answer to `FRAMEWORK_GAPS`.

    The surplus is among them where there is a gap beside it: it says why what is available may reach what is
    required while something lacks all the same.
    """
    hides_a_gap = bool(answer.total.sums["surplus"] and answer.total.sums["gap"])
    shown = [measure for measure in FRAMEWORK_GAPS if hides_a_gap or measure is not FRAMEWORK_SURPLUS]
    return [answer.figure(measure=measure) for measure in shown]
